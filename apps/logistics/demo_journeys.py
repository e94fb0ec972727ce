"""Demonstration data of journeys: a year of movements, returns in every state, claims open and resolved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from apps.accounts.models import User
from apps.common import clock, people
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.models import Contract
from apps.inventory.models import Site, Unit
from apps.logistics import demo_pictures
from apps.logistics.enums import OPEN_LINES, ClaimKind, Outcome, Signer
from apps.logistics.models import Claim, MovementLine
from apps.logistics.services import (
    Discrepancy,
    IntakeEntry,
    Plan,
    Signed,
    accept_movement,
    add_intake_pictures,
    create_movement,
    hand_over_units,
    pick_up,
    register_intake,
    register_return,
    report_intake_discrepancies,
    resolve_claim,
)

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoOrganisation
    from apps.inventory.models import EquipmentModel
    from apps.logistics.models import IntakeAct, Movement

WEEKS: Final = 52
_FLEET: Final = 60
_RETURNS: Final = 3
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_REASONS: Final = (
    "Перевод на площадку по заявке клиента",
    "Ремонт: не запускаются хэш-платы",
    "Возврат из ремонта",
    "Разгрузка ВРУ",
    "Подготовка к выдаче",
)


class Story:
    """The year of one company: its people, its sites, and the machines that travel."""

    def __init__(self, company: DemoOrganisation, random: Random) -> None:
        """Remember who does what; sites are found by their type."""
        self.actors, self.random = company.actors, random
        with scope(self.manager):
            self.sites = {site.type: site for site in Site.objects.order_by("-pk")}
            self.driver = User.objects.get(pk=company.actors[Role.DRIVER].id or 0)

    @property
    def manager(self) -> Actor:
        """Who plans."""
        return self.actors[Role.MANAGER]

    def fleet(self, contracts: list[Contract], models: list[EquipmentModel]) -> list[Unit]:
        """Bring in the machines of the year, each contract's under an act of its own, a year ago."""
        per_act = _FLEET // len(contracts[:6])
        units: list[Unit] = []
        for number, contract in enumerate(contracts[:6]):
            day = clock.now() - timedelta(weeks=WEEKS, days=number)
            with scope(self.manager) as by:
                act = register_intake(
                    by=by,
                    client=contract.client,
                    contract=contract,
                    site=self.sites["warehouse"],
                    entries=[
                        IntakeEntry(self._serial(), models[(number + one) % len(models)], completeness="блок питания")
                        for one in range(per_act)
                    ],
                    at=day,
                )
                units += [line.unit for line in act.lines.select_related("unit")]
            if number % 2 == 0:
                self._picture(act, per_act, day + timedelta(minutes=20))
            if number == 0:
                self._report(act, day + timedelta(minutes=30))
        return units

    def _picture(self, act: IntakeAct, boxes: int, at: datetime) -> None:
        """Let the warehouse photograph a load that came in, and both sides sign."""
        with scope(self.actors[Role.WAREHOUSE]) as by:
            add_intake_pictures(
                act,
                by=by,
                photos=[demo_pictures.load(act.ordinal, boxes)],
                note="Вся партия на поддоне, одна коробка помята",
                signatures=[
                    Signed(Signer.GIVER, "Тихонов А. Д.", demo_pictures.signature(act.ordinal)),
                    Signed(Signer.RECEIVER, people.name_of(by.label), demo_pictures.signature(1)),
                ],
                at=at,
            )

    def _report(self, act: IntakeAct, at: datetime) -> None:
        """Let the warehouse report a machine that came damaged."""
        line = act.lines.latest("position")
        dent = Discrepancy(ClaimKind.DAMAGED, serial=line.serial, note="Коробка помята, погнут угол корпуса")
        with scope(self.actors[Role.WAREHOUSE]) as by:
            report_intake_discrepancies(act, by=by, seen=[dent], at=at)

    def tell(self, units: list[Unit]) -> None:
        """Let a movement happen each week; the last ones are still under way."""
        for week in range(1, WEEKS):
            day = clock.now() - timedelta(weeks=WEEKS - week, hours=self.random.randint(1, 40))
            self._one(units, week, day)
        for number in range(4):
            self._open(units, number)

    def _one(self, units: list[Unit], week: int, day: datetime) -> None:
        """Move a few machines that stand together, from plan to acceptance."""
        movement = self._plan(units, self.random.randint(1, 4), day)
        if movement is None:
            return
        serials = [line.serial for line in movement.lines.all()]
        damaged = [Discrepancy(ClaimKind.DAMAGED, serial=serials[0], note="Вмятина на кожухе вентилятора")]
        with scope(self.actors[Role.DRIVER]) as by:
            pick_up(movement, by=by, key=self._key(), serials=serials, at=day + timedelta(hours=3))
        with scope(self.actors[Role.ADMIN]) as by:
            seen = damaged if week % 9 == 0 else []
            arrived = day + timedelta(hours=3 + self.random.randint(1, 6))
            accept_movement(movement, by=by, key=self._key(), serials=serials, discrepancies=seen, at=arrived)
        if week % 18 == 0:
            self._settle(movement, arrived + timedelta(days=2))

    def _settle(self, movement: Movement, at: datetime) -> None:
        """Resolve the claims of a movement, once they were looked into."""
        with scope(self.manager) as by:
            for claim in Claim.objects.filter(movement=movement):
                resolve_claim(
                    claim,
                    by=by,
                    version=claim.version,
                    outcome=Outcome.EXPLAINED,
                    resolution="Повреждение было при приёмке, клиент уведомлён",
                    at=at,
                )

    def _open(self, units: list[Unit], number: int) -> None:
        """Leave movements in every state: two wait, one is on the way, one came with a unit missing."""
        movement = self._plan(units, 3, clock.now() - timedelta(hours=5 - number))
        if movement is None or number < 2:  # noqa: PLR2004 - the first two wait for their driver
            return
        serials = [line.serial for line in movement.lines.all()]
        with scope(self.actors[Role.DRIVER]) as by:
            pick_up(movement, by=by, key=self._key(), serials=serials)
        if number == 3 and len(serials) > 1:  # noqa: PLR2004 - the last one has arrived
            with scope(self.actors[Role.ADMIN]) as by:
                lost = Discrepancy(ClaimKind.MISSING, serial=serials[-1], note="В кузове нет")
                accept_movement(movement, by=by, key=self._key(), serials=serials[:-1], discrepancies=[lost])

    def returns(self, contracts: list[Contract]) -> None:
        """Register three return acts: one handed over, one half way, one that waits."""
        done = 0
        for contract in contracts:
            with scope(self.manager) as by:
                stored = Unit.objects.filter(contract=contract, state="stored", site=self.sites["warehouse"])
                chosen = [unit for unit in stored.order_by("pk")[: 3 + done] if not self._is_busy(unit)]
                if not chosen:
                    continue
                act = register_return(by=by, contract=contract, units=chosen, reason="Клиент забирает оборудование")
            with scope(self.actors[Role.WAREHOUSE]) as by:
                lines = list(act.lines.order_by("position"))[: (len(chosen), 1, 0)[done]]
                if lines:
                    drawn = demo_pictures.signature(act.ordinal)
                    hand_over_units(act, by=by, lines=lines, receiver_name="Тихонов А. Д.", signature=drawn)
            done += 1
            if done == _RETURNS:
                break

    def _plan(self, units: list[Unit], how_many: int, at: datetime) -> Movement | None:
        """Plan a movement of machines that stand together and may go, to another site; None when there are none."""
        with scope(self.manager) as by:
            fresh = list(Unit.objects.filter(pk__in=[unit.pk for unit in units], state__in=["stored"]).order_by("pk"))
            free = [unit for unit in fresh if not self._is_busy(unit) and unit.changed_at < at]
            if not free:
                return None
            start = self.random.choice(free).site_id
            chosen = [unit for unit in free if unit.site_id == start][:how_many]
            ends = [site for site in self.sites.values() if site.pk != start]
            plan = Plan(
                from_site=next(site for site in self.sites.values() if site.pk == start),
                to_site=self.random.choice(ends),
                reason=self.random.choice(_REASONS),
                driver=self.driver,
                planned_on=at.date(),
            )
            return create_movement(by=by, plan=plan, units=chosen, at=at)

    def _is_busy(self, unit: Unit) -> bool:
        """Whether a machine is on the list of an open movement."""
        return MovementLine.objects.filter(unit=unit, state__in=OPEN_LINES).exists()

    def _serial(self) -> str:
        """Return a made-up serial number."""
        return "JY" + "".join(self.random.choices(_LETTERS, k=11))

    def _key(self) -> UUID:
        """Return the key of a step; the same seed gives the same keys."""
        return UUID(int=self.random.getrandbits(128), version=4)
