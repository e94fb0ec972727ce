"""Loads: what every power node, room and site draws by nameplate, in all and by phase, exact at the moment asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When

from apps.common import access
from apps.common.clock import now
from apps.inventory.enums import Phases, ReservationState, UnitState
from apps.inventory.models import PowerNode, PowerReservation, Site, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.phases import Legs
from apps.inventory.rules.power import Direct, Load, Total, rolled_up, total

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class SiteLoads:
    """Loads of one site: of itself, of its rooms and of its power nodes, by id; `tree` are the nodes that were read."""

    site: Load
    rooms: Mapping[int, Load] = field(default_factory=dict)
    nodes: Mapping[int, Load] = field(default_factory=dict)
    tree: tuple[PowerNode, ...] = ()


@dataclass(slots=True)
class Standing:
    """What stands on fed shelves: directly under each node, in each room, at each site, by id."""

    nodes: dict[int, Direct] = field(default_factory=lambda: defaultdict(Direct))
    rooms: dict[int, Direct] = field(default_factory=lambda: defaultdict(Direct))
    sites: dict[int, Direct] = field(default_factory=lambda: defaultdict(Direct))

    def add(self, node_id: int, room_id: int, site_id: int, what: Direct) -> None:
        """Count what stands there."""
        self.nodes[node_id] += what
        self.rooms[room_id] += what
        self.sites[site_id] += what


def feed_phases(shelf: str = "shelf__") -> Case:
    """Return the legs that feed a shelf, as `rules.phases.narrowed` tells; `shelf` is the path to it."""
    node, rack, own = f"{shelf}power_node__phases", f"{shelf}rack__phase", f"{shelf}phase"
    return Case(
        When(~Q(**{node: Phases.THREE}), then=F(node)),
        When(Q(**{f"{shelf}rack__isnull": False}) & ~Q(**{rack: Phases.THREE}), then=F(rack)),
        When(~Q(**{own: ""}), then=F(own)),
        default=Value(Phases.THREE.value),
        output_field=CharField(),
    )


def standing(rows: QuerySet[Unit]) -> Standing:
    """Return what of these units stands on fed shelves (one query)."""
    groups = (
        rows.filter(shelf__power_node__isnull=False)
        .order_by()
        .annotate(fed=feed_phases())
        .values_list("shelf__power_node_id", "shelf__room_id", "shelf__site_id", "fed", "model__three_phase")
        .annotate(Sum("power_w"), Count("id"))
    )
    return _counted(groups)


def standing_under(node_ids: Iterable[int]) -> Standing:
    """Return what stands on shelves that these few nodes feed directly (one query).

    The same as `standing` of those units, without the building and planning of a query: each placement asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inventory_standing(%s::bigint[])", [list(node_ids)])
        return _counted(cursor.fetchall())


def _counted(groups: Iterable[tuple[int, int, int, str, bool, int, int]]) -> Standing:
    """Return the sums of groups: node, room, site, legs, whether three-phase, W, units."""
    found = Standing()
    for node_id, room_id, site_id, phases, three_phase, power_w, count in groups:
        even = count if phases == Phases.THREE and not three_phase else 0
        found.add(node_id, room_id, site_id, Direct(power_w, count, Legs.of(phases, power_w), even))
    return found


def held_reservations(site_ids: Iterable[int]) -> QuerySet[PowerReservation]:
    """Return the reservations that hold power at these sites now, the first to end first.

    One whose time is over holds nothing.
    """
    rows = PowerReservation.objects.filter(site_id__in=list(site_ids), state=ReservationState.ACTIVE, until__gt=now())
    return rows.select_related("power_node").order_by("until", "pk")


def held_by_node(rows: Iterable[PowerReservation]) -> dict[int, Direct]:
    """Return what reservations hold directly on each node."""
    held: dict[int, Direct] = defaultdict(Direct)
    for row in rows:
        held[row.power_node_id] += Direct(row.held_w, 0, Legs.of(row.phases, row.held_w))
    return held


def load_of(node: PowerNode, used: Direct, held: Direct) -> Load:
    """Return the load of a node from what it feeds and what is held on it, nested nodes included in both."""
    return Load(
        used_w=used.power_w,
        limit_w=node.limit_w,
        unit_count=used.unit_count,
        legs=used.legs,
        leg_limit_w=node.leg_limit_w,
        phases=node.phases,
        reserved_w=held.power_w,
        reserved_legs=held.legs,
        even_count=used.even_count,
    )


def node_loads(nodes: Iterable[PowerNode], direct: Mapping[int, Direct], held: Mapping[int, Direct]) -> dict[int, Load]:
    """Return the load of each node, nested ones included; `nodes` must be whole trees."""
    by_id = {node.pk: node for node in nodes}
    parents = {pk: node.parent_id for pk, node in by_id.items()}
    used = rolled_up(parents, {pk: own for pk, own in direct.items() if pk in by_id})
    reserved = rolled_up(parents, {pk: own for pk, own in held.items() if pk in by_id})
    return {pk: load_of(node, used[pk], reserved[pk]) for pk, node in by_id.items()}


def loads_of_sites(actor: Actor, site_ids: Iterable[int]) -> dict[int, SiteLoads]:
    """Return the loads of those sites the actor may see (six queries at most, however many sites).

    A site's load is what stands on fed shelves and, where addresses are not kept, what is in service there. Without a
    limit of its own its limit is the sum of the limits of the nodes at the top; one of them without a limit leaves the
    site without. A room's load is what stands on fed shelves in it; its limit is its own, or that of its nodes.
    """
    return loads_at(access.narrow(actor, PLACE_VIEW, Site.objects.filter(pk__in=list(site_ids))))


