"""Demonstration data of the service centre: catalogues, a year of stock and repairs, orders in every state."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract
from apps.inventory.models import EquipmentModel, Site, Unit
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Advice, Complaint, Finding, OrderState, PartKind, Payer
from apps.inventory.service_centre.models import Part, RepairOrder, ServiceWork
from apps.inventory.service_centre.rules.payback import Inputs, judge
from apps.inventory.service_centre.services import Bin, Found, Issue, Taken
from apps.inventory.services import NewUnit, register_units

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoContext, DemoOrganisation

_WEEKS: Final = 50
_FLEET: Final = 24
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_WORKS: Final = (
    ("Д-01", "Диагностика", 800, 30),
    ("Р-01", "Замена вентилятора", 600, 20),
    ("Р-02", "Замена блока питания", 1200, 30),
    ("Р-03", "Ремонт хеш-платы, замена чипов", 6500, 180),
    ("Р-04", "Замена хеш-платы", 1500, 40),
    ("Р-05", "Замена контрольной платы", 1800, 45),
    ("Р-06", "Чистка и замена термопасты", 1400, 60),
    ("Р-07", "Прошивка", 700, 25),
)
# Article, name, kind, measure, by serial numbers, minimum, price, cost, what comes a quarter.
_PARTS: Final = (
    ("FAN-12038", "Вентилятор 12038, 6000 об/мин", PartKind.FAN, "pcs", False, 10, 900, 620, 24),
    ("PSU-APW12", "Блок питания APW12", PartKind.PSU, "pcs", False, 2, 9800, 7900, 5),
    ("HB-S21", "Хеш-плата S21", PartKind.HASHBOARD, "pcs", True, 2, 31000, 26500, 3),
    ("CB-C76", "Контрольная плата C76", PartKind.CONTROL_BOARD, "pcs", False, 6, 6400, 4900, 4),
    ("BM1368", "Чип BM1368", PartKind.CHIP, "pcs", False, 50, 420, 310, 120),
    ("CBL-6P", "Шлейф 18-контактный", PartKind.CABLE, "pcs", False, 5, 250, 140, 12),
    ("PASTE-100", "Термопаста", PartKind.CONSUMABLE, "g", False, 200, 9, 5, 600),
)
# What was found, the complaint, the works, the parts with how many.
_CASES: Final = (
    (Finding.FAN, Complaint.NOISE, ("Р-01",), (("FAN-12038", 1),)),
    (Finding.FAN, Complaint.OVERHEATING, ("Р-01", "Р-06"), (("FAN-12038", 2), ("PASTE-100", 30))),
    (Finding.HASHBOARD, Complaint.LOW_HASHRATE, ("Д-01", "Р-03"), (("BM1368", 4), ("PASTE-100", 40))),
    (Finding.PSU, Complaint.NO_POWER, ("Д-01", "Р-02"), (("PSU-APW12", 1),)),
    (Finding.CONTROL_BOARD, Complaint.NO_NETWORK, ("Д-01", "Р-05"), (("CB-C76", 1),)),
    (Finding.FIRMWARE, Complaint.RESTARTS, ("Р-07",), ()),
    (Finding.CONNECTION, Complaint.HIGH_ERRORS, ("Д-01",), (("CBL-6P", 1),)),
    (Finding.COOLING, Complaint.OVERHEATING, ("Р-06",), (("PASTE-100", 60),)),
    (Finding.NONE_FOUND, Complaint.OTHER, ("Д-01",), ()),
)


def load(context: DemoContext) -> None:
    """Tell the year of the first company's service centre."""
    for company in context.organisations:
        if company.is_main:
            _Year(company, context.random).tell()


