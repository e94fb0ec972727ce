"""The rows of the export: every place with those above it, in an order in which an empty house can be made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from apps.common import access
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.services.importing import figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class MapRow:
    """One place as the export shows it; what is above it is named with it."""

    site: Site
    room: Room | None = None
    node: PowerNode | None = None
    rack: Rack | None = None
    shelf: Shelf | None = None


def _limit(name: str) -> Callable[[MapRow], Any]:
    """Return a function that gives the limit of a place of the row in kilowatts."""

    def limit(row: MapRow) -> Any:
        place = getattr(row, name)
        return figures.kilowatts(place.limit_w) if place else None

    return limit


# How each column of the export is read from a row.
VALUES: Final[dict[str, Any]] = {
    "site": "site.name",
    "type": "site.get_type_display",
    "postal_address": "site.postal_address",
    "time_zone": "site.time_zone",
    "address_storage": "site.address_storage",
    "site_limit": _limit("site"),
    "site_note": "site.note",
    "room": "room.name",
    "room_limit": _limit("room"),
    "node": "node.name",
    "node_parent": "node.parent.name",
    "node_parent_room": "node.parent.room.name",
    "node_limit": _limit("node"),
    "node_phases": "node.get_phases_display",
    "node_breaker": "node.breaker_a",
    "node_voltage": "node.phase_voltage_v",
    "node_use": "node.derating_percent",
    "rack": "rack.name",
    "rack_phase": "rack.get_phase_display",
    "shelf": "shelf.label",
    "shelf_phase": "shelf.get_phase_display",
    "capacity": "shelf.capacity",
    "height_units": "shelf.height_units",
}


def map_rows(actor: Actor) -> list[MapRow]:
    """Return every place in reach, those above before those below and feeding nodes before fed ones (five queries)."""

    def reach(rows: QuerySet[Any]) -> QuerySet[Any]:
        return access.narrow(actor, PLACE_VIEW, rows)

    sites = reach(Site.objects.all()).order_by("name")
    rooms = reach(Room.objects.select_related("site")).order_by("site__name", "name")
    nodes = reach(PowerNode.objects.select_related("site", "room", "parent__room"))
    racks = reach(Rack.objects.select_related("room__site", "power_node__parent__room"))
    shelves = reach(Shelf.objects.select_related("site", "room", "power_node__parent__room", "rack"))
    in_order = _feeding_first(list(nodes.order_by("site__name", "room__name", "name")))
    return [
        *(MapRow(site) for site in sites),
        *(MapRow(room.site, room) for room in rooms),
        *(MapRow(node.site, node.room, node) for node in in_order),
        *(
            MapRow(rack.room.site, rack.room, rack.power_node, rack)
            for rack in racks.order_by("room__site__name", "room__name", "name")
        ),
        *(
            MapRow(shelf.site, shelf.room, shelf.power_node, shelf.rack, shelf)
            for shelf in shelves.order_by("site__name", "sort_key", "pk")
        ),
    ]


def _feeding_first(nodes: Sequence[PowerNode]) -> Iterator[PowerNode]:
    """Yield each node after what feeds it."""
    known = {node.pk: node for node in nodes}
    done = set[int]()
    for node in nodes:
        way: list[PowerNode] = []
        above: PowerNode | None = node
        while above is not None and above.pk not in done:
            done.add(above.pk)
            way.append(above)
            above = known.get(above.parent_id or 0)
        yield from reversed(way)
