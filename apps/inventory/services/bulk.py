"""One operation for many units: each gets its own result, a refused one disturbs no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import DomainError, Invalid
from apps.inventory.permissions import UNIT_MANAGE, UNIT_PLACE
from apps.inventory.services.lifecycle import change_state
from apps.inventory.services.placement import MOST_AT_ONCE as MOST_PLACED
from apps.inventory.services.placement import place_units, take_off
from apps.inventory.services.units import transfer_ownership

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract
    from apps.inventory.enums import UnitVerb
    from apps.inventory.models import Shelf, Site, Unit

MOST_UNITS: Final = 1000


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one unit: the unit as it is then, and the refusal when nothing was done to it."""

    unit: Unit
    refusal: DomainError | None = None


def fill_shelves(*, by: Actor, pairs: Sequence[tuple[Unit, Shelf]], site: Site, why: str = "") -> list[BulkResult]:
    """Put units of one site on the shelves beside them, a part at a time. Raises AccessDenied, Invalid (too many)."""
    _check([unit for unit, _shelf in pairs])
    found = []
    with transaction.atomic():
        for start in range(0, len(pairs), MOST_PLACED):
            part = list(pairs[start : start + MOST_PLACED])
            results = place_units(by=by, pairs=part, site=site, why=why)
            found += [BulkResult(result.unit, result.refusal) for result in results]
    return found


def take_off_units(*, by: Actor, units: Sequence[Unit], why: str = "") -> list[BulkResult]:
    """Take units off their shelves. Raises AccessDenied, Invalid (too many)."""
    access.require(by, UNIT_PLACE)
    return _each(units, lambda unit: take_off(by=by, unit=unit, why=why))


def assign_units(
    *, by: Actor, units: Sequence[Unit], client: Client, contract: Contract | None, document: str, why: str
) -> list[BulkResult]:
    """Make units another client's, by a document. Raises AccessDenied, Invalid (too many)."""
    access.require(by, UNIT_MANAGE)
    return _each(
        units,
        lambda unit: transfer_ownership(by=by, unit=unit, client=client, contract=contract, document=document, why=why),
    )


def change_states(
    *, by: Actor, units: Sequence[Unit], verb: UnitVerb, why: str, site: Site | None = None
) -> list[BulkResult]:
    """Say one of the open verbs about units. Raises AccessDenied, Invalid (too many)."""
    access.require(by, UNIT_MANAGE)
    return _each(units, lambda unit: change_state(by=by, unit=unit, verb=verb, why=why, site=site))


def _each(units: Sequence[Unit], work: Callable[[Unit], Unit]) -> list[BulkResult]:
    """Do one unit after another, in the order of their ids so that two such works never wait for each other."""
    _check(units)
    found: dict[int, BulkResult] = {}
    with transaction.atomic():
        for unit in sorted(units, key=lambda one: one.pk):
            try:
                with transaction.atomic():
                    found[unit.pk] = BulkResult(work(unit))
            except DomainError as refusal:
                found[unit.pk] = BulkResult(unit, refusal)
    return [found[unit.pk] for unit in units]


def _check(units: Sequence[Unit]) -> None:
    """Raise Invalid for none, too many, or a unit that is named twice."""
    if not units:
        raise Invalid(_("Choose at least one unit."), field="serials")
    if len(units) > MOST_UNITS:
        raise Invalid(_("At most %(most)s units at once."), field="serials", most=MOST_UNITS)
    if len({unit.pk for unit in units}) != len(units):
        raise Invalid(_("A unit is named twice."), field="serials")
