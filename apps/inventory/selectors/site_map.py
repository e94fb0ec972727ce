"""The map of a site: rooms, power nodes as they feed each other, racks, shelves and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Q

from apps.inventory.models import PowerNode, Rack, Room, Shelf, Unit
from apps.inventory.selectors.loads import SiteLoads, loads_of_sites
from apps.inventory.selectors.places import power_nodes, racks, rooms, shelves
from apps.inventory.selectors.units import units

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.inventory.rules.power import Load


# A site with more shelves is shown by numbers; its rooms have plans.
MOST_DRAWN: Final = 1_500


@dataclass(slots=True)
class ShelfView:
    """A shelf with the units on it."""

    shelf: Shelf
    units: list[Unit] = field(default_factory=list)

    @property
    def state(self) -> str:
        """State of the first unit, «free» without one."""
        return self.units[0].state if self.units else "free"

    @property
    def is_full(self) -> bool:
        """Whether no more fits."""
        return len(self.units) >= self.shelf.capacity


@dataclass(slots=True)
class ShelvesView:
    """The shelves of one place: how many, how many with room left, and each of them where the site is drawn."""

    count: int = 0
    free: int = 0
    each: list[ShelfView] = field(default_factory=list)

    def add(self, *, is_full: bool, view: ShelfView | None = None) -> None:
        """Count one more."""
        self.count += 1
        self.free += not is_full
        if view is not None:
            self.each.append(view)


@dataclass(slots=True)
class RackView:
    """A rack with its shelves."""

    rack: Rack
    shelves: ShelvesView


@dataclass(slots=True)
class NodeView:
    """A power node with its load, how deep it is nested, its racks and the shelves directly under it."""

    node: PowerNode
    load: Load
    depth: int
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
    """Return rooms and nodes of a site in reach with its loads, without shelves (three queries)."""
    return _mapped(actor, site, loads, _Shelves())


def site_map(actor: Actor, site: Site) -> SiteMap:
    """Return the map of a site in reach (ten queries, however large).

    Of more than `MOST_DRAWN` shelves only the numbers are read.
    """
    found = _Shelves()
    rows = shelves(actor).filter(site=site)
    if rows.count() <= MOST_DRAWN:
        standing: dict[int, list[Unit]] = defaultdict(list)
        for unit in units(actor).filter(site=site, shelf__isnull=False):
            if unit.shelf_id is not None:
                standing[unit.shelf_id].append(unit)
        for shelf in rows.order_by("sort_key", "pk"):
            view = ShelfView(shelf, standing.get(shelf.pk, []))
            found.at(shelf.rack_id, shelf.power_node_id, shelf.room_id).add(is_full=view.is_full, view=view)
    else:
        full = (
            Unit.objects.filter(shelf__site=site)
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
    """Hang shelves that were read on racks, nodes and rooms."""
    rack_views: dict[int, list[RackView]] = defaultdict(list)
    for rack in racks(actor).filter(room__site=site).order_by("name"):
        rack_views[rack.power_node_id].append(RackView(rack, found.racks[rack.pk]))
    nodes = _in_order(list(power_nodes(actor).filter(site=site).order_by("name")))
    result = []
    for room in rooms(actor).filter(site=site).order_by("name"):
        mine = [
            NodeView(node, loads.nodes[node.pk], depth, rack_views[node.pk], found.nodes[node.pk])
            for node, depth in nodes
            if node.room_id == room.pk
        ]
        result.append(RoomView(room, loads.rooms.get(room.pk), mine, found.rooms[room.pk]))
    count, free = (sum(getattr(view, name) for view in found.all) for name in ("count", "free"))
    return SiteMap(loads, result, count, free)


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