def totals_of_sites(actor: Actor, site_ids: Iterable[int]) -> dict[int, Total]:
    """Return the totals of the sites in reach as `loads_of_sites` counts them (six queries, however many sites).

    Without rooms, nodes and phases, for lists of many sites. What is in service is added up in an index alone; what
    else stands on fed shelves is looked for only where not everything is in service.
    """
    wanted = dict(
        access.narrow(actor, PLACE_VIEW, Site.objects.filter(pk__in=list(site_ids))).values_list("pk", "limit_w")
    )
    tops = PowerNode.objects.filter(site_id__in=wanted).order_by().values_list("site_id")
    limits: dict[int, int | None] = {
        site_id: None if bare else limit_w
        for site_id, limit_w, bare in tops.filter(parent=None).annotate(
            Sum("limit_w"), bare=Count("pk", filter=Q(limit_w=None))
        )
    }
    units = Unit.objects.filter(site_id__in=wanted).order_by().values_list("site_id")
    counts = dict(units.annotate(n=Count("*")))
    working = {
        site_id: (power_w, count)
        for site_id, power_w, count in units.filter(state=UnitState.IN_SERVICE).annotate(Sum("power_w"), n=Count("*"))
    }
    mixed = [site_id for site_id in limits if counts.get(site_id, 0) > working.get(site_id, (0, 0))[1]]
    others = Unit.objects.filter(site_id__in=mixed, shelf__power_node__isnull=False).exclude(state=UnitState.IN_SERVICE)
    idle = dict(others.order_by().values_list("site_id").annotate(Sum("power_w"))) if mixed else {}
    held = dict(held_reservations(wanted).order_by().values_list("site_id").annotate(Sum("held_w")))
    return {
        site_id: Total(
            used_w=working.get(site_id, (0, 0))[0] + idle.get(site_id, 0),
            limit_w=limits.get(site_id) if limit_w is None else limit_w,
            unit_count=counts.get(site_id, 0),
            reserved_w=held.get(site_id, 0),
        )
        for site_id, limit_w in wanted.items()
    }


def loads_at(sites: QuerySet[Site]) -> dict[int, SiteLoads]:
    """Return the loads of sites as `loads_of_sites` does, whoever asks; services call it without an actor."""
    wanted = dict(sites.values_list("pk", "limit_w"))
    nodes = list(PowerNode.objects.filter(site_id__in=wanted).select_related("room", "site"))
    # Where no node is nothing is fed: the thousands of units of a warehouse are not read for it.
    fed = {node.site_id for node in nodes}
    # A unit on a shelf is at the shelf's site. One of the two is named: a plan made without statistics would hold every
    # unit against every shelf if both were.
    found = standing(Unit.objects.filter(site_id__in=fed)) if fed else Standing()
    reserved = held_by_node(held_reservations(wanted))
    loads = node_loads(nodes, found.nodes, reserved)
    loose = loose_power(wanted)
    counts = dict(Unit.objects.filter(site_id__in=wanted).order_by().values_list("site_id").annotate(Count("id")))
    by_site: dict[int, list[PowerNode]] = defaultdict(list)
    for node in nodes:
        by_site[node.site_id].append(node)
    result = {}
    for site_id, limit_w in wanted.items():
        mine = by_site[site_id]
        top = total(loads[node.pk] for node in mine if node.parent_id is None)
        whole = Load(
            used_w=top.used_w + loose.get(site_id, 0),
            limit_w=top.limit_w if limit_w is None else limit_w,
            unit_count=counts.get(site_id, 0),
            legs=top.legs,
            reserved_w=top.reserved_w,
            reserved_legs=top.reserved_legs,
            even_count=top.even_count,
        )
        result[site_id] = SiteLoads(
            whole, _rooms(mine, loads, found, reserved), {node.pk: loads[node.pk] for node in mine}, tuple(mine)
        )
    return result


def loose_power(site_ids: Iterable[int]) -> dict[int, int]:
    """Return the power of units in service that stand on no fed shelf, by site (one query)."""
    rows = (
        Unit.objects.filter(site_id__in=list(site_ids), state=UnitState.IN_SERVICE)
        .filter(Q(shelf__isnull=True) | Q(shelf__power_node__isnull=True))
        .order_by()
        .values_list("site_id")
        .annotate(Sum("power_w"))
    )
    return {site_id: power_w for site_id, power_w in rows if site_id is not None}


def _rooms(
    nodes: list[PowerNode],
    loads: Mapping[int, Load],
    found: Standing,
    reserved: Mapping[int, Direct],
) -> dict[int, Load]:
    """Return the load of each room that has nodes; without an own limit, that of nodes not fed from the same room."""
    by_id = {node.pk: node for node in nodes}
    result = {}
    for room_id in {node.room_id for node in nodes}:
        mine = [node for node in nodes if node.room_id == room_id]
        tops = [node for node in mine if node.parent_id is None or by_id[node.parent_id].room_id != room_id]
        own = found.rooms.get(room_id, Direct())
        held = sum((reserved[node.pk] for node in mine if node.pk in reserved), Direct())
        limit_w = mine[0].room.limit_w
        result[room_id] = Load(
            used_w=own.power_w,
            limit_w=total(loads[node.pk] for node in tops).limit_w if limit_w is None else limit_w,
            unit_count=own.unit_count,
            legs=own.legs,
            reserved_w=held.power_w,
            reserved_legs=held.legs,
            even_count=own.even_count,
        )
    return result
