"""The workplace of a site: what is not placed, what stands here, how full it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from apps.common import access
from apps.inventory.models import Site
from apps.inventory.permissions import may_work_at
from apps.inventory.selectors import not_placed, units
from apps.logistics.permissions import WORKPLACE
from apps.logistics.selectors.journeys import incoming, outgoing, waiting_for_hand_over

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Unit
    from apps.inventory.rules.power import Load


@dataclass(frozen=True, slots=True)
class Tiles:
    """The figures of the workplace's tiles."""

    incoming: int
    outgoing: int
    not_placed: int
    returns: int
    here: int
    load: Load


def workplaces(actor: Actor) -> list[Site]:
    """Return the sites where the actor works, by name."""
    rows = access.narrow(actor, WORKPLACE, Site.objects.all()).order_by("name")
    return [site for site in rows if may_work_at(actor, site)]


def workplace_at(actor: Actor, uid: UUID) -> Site:
    """Return the one of the actor's workplaces with this identifier. Raises Http404."""
    row = next((site for site in workplaces(actor) if site.uid == uid), None)
    if row is None:
        raise Http404
    return row


def held_here(actor: Actor, site: Site) -> QuerySet[Unit]:
    """Return the units that stand at a site, last changed first."""
    return units(actor).filter(site=site).order_by("-changed_at", "pk")


def tiles(actor: Actor, site: Site, load: Load) -> Tiles:
    """Return the figures of a site's tiles beside its load (four queries)."""
    return Tiles(
        incoming=incoming(actor, site).count(),
        outgoing=outgoing(actor, site).count(),
        returns=waiting_for_hand_over(actor, site).count(),
        not_placed=not_placed(actor, site.pk).count(),
        here=load.unit_count,
        load=load,
    )
