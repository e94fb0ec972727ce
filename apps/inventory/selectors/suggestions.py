"""Suggestions: free shelves where a unit fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from apps.common import access
from apps.inventory.enums import Phases
from apps.inventory.models import PowerNode, Shelf, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.phases import LEGS
from apps.inventory.rules.power import Direct, takes_up_the_chain
from apps.inventory.selectors.loads import (
    feed_phases,
    held_by_node,
    held_reservations,
    loose_power,
    node_loads,
    standing,
)
from apps.inventory.selectors.places import vacant

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

SUGGESTED = 5


def fitting_shelves(
    actor: Actor, site_id: int, power_w: int, *, limit: int = SUGGESTED, three_phase: bool = False
) -> list[Shelf]:
    """Return free shelves of a site in reading order that still take `power_w` (five queries).

    Limits and breakers up the chain, of the room and of the site count, reservations too.
    """
    rows = access.narrow(actor, PLACE_VIEW, Shelf.objects.filter(site_id=site_id))
    return fitting(rows, site_id, power_w, limit, three_phase=three_phase)


def fitting(
    shelves: QuerySet[Shelf], site_id: int, power_w: int, limit: int, *, three_phase: bool = False
) -> list[Shelf]:
    """Return those of `shelves` that are free and fed by what has room; services call it without an actor."""
    nodes = list(PowerNode.objects.filter(site_id=site_id).select_related("room", "site"))
    found = standing(Unit.objects.filter(shelf__site_id=site_id))
    reserved = held_by_node(held_reservations([site_id]))
    loads = node_loads(nodes, found.nodes, reserved)
    parents = {node.pk: node.parent_id for node in nodes}
    site_limit = nodes[0].site.limit_w if nodes else None
    if site_limit is not None:
        drawn = found.sites.get(site_id, Direct()).power_w + loose_power([site_id]).get(site_id, 0)
        if drawn + sum(held.power_w for held in reserved.values()) + power_w > site_limit:
            return []
    rooms = {node.room_id: node.room.limit_w for node in nodes}
    full_rooms = [
        pk
        for pk, limit_w in rooms.items()
        if limit_w is not None
        and found.rooms.get(pk, Direct()).power_w
        + sum(reserved.get(node.pk, Direct()).power_w for node in nodes if node.room_id == pk)
        + power_w
        > limit_w
    ]
    fits = Q()
    for phases in (Phases.THREE.value,) if three_phase else (Phases.THREE.value, *LEGS):
        roomy = [node.pk for node in nodes if takes_up_the_chain(node.pk, parents, loads, power_w, phases)]
        fits |= Q(fed=phases, power_node_id__in=roomy)
    free_ones = vacant(shelves)
    fed = free_ones.annotate(fed=feed_phases("")).filter(fits, power_node__isnull=False).exclude(room_id__in=full_rooms)
    return [*fed[:limit]] or [*free_ones.filter(power_node__isnull=True)[:limit]]
