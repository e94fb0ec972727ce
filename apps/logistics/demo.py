"""Demonstration data of logistics: intake acts, placed machines, some that wait to be placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract
from apps.inventory.models import EquipmentModel, Shelf, Site, Unit
from apps.inventory.selectors import fitting_shelves
from apps.inventory.services import place_units, set_network_identity
from apps.logistics import demo_journal
from apps.logistics.demo_journeys import Story
from apps.logistics.services import IntakeEntry, register_intake

if TYPE_CHECKING:
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoContext, DemoMachine, DemoOrganisation

_BATCH = 40
# The acts came in over the year, this far apart; the last ones weeks ago.
_DAYS_BETWEEN = 60
_LAST_CAME_DAYS = 12
_MAIN_UNITS = 170
_STORED_UNITS = 24
_REPAIR_UNITS = 4
_SMALL_UNITS = 14
_PARTS = "блок питания, шнур питания"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class _New:
    """One unit to come: serial number, model, addresses when it is a simulated machine."""

    serial: str
    model: EquipmentModel
    mac: str = ""
    ip: str = ""


def load(context: DemoContext) -> None:
    """Register acts for every active contract, place what fits; simulated machines come first, with their addresses."""
    for company in context.organisations:
        if company.is_main:
            _journeys(company, context.random)
        with scope(company.actors[Role.ADMIN]) as by:
            contracts = list(
                Contract.objects.filter(status=ContractStatus.ACTIVE, client__status="active")
                .select_related("client", "legal_entity")
                .order_by("pk")
            )
            sites = {site.type: site for site in Site.objects.order_by("-pk")}
            if not contracts or not sites:
                continue
            centre = sites["data_centre"]
            if company.is_main:
                news = [_machine(machine) for machine in context.machines[:_MAIN_UNITS]]
                news += _others(context.random, _MAIN_UNITS - len(news), "DC")
                placed = _take_in(by, contracts, centre, news, place_all_but=6)
                _addresses(by, placed, news)
                demo_journal.tell(by, placed)
                _take_in(
                    by, contracts, sites["warehouse"], _others(context.random, _STORED_UNITS, "WH"), place_all_but=9
                )
                _take_in(
                    by,
                    contracts,
                    sites["service_centre"],
                    _others(context.random, _REPAIR_UNITS, "SC"),
                    place_all_but=1,
                )
            else:
                _take_in(by, contracts, centre, _others(context.random, _SMALL_UNITS, "VO"), place_all_but=2)


def _journeys(company: DemoOrganisation, random: Random) -> None:
    """Tell the year of the first company's machines."""
    with scope(company.actors[Role.ADMIN]):
        contracts = list(
            Contract.objects.filter(status=ContractStatus.ACTIVE, client__status="active")
            .select_related("client", "legal_entity")
            .order_by("-pk")
        )
        # Most shelves of the demonstration hang on one phase.
        models = list(EquipmentModel.objects.filter(name__startswith="Bitmain S21", three_phase=False).order_by("pk"))
    story = Story(company, random)
    story.tell(story.fleet(contracts, models))
    story.returns(contracts)


def _machine(machine: DemoMachine) -> _New:
    """Return a simulated machine as a unit to come, with the model of the directory that fits best."""
    words = machine.model.split()
    make = words[-1] if words[0] in {"Avalon", "AvalonMiner"} else " ".join(words[1:]) or words[0]
    rows = EquipmentModel.objects.filter(kind="miner")
    named = list(rows.filter(model__iexact=make)) or list(rows.filter(model__icontains=words[-1])) or list(rows)
    best = min(named, key=lambda model: abs(float(model.hashrate_ths or 0) - machine.hashrate_ths))
    return _New(machine.serial, best, machine.mac, machine.ip)


def _others(random: Random, how_many: int, prefix: str) -> list[_New]:
    """Return units with made-up serial numbers."""
    names = ("Bitmain S21 195 TH/s", "Bitmain S19j Pro 104 TH/s", "MicroBT M50 120 TH/s", "Bitmain L7 9050 MH/s")
    models = cycle([EquipmentModel.objects.get(name=name) for name in names])
    return [_New(f"{prefix}{''.join(random.choices(_LETTERS, k=11))}", next(models)) for _ in range(max(0, how_many))]


def _take_in(by: Actor, contracts: list[Contract], site: Site, news: list[_New], *, place_all_but: int) -> list[Unit]:
    """Register acts of at most `_BATCH` units, contract after contract, and place all but the last few the day after.

    The acts are spread over the past year, so that what drew how much at an earlier moment is told too.
    """
    owners = cycle(contracts)
    made: list[Unit] = []
    acts = -(-len(news) // _BATCH)
    for number, start in enumerate(range(0, len(news), _BATCH)):
        contract = next(owners)
        part = news[start : start + _BATCH]
        act = register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=site,
            entries=[
                IntakeEntry(new.serial, new.model, completeness=_PARTS, condition="без видимых повреждений")
                for new in part
            ],
            note="Доставка транспортом заказчика",
            at=clock.now() - timedelta(days=_LAST_CAME_DAYS + _DAYS_BETWEEN * (acts - 1 - number)),
        )
        made += [line.unit for line in act.lines.select_related("unit").order_by("position")]
    for unit in made[: len(made) - place_all_but]:
        shelf = _shelf(by, site, unit)
        if shelf is not None:
            place_units(by=by, pairs=[(unit, shelf)], site=site, at=unit.changed_at + timedelta(days=1))
    return made


def _shelf(by: Actor, site: Site, unit: Unit) -> Shelf | None:
    """Return the first shelf where a unit fits."""
    found = fitting_shelves(by, site.pk, unit.power_w, limit=1, three_phase=unit.model.three_phase)
    return next(iter(found), None)


def _addresses(by: Actor, units: list[Unit], news: list[_New]) -> None:
    """Give simulated machines their MAC addresses; IP addresses are the agent's to find."""
    macs = {new.serial.upper(): new.mac for new in news if new.mac}
    for unit in units:
        if unit.serial in macs:
            set_network_identity(by=by, unit=unit, mac=macs[unit.serial])
