"""The unit of an order: its steps go through inventory's own door, in the order's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.services import lifecycle
from apps.inventory.services.locks import lock_unit

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Unit
    from apps.inventory.service_centre.models import RepairOrder


def step_unit(unit: Unit, verb: UnitVerb, *, by: Actor, why: str, document: str, at: datetime | None) -> None:
    """Take a step of a locked unit through inventory's door; it stays where it is, unless it is written off."""
    place = None if verb == UnitVerb.WRITE_OFF else lifecycle.present_place(unit)
    change = lifecycle.step(unit=unit, verb=verb, place=place, why=why, document=document, at=at)
    lifecycle.tell(by=by, changes=[change])


def release(order: RepairOrder, verb: UnitVerb, *, by: Actor, why: str, at: datetime | None) -> None:
    """Let the unit of an order that has just ended go on; one that is no longer in repair is left alone."""
    unit = lock_unit(order.unit)
    if unit.state == UnitState.IN_REPAIR:
        step_unit(unit, verb, by=by, why=why, document=order.number, at=at)
