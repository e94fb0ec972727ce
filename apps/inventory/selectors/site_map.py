"""The map of a site: rooms, power nodes as they feed each other, racks, how many shelves each has and has free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q

from apps.inventory.models import PowerNode, Rack, Room, Unit
from apps.inventory.rules.shelves import sort_key
from apps.inventory.selectors.loads import SiteLoads, loads_of_sites
from apps.inventory.selectors.places import racks, rooms, shelves
from apps.inventory.selectors.shelf_views import ShelfView, views_of_shelves

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.inventory.rules.power import Load


# The shelves of a larger site are drawn where somebody opens them.
MOST_DRAWN: Final = 100


@dataclass(slots=True)
class ShelvesView:
    """The shelves of one place: how many, how many with room left, and each of them where the site is drawn."""

    count: int = 0
    free: int = 0
    each: list[ShelfView] = field(default_factory=list)

    def add(self, view: ShelfView) -> None:
        """Count and keep one more."""
        self.count += 1
        self.free += not view.is_full
        self.each.append(view)


@dataclass(slots=True)
class RackView:
    """A rack with its shelves."""

    rack: Rack
    shelves: ShelvesView


@dataclass(slots=True)
class NodeView:
    """A power node with its load, how deep it is nested, what feeds it, its racks and the shelves directly under it."""

    node: PowerNode
    load: Load
    depth: int
    fed_from: str
    racks: list[RackView]
    shelves: ShelvesView


@dataclass(slots=True)
class RoomView:
    """A room with its nodes, from the feeding to the fed, and its shelves without power."""

    room: Room
    load: Load | None
    nodes: list[NodeView]
    shelves: ShelvesView


@dataclass(slots=True)
class SiteMap:
    """A site: its loads, its rooms, how many shelves there are and how many have room left."""

    loads: SiteLoads
    rooms: list[RoomView]
    shelf_count: int = 0
    free_count: int = 0

    @property
    def is_drawn(self) -> bool:
        """Whether each shelf is shown."""
        return self.shelf_count <= MOST_DRAWN


@dataclass(slots=True)
class _Shelves:
    """The shelves of a site by where they hang: on a rack, directly under a node, in a room without power."""

    racks: dict[int, ShelvesView] = field(default_factory=lambda: defaultdict(ShelvesView))
    nodes: dict[int, ShelvesView] = field(default_factory=lambda: defaultdict(ShelvesView))
    rooms: dict[int, ShelvesView] = field(default_factory=lambda: defaultdict(ShelvesView))

    def at(self, rack_id: int | None, node_id: int | None, room_id: int) -> ShelvesView:
        """Return the shelves of the place that a shelf hangs in."""
        if rack_id is not None:
            return self.racks[rack_id]
        return self.rooms[room_id] if node_id is None else self.nodes[node_id]

    @property
    def all(self) -> list[ShelvesView]:
        """Every place's."""
        return [*self.racks.values(), *self.nodes.values(), *self.rooms.values()]


def power_map(actor: Actor, site: Site, loads: SiteLoads) -> SiteMap:
    """Return rooms and nodes of a site in reach with its loads, without shelves (two queries)."""
    return _mapped(actor, site, loads, _Shelves())


def site_map(actor: Actor, site: Site) -> SiteMap:
    """Return the map of a site in reach (ten queries, however large).

    Of more than `MOST_DRAWN` shelves only the numbers are read; `shelf_views` reads them place by place.
    """
    found = _Shelves()
    rows = shelves(actor).filter(site=site)
    if rows.count() <= MOST_DRAWN:
        for view in views_of_shelves(actor, rows):
            found.at(view.rack_id, view.node_id, view.room_id).add(view)
    else:
        full = (
            Unit.objects.filter(site=site, shelf__site=site)
            .order_by()
            .values("shelf_id")
            .annotate(standing=Count("id"))
            .filter(standing__gte=F("shelf__capacity"))
            .values("shelf_id")
        )
        places = rows.order_by().values_list("rack_id", "power_node_id", "room_id")
        counted = places.annotate(Count("id"), free=Count("id", filter=~Q(pk__in=full)))
        for rack_id, node_id, room_id, count, free in counted:
            hanging = found.at(rack_id, node_id, room_id)
            hanging.count, hanging.free = hanging.count + count, hanging.free + free
    return _mapped(actor, site, loads_of_sites(actor, [site.pk])[site.pk], found)


def _mapped(actor: Actor, site: Site, loads: SiteLoads, found: _Shelves) -> SiteMap:
    """Hang shelves that were read on racks, nodes and rooms, all as people read their names."""
    rack_views: dict[int, list[RackView]] = defaultdict(list)
    for rack in sorted(racks(actor).filter(room__site=site).select_related(None), key=_reading_order):
        rack_views[rack.power_node_id].append(RackView(rack, found.racks[rack.pk]))
    names = {node.pk: node.name for node in loads.tree}
    nodes: dict[int, list[NodeView]] = defaultdict(list)
    for node, depth in _in_order(sorted(loads.tree, key=_reading_order)):
        fed_from = "" if node.parent_id is None else names[node.parent_id]
        view = NodeView(node, loads.nodes[node.pk], depth, fed_from, rack_views[node.pk], found.nodes[node.pk])
        nodes[node.room_id].append(view)
    halls = sorted(rooms(actor).filter(site=site).select_related(None), key=_reading_order)
    result = [RoomView(room, loads.rooms.get(room.pk), nodes[room.pk], found.rooms[room.pk]) for room in halls]
    count, free = (sum(getattr(view, name) for view in found.all) for name in ("count", "free"))
    return SiteMap(loads, result, count, free)


def _reading_order(place: Room | PowerNode | Rack) -> tuple[str, int]:
    """Return by what places are put in order: unit 2 before unit 10."""
    return sort_key(place.name), place.pk


def _in_order(nodes: list[PowerNode]) -> list[tuple[PowerNode, int]]:
    """Return nodes so that each follows what feeds it, with its depth (at most 4, for the page's indent)."""
    children: dict[int | None, list[PowerNode]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(node)
    ordered: list[tuple[PowerNode, int]] = []

    def visit(parent_id: int | None, depth: int) -> None:
        for node in children[parent_id]:
            ordered.append((node, min(depth, 4)))
            visit(node.pk, depth + 1)

    visit(None, 0)
    return ordered
