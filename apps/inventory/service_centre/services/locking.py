"""Row locks of the service centre, always in one order: order, unit, parts by id, bins, components; the record last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.inventory.service_centre.models import Component, Part, RepairOrder
from apps.inventory.services.locks import lock_row

if TYPE_CHECKING:
    from collections.abc import Iterable


def lock_order(order: RepairOrder) -> RepairOrder:
    """Lock a repair order and return it as it is now. Raises Http404 when it is out of sight."""
    locked: RepairOrder = lock_row(RepairOrder.objects.select_related("site", "unit", "client"), order.pk)
    return locked


def lock_part(part: Part) -> Part:
    """Lock a part: whoever holds it is alone with its stock, in every bin, and with its components."""
    locked: Part = lock_row(Part.objects.all(), part.pk)
    return locked


def lock_parts(ids: Iterable[int]) -> dict[int, Part]:
    """Lock parts; return them by id."""
    return {part.pk: part for part in Part.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


def lock_components(part: Part, serials: Iterable[str]) -> dict[str, Component]:
    """Lock the components of a part with these serial numbers; return them by number."""
    rows = Component.objects.select_for_update(of=("self",)).filter(part=part, serial__in=set(serials)).order_by("pk")
    return {row.serial: row for row in rows}
