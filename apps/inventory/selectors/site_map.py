"""The map of a site: rooms, power nodes as they feed each other, racks, shelves and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.inventory.models import PowerNode, Rack, Room, Shelf, Unit
from apps.inventory.selectors.loads import SiteLoads, loads_of_sites
from apps.inventory.selectors.places import power_nodes, racks, rooms, shelves
from apps.inventory.selectors.units import units

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.inventory.rules.power import Load


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
class RackView:
    """A rack with its shelves."""

    rack: Rack
    shelves: list[ShelfView] = field(default_factory=list)


@dataclass(slots=True)
class NodeView:
    """A power node with its load, how deep it is nested, its racks and the shelves directly under it."""

    node: PowerNode
    load: Load
    depth: int
    racks: list[RackView] = field(default_factory=list)
    shelves: list[ShelfView] = field(default_factory=list)


@dataclass(slots=True)
class RoomView:
    """A room with its nodes, from the feeding to the fed, and its shelves without power."""

    room: Room
    load: Load | None
    nodes: list[NodeView] = field(default_factory=list)
    shelves: list[ShelfView] = field(default_factory=list)


@dataclass(slots=True)
class SiteMap:
    """A whole site."""

    loads: SiteLoads
    rooms: list[RoomView]
    shelf_count: int
    free_count: int


def site_map(actor: Actor, site: Site) -> SiteMap:
    """Return the map of a site in reach (nine queries, however large)."""
    loads = loads_of_sites(actor, [site.pk])[site.pk]
    standing: dict[int, list[Unit]] = defaultdict(list)
    for unit in units(actor).filter(site=site, shelf__isnull=False):
        if unit.shelf_id is not None:
            standing[unit.shelf_id].append(unit)
    on_rack: dict[int, list[ShelfView]] = defaultdict(list)
    on_node: dict[int, list[ShelfView]] = defaultdict(list)
    in_room: dict[int, list[ShelfView]] = defaultdict(list)
    views = [
        ShelfView(shelf, standing.get(shelf.pk, []))
        for shelf in shelves(actor).filter(site=site).order_by("sort_key", "pk")
    ]
    for view in views:
        shelf = view.shelf
        if shelf.rack_id is not None:
            on_rack[shelf.rack_id].append(view)
        elif shelf.power_node_id is not None:
            on_node[shelf.power_node_id].append(view)
        else:
            in_room[shelf.room_id].append(view)
    rack_views: dict[int, list[RackView]] = defaultdict(list)
    for rack in racks(actor).filter(room__site=site).order_by("name"):
        rack_views[rack.power_node_id].append(RackView(rack, on_rack[rack.pk]))
    nodes = _in_order(list(power_nodes(actor).filter(site=site).order_by("name")))
    result = []
    for room in rooms(actor).filter(site=site).order_by("name"):
        mine = [
            NodeView(node, loads.nodes[node.pk], depth, rack_views[node.pk], on_node[node.pk])
            for node, depth in nodes
            if node.room_id == room.pk
        ]
        result.append(RoomView(room, loads.rooms.get(room.pk), mine, in_room[room.pk]))
    return SiteMap(loads, result, len(views), sum(not view.is_full for view in views))


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
