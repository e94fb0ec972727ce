"""Journeys: the steps of units that movements and returns take, many at once, inside the upper app's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.enums import UnitVerb
from apps.inventory.participants import Change, Place
from apps.inventory.permissions import UNIT_JOURNEY
from apps.inventory.services import lifecycle
from apps.inventory.services.locks import lock_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Unit

# Verbs that only a journey says: pick-up, acceptance, return and hand-over have a document of their own.
JOURNEY_VERBS: Final = frozenset(
    {
        UnitVerb.PICK_UP,
        UnitVerb.ACCEPT,
        UnitVerb.REQUEST_RETURN,
        UnitVerb.CANCEL_RETURN,
        UnitVerb.HAND_OVER,
        UnitVerb.REPORT_LOST,
    }
)
_STAYS: Final = frozenset({UnitVerb.REQUEST_RETURN, UnitVerb.CANCEL_RETURN})


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of one unit: the verb, and where it is afterwards (None: where it is now, or nowhere with us)."""

    unit_id: int
    verb: UnitVerb
    place: Place | None = None


def travel(
    *, by: Actor, legs: Sequence[Leg], document: str, why: str = "", at: datetime | None = None
) -> Mapping[int, Unit]:
    """Take these steps, all or none, and return the units by id as they are then.

    The caller has decided that its document allows them. Units are locked in order of their ids; each step goes
    through the one door of states, with custody and a record of its own.
    Raises AccessDenied, WrongState (names the unit), Invalid for a verb that is no journey's.
    """
    access.require(by, UNIT_JOURNEY)
    if any(leg.verb not in JOURNEY_VERBS for leg in legs):
        raise Invalid(field="verb")
    with transaction.atomic():
        units = lock_units(leg.unit_id for leg in legs)
        places = lifecycle.present_places(units)
        changes: list[Change] = []
        for leg in legs:
            unit = units[leg.unit_id]
            place = places.get(unit.pk) if leg.verb in _STAYS else leg.place
            changes.append(
                lifecycle.step(unit=unit, verb=leg.verb, place=place, why=why, document=document, at=at, places=places)
            )
        lifecycle.tell(by=by, changes=changes)
    return units
