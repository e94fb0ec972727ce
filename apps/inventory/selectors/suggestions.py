"""Suggestions: free shelves where a unit fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory.models import PowerNode, Shelf
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.power import free_up_the_chain
from apps.inventory.selectors.loads import node_loads
from apps.inventory.selectors.places import vacant

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

SUGGESTED = 5


def fitting_shelves(actor: Actor, site_id: int, power_w: int, *, limit: int = SUGGESTED) -> list[Shelf]:
    """Return free shelves of a site in reading order whose power chain still takes `power_w` (three queries)."""
    return fitting(access.narrow(actor, PLACE_VIEW, Shelf.objects.filter(site_id=site_id)), site_id, power_w, limit)


def fitting(shelves: QuerySet[Shelf], site_id: int, power_w: int, limit: int) -> list[Shelf]:
    """Return those of `shelves` that are free and fed by a chain with room; services call it without an actor."""
    nodes = list(PowerNode.objects.filter(site_id=site_id))
    loads = node_loads(nodes)
    parents = {node.pk: node.parent_id for node in nodes}
    free = {node.pk: free_up_the_chain(node.pk, parents, loads) for node in nodes}
    roomy = [pk for pk, free_w in free.items() if free_w is None or free_w >= power_w]
    free_ones = vacant(shelves)
    fed: list[Shelf] = [*free_ones.filter(power_node_id__in=roomy)[:limit]] if roomy else []
    return fed or [*free_ones.filter(power_node__isnull=True)[:limit]]