class _Year:
    """The people, the bins and the machines of a year."""

    def __init__(self, company: DemoOrganisation, random: Random) -> None:
        self.actors, self.random = company.actors, random
        with scope(self.admin):
            self.site = Site.objects.filter(type="service_centre").order_by("pk")[:1].get()
            self.technician = User.objects.get(pk=company.actors[Role.TECHNICIAN].id or 0)
        self.bin = Bin(self.site, "Б-1")

    @property
    def admin(self) -> Actor:
        """Who does what nobody else may."""
        return self.actors[Role.ADMIN]

    def tell(self) -> None:
        """Catalogues, a receipt a quarter, one or two repairs a week, then one order in every state."""
        self.works = self._works()
        self.parts = self._parts()
        units = self._fleet()
        start = clock.now() - timedelta(weeks=_WEEKS)
        for week in range(_WEEKS - 1):
            day = start + timedelta(weeks=week, hours=self.random.randint(8, 60))
            if week % 13 == 0:
                self._receive(day, week // 13)
            for _ in range(self.random.randint(1, 2)):
                self._repair(units, day + timedelta(hours=self.random.randint(0, 30)))
        self._now(units)

    def _works(self) -> dict[str, ServiceWork]:
        """Fill the catalogue of works."""
        with scope(self.admin) as by:
            return {
                code: services.create_work(by=by, code=code, name=name, price=Decimal(price), minutes=minutes)
                for code, name, price, minutes in _WORKS
            }

    def _parts(self) -> dict[str, Part]:
        """Fill the catalogue of parts; boards fit their models only."""
        with scope(self.admin) as by:
            boards = list(EquipmentModel.objects.filter(name__startswith="Bitmain S21"))
            return {
                article: services.create_part(
                    by=by,
                    article=article,
                    name=name,
                    kind=kind,
                    measure=measure,
                    is_serial=is_serial,
                    minimum=Decimal(minimum),
                    price=Decimal(price),
                    models=boards if is_serial else (),
                )
                for article, name, kind, measure, is_serial, minimum, price, _cost, _count in _PARTS
            }

    def _fleet(self) -> list[Unit]:
        """Bring in the machines that the year's repairs are about."""
        with scope(self.admin) as by:
            contracts = list(
                Contract.objects.filter(status=ContractStatus.ACTIVE, client__status="active")
                .select_related("client")
                .order_by("pk")[:4]
            )
            models = list(EquipmentModel.objects.filter(name__startswith="Bitmain S21").order_by("pk")[:3])
            made: list[Unit] = []
            for number, contract in enumerate(contracts):
                lines = [
                    NewUnit(self._serial("RM"), models[(number + one) % len(models)])
                    for one in range(_FLEET // len(contracts))
                ]
                made += register_units(
                    by=by,
                    client=contract.client,
                    contract=contract,
                    site=self.site,
                    lines=lines,
                    document="Перенос из прежнего учёта",
                    at=clock.now() - timedelta(weeks=_WEEKS + 1, hours=number),
                )
            return made

    def _receive(self, day: datetime, quarter: int) -> None:
        """Receive what a quarter needs; prices go up a little."""
        with scope(self.admin) as by:
            for article, _name, _kind, _measure, is_serial, _minimum, _price, cost, count in _PARTS:
                services.receive_part(
                    self.parts[article],
                    by=by,
                    to=self.bin,
                    quantity=Decimal(count),
                    price=(Decimal(cost) * (100 + 3 * quarter) / 100).quantize(Decimal("0.01")),
                    document=f"Накладная {quarter + 1}/{article}",
                    serials=[self._serial("HB") for _ in range(count)] if is_serial else (),
                    at=day,
                )

    def _repair(self, units: list[Unit], at: datetime) -> None:
        """Lead one repair from its complaint to its end; a few end on the scrap heap."""
        with scope(self.admin) as by:
            stored = Unit.objects.filter(pk__in=[unit.pk for unit in units], state="stored", changed_at__lt=at)
            free = list(stored.order_by("pk"))
            if not free:
                return
            order = self._diagnosed(self.random.choice(free), by, at)
            at += timedelta(hours=self.random.randint(2, 20))
            if self.random.random() < 0.04:  # noqa: PLR2004 - one in twenty-five is beyond repair
                services.scrap_unit(order, by=by, why="Плата прогорела, ремонт дороже устройства", at=at)
                taken = Taken(self.parts["FAN-12038"], Decimal(2), self.bin, Decimal(500))
                services.take_off_unit(order, taken, by=by, reason="Исправные вентиляторы", at=at)
                return
            if self.random.random() < 0.25:  # noqa: PLR2004 - every fourth waits for parts
                services.wait_for_parts(order, by=by, note="Ждём поставку", at=at)
                at += timedelta(hours=self.random.randint(20, 100))
            order = services.start_work(order, by=by, at=at)
            order = services.put_on_test(order, by=by, at=at + timedelta(hours=self.random.randint(1, 30)))
            end = order.state_since + timedelta(hours=self.random.randint(2, 24))
            services.finish_order(order, by=by, conclusion="Проверено под нагрузкой", at=min(end, clock.now()))

    def _diagnosed(self, unit: Unit, by: Actor, at: datetime) -> RepairOrder:
        """Open and diagnose an order, with its works and parts; we ourselves or a warranty pay."""
        finding, complaint, works, parts = self.random.choice(_CASES)
        order = services.open_order(
            unit, by=by, complaint_code=complaint, brought_by="Склад", technician=self.technician, at=at
        )
        if order.payer == Payer.CLIENT:
            order = services.change_order(order, by=by, version=order.version, payer=Payer.HOST)
        position = self.random.randint(1, 3) if finding in (Finding.HASHBOARD, Finding.FAN) else None
        found = at + timedelta(hours=1)
        order = services.diagnose(order, by=by, findings=[Found(finding, position)], at=found)
        for code in works:
            services.add_work(order, self.works[code], by=by)
        for article, count in parts:
            part = self.parts[article]
            if part.stock.filter(quantity__gte=count).exists():
                services.issue_part(order, Issue(part, self.bin, Decimal(count)), by=by, at=found)
        return order

    def _now(self, units: list[Unit]) -> None:
        """Leave an order in every open state, one of them with an assessment and a new board."""
        with scope(self.admin) as by:
            fresh = list(Unit.objects.filter(pk__in=[unit.pk for unit in units], state="stored").order_by("-pk")[:7])
            states = (
                OrderState.OPENED,
                OrderState.OPENED,
                OrderState.DIAGNOSED,
                OrderState.WAITING_PARTS,
                OrderState.WAITING_APPROVAL,
                OrderState.IN_WORK,
                OrderState.TESTING,
            )
            for number, (unit, state) in enumerate(zip(fresh, states, strict=False)):
                at = max(clock.now() - timedelta(hours=9 * (number + 1)), unit.changed_at + timedelta(seconds=1))
                self._lead(unit, state, by, at)

    def _lead(self, unit: Unit, state: OrderState, by: Actor, at: datetime) -> None:
        """Lead one order into a state."""
        if state == OrderState.OPENED:
            services.open_order(
                unit,
                by=by,
                complaint_code=Complaint.NO_HASHRATE,
                complaint="После грозы",
                brought_by="Дорожкин П. И.",
                at=at,
            )
            return
        order = self._diagnosed(unit, by, at)
        if state == OrderState.WAITING_PARTS:
            services.wait_for_parts(order, by=by, note="Заказаны чипы")
        elif state == OrderState.WAITING_APPROVAL:
            services.add_work(order, self.works["Р-04"], by=by, payer=Payer.CLIENT)
            services.ask_approval(order, by=by, total=Decimal(32500), note="Замена хеш-платы")
            inputs = Inputs(Decimal(32500), Decimal(540), Decimal(180), Decimal(42000), 180)
            services.assess(order, by=by, inputs=inputs, decision=Advice(judge(inputs).advice.value), why="По расчёту")
        elif state in (OrderState.IN_WORK, OrderState.TESTING):
            order = services.start_work(order, by=by)
            board = self.parts["HB-S21"].components.filter(state="in_stock").order_by("pk").first()
            if board is not None:
                position = 1 if state == OrderState.IN_WORK else 2
                issue = Issue(board.part, Bin(self.site, board.bin), serial=board.serial, position=position)
                services.issue_part(order, issue, by=by)
            if state == OrderState.TESTING:
                services.put_on_test(order, by=by)

    def _serial(self, prefix: str) -> str:
        """Return a made-up serial number."""
        return prefix + "".join(self.random.choices(_LETTERS, k=10))
