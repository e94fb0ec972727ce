"""Suggestions: free shelves where a unit fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from apps.common import access
from apps.inventory.enums import Phases
from apps.inventory.models import Shelf, Site
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.phases import LEGS
from apps.inventory.rules.power import takes_up_the_chain
from apps.inventory.selectors.loads import feed_phases, loads_at
from apps.inventory.selectors.places import vacant

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.rules.power import Load
    from apps.inventory.selectors.loads import SiteLoads

SUGGESTED = 5


def fitting_shelves(
    actor: Actor,
    site_id: int,
    power_w: int,
    *,
    limit: int = SUGGESTED,
    three_phase: bool = False,
    loads: SiteLoads | None = None,
) -> list[Shelf]:
    """Return free shelves of a site in reading order that still take `power_w` (seven queries; two with its loads).

    Limits and breakers up the chain, of the room and of the site count, reservations too.
    """
    rows = access.narrow(actor, PLACE_VIEW, Shelf.objects.filter(site_id=site_id))
    return fitting(rows, site_id, power_w, limit, three_phase=three_phase, loads=loads)


def fitting(
    shelves: QuerySet[Shelf],
    site_id: int,
    power_w: int,
    limit: int,
    *,
    three_phase: bool = False,
    loads: SiteLoads | None = None,
) -> list[Shelf]:
    """Return those of `shelves` that are free and fed by what has room; services call it without an actor."""
    if loads is None:
        loads = loads_at(Site.objects.filter(pk=site_id))[site_id]
    # The nodes that were counted, not those of a moment later.
    nodes = loads.tree
    parents = {node.pk: node.parent_id for node in nodes}
    if nodes and _is_over(nodes[0].site.limit_w, loads.site, power_w):
        return []
    full_rooms = [node.room_id for node in nodes if _is_over(node.room.limit_w, loads.rooms[node.room_id], power_w)]
    fits = Q()
    for phases in (Phases.THREE.value,) if three_phase else (Phases.THREE.value, *LEGS):
        roomy = [node.pk for node in nodes if takes_up_the_chain(node.pk, parents, loads.nodes, power_w, phases)]
        fits |= Q(fed=phases, power_node_id__in=roomy)
    free_ones = vacant(shelves)
    fed = free_ones.annotate(fed=feed_phases("")).filter(fits, power_node__isnull=False).exclude(room_id__in=full_rooms)
    return [*fed[:limit]] or [*free_ones.filter(power_node__isnull=True)[:limit]]


def _is_over(limit_w: int | None, load: Load, power_w: int) -> bool:
    """Whether `power_w` more than what is drawn and held would exceed a place's own limit."""
    return limit_w is not None and load.used_w + load.reserved_w + power_w > limit_w
