"""The participant that guards units under repair: their order ends first, then they go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.inventory.enums import UnitState
from apps.inventory.service_centre.enums import CLOSED_STATES
from apps.inventory.service_centre.exceptions import OrderOpen
from apps.inventory.service_centre.models import RepairOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.inventory.participants import Change


def keep_orders(_by: Actor, changes: Sequence[Change]) -> None:
    """Refuse that a unit leaves its repair while its order is open (one query). Raises OrderOpen."""
    leaving = {
        change.unit.pk: change.unit
        for change in changes
        if change.before == UnitState.IN_REPAIR and change.after != UnitState.IN_REPAIR
    }
    if not leaving:
        return
    order = RepairOrder.objects.filter(unit_id__in=leaving).exclude(state__in=CLOSED_STATES).order_by("pk").first()
    if order is not None:
        raise OrderOpen(field="unit", serial=leaving[order.unit_id].serial, number=order.number)
