"""Places in use: neither moved nor deleted; the refusal says what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.inventory.exceptions import PlaceInUse

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site, Unit

NAMED: Final = 5


def refuse_when_used(
    place: str,
    *,
    units: QuerySet[Unit] | None = None,
    rooms: int = 0,
    nodes: int = 0,
    racks: int = 0,
    shelves: int = 0,
    reservations: int = 0,
) -> None:
    """Raise PlaceInUse unless nothing is there; it names the first units by their serial numbers."""
    count = units.count() if units is not None else 0
    serials = list(units.order_by("serial").values_list("serial", flat=True)[:NAMED]) if units is not None else []
    named = ", ".join(serials) + (" …" if count > len(serials) else "")
    words = [
        f"{ngettext('%d unit', '%d units', count) % count} ({named})" if count else "",
        ngettext("%d room", "%d rooms", rooms) % rooms if rooms else "",
        ngettext("%d power distribution unit", "%d power distribution units", nodes) % nodes if nodes else "",
        ngettext("%d rack", "%d racks", racks) % racks if racks else "",
        ngettext("%d shelf", "%d shelves", shelves) % shelves if shelves else "",
        ngettext("%d reservation", "%d reservations", reservations) % reservations if reservations else "",
    ]
    what = ", ".join(word for word in words if word)
    if what:
        raise PlaceInUse(place=place, what=what, serials=serials)


def remove(place: Site | Room | PowerNode | Rack | Shelf) -> None:
    """Delete a place. Raises PlaceInUse when the past of units, or another app, still points at it."""
    try:
        place.delete()
    except ProtectedError as error:
        raise PlaceInUse(place=str(place), what=str(_("the history of units names it")), serials=[]) from error
