"""Demonstration data of the large fleet: it came in over the year, act after act, and stands where there is room."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract
from apps.inventory.models import EquipmentModel, Shelf, Site
from apps.inventory.services import place_units
from apps.logistics.services import IntakeEntry, register_intake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from apps.common.actor import Actor
    from apps.common.demo import DemoContext
    from apps.inventory.models import Unit

# With the machines of the other stories they are three thousand.
_WORKING: Final = 1_790
_STORED: Final = 950
_OF_AN_ACT: Final = 190
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def load(context: DemoContext) -> None:
    """Register the acts of a year at the data centre and the warehouse, and place every unit the day after."""
    for company in context.organisations:
        if not company.is_main:
            continue
        with scope(company.actors[Role.ADMIN]) as by:
            sites = {site.type: site for site in Site.objects.order_by("-pk")}
            _take_in(by, sites["data_centre"], "Р", _WORKING, context.random)
            _take_in(by, sites["warehouse"], "П", _STORED, context.random)


def _take_in(by: Actor, site: Site, letter: str, how_many: int, random: Random) -> None:
    """Bring units in by acts of one contract each, spread over the year, and put them on shelves of this letter."""
    contracts = cycle(
        Contract.objects.filter(status=ContractStatus.ACTIVE, client__status="active")
        .select_related("client", "legal_entity")
        .order_by("pk")
    )
    models = cycle(EquipmentModel.objects.filter(kind="miner", power_w__lte=3600).order_by("pk")[:12])
    shelves = _positions(site, letter)
    acts = -(-how_many // _OF_AN_ACT)
    for number in range(acts):
        contract, model = next(contracts), next(models)
        count = min(_OF_AN_ACT, how_many - number * _OF_AN_ACT)
        came = clock.now() - timedelta(days=360 - number * 350 // acts, hours=random.randint(0, 8))
        act = register_intake(
            by=by,
            client=contract.client,
            contract=contract,
            site=site,
            entries=[IntakeEntry(_serial(random), model, completeness="блок питания") for _unit in range(count)],
            at=came,
        )
        units: list[Unit] = [line.unit for line in act.lines.select_related("unit").order_by("position")]
        pairs = list(zip(units, islice(shelves, count), strict=True))
        place_units(by=by, pairs=pairs, site=site, at=came + timedelta(hours=random.randint(3, 30)))


def _positions(site: Site, letter: str) -> Iterator[Shelf]:
    """Yield each shelf of a letter as often as it takes units."""
    for shelf in Shelf.objects.filter(site=site, label__startswith=letter).select_related("site").order_by("sort_key"):
        for _slot in range(shelf.capacity):
            yield shelf


def _serial(random: Random) -> str:
    """Return a made-up serial number."""
    return "FL" + "".join(random.choices(_LETTERS, k=12))
