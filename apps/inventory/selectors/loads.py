"""Loads: what every power node, room and site draws by nameplate, exact at the moment of the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from apps.common import access
from apps.inventory.enums import UnitState
from apps.inventory.models import PowerNode, Site, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.power import Direct, Load, rolled_up, total

if TYPE_CHECKING:
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class SiteLoads:
    """Loads of one site: of itself, of its rooms and of its power nodes, by id."""

    site: Load
    rooms: Mapping[int, Load] = field(default_factory=dict)
    nodes: Mapping[int, Load] = field(default_factory=dict)


def direct_loads(node_ids: Iterable[int]) -> dict[int, Direct]:
    """Return what stands directly under each of these nodes (one query)."""
    rows = (
        Unit.objects.filter(shelf__power_node_id__in=list(node_ids))
        .order_by()
        .values_list("shelf__power_node_id")
        .annotate(Sum("power_w"), Count("id"))
    )
    return {node_id: Direct(power_w, count) for node_id, power_w, count in rows if node_id is not None}


def node_loads(nodes: Iterable[PowerNode]) -> dict[int, Load]:
    """Return the load of each node, nested ones included; `nodes` must be whole trees (one query)."""
    by_id = {node.pk: node for node in nodes}
    sums = rolled_up({pk: node.parent_id for pk, node in by_id.items()}, direct_loads(by_id))
    return {pk: Load(sums[pk].power_w, node.limit_w, sums[pk].unit_count) for pk, node in by_id.items()}


def loads_of_sites(actor: Actor, site_ids: Iterable[int]) -> dict[int, SiteLoads]:
    """Return the loads of those sites the actor may see (four queries, however many sites).

    A site's load is what stands on fed shelves and, where addresses are not kept, what is in service there. Its
    limit is the sum of the limits of the nodes at the top; one of them without a limit leaves the site without.
    """
    wanted = list(
        access.narrow(actor, PLACE_VIEW, Site.objects.filter(pk__in=list(site_ids))).values_list("pk", flat=True)
    )
    nodes = list(PowerNode.objects.filter(site_id__in=wanted))
    loads = node_loads(nodes)
    loose = _loose(wanted)
    counts = dict(Unit.objects.filter(site_id__in=wanted).order_by().values_list("site_id").annotate(Count("id")))
    result = {}
    for site_id in wanted:
        mine = [node for node in nodes if node.site_id == site_id]
        top = total(loads[node.pk] for node in mine if node.parent_id is None)
        whole = Load(top.used_w + loose.get(site_id, 0), top.limit_w, counts.get(site_id, 0))
        result[site_id] = SiteLoads(whole, _rooms(mine, loads), {node.pk: loads[node.pk] for node in mine})
    return result


def _loose(site_ids: list[int]) -> dict[int, int]:
    """Return the power of units in service that stand on no fed shelf, by site."""
    rows = (
        Unit.objects.filter(site_id__in=site_ids, state=UnitState.IN_SERVICE)
        .filter(Q(shelf__isnull=True) | Q(shelf__power_node__isnull=True))
        .order_by()
        .values_list("site_id")
        .annotate(Sum("power_w"))
    )
    return {site_id: power_w for site_id, power_w in rows if site_id is not None}


def _rooms(nodes: list[PowerNode], loads: Mapping[int, Load]) -> dict[int, Load]:
    """Return the load of each room: the sum of its nodes that are not fed from another node of the same room."""
    rooms = {node.room_id for node in nodes}
    by_id = {node.pk: node for node in nodes}
    return {
        room_id: total(
            loads[node.pk]
            for node in nodes
            if node.room_id == room_id and (node.parent_id is None or by_id[node.parent_id].room_id != room_id)
        )
        for room_id in rooms
    }
