"""Places that an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.common import access
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.labels import read_link

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def sites(actor: Actor) -> QuerySet[Site]:
    """Return the sites in reach with `room_count` and `unit_count`."""
    return access.narrow(actor, PLACE_VIEW, Site.objects.all()).annotate(
        room_count=rows_pointing_here(Room, "site"), unit_count=rows_pointing_here(Unit, "site")
    )


def vacant(rows: QuerySet[Shelf]) -> QuerySet[Shelf]:
    """Return those of `rows` that take one more unit, with `taken`, in reading order.

    Each shelf is counted by itself, so that a limit ends the search at the first shelves that are free.
    """
    taken = rows_pointing_here(Unit, "shelf")
    return rows.annotate(taken=taken).filter(taken__lt=F("capacity")).order_by("sort_key", "pk")


def rows_pointing_here(model: type[Room | Unit], lookup: str) -> Coalesce:
    """Return how many rows of a model point at a row, 0 when none: one look at an index for each row."""
    rows = model._default_manager.filter(**{lookup: OuterRef("pk")}).order_by().values(lookup)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def rooms(actor: Actor) -> QuerySet[Room]:
    """Return the rooms in reach."""
    return access.narrow(actor, PLACE_VIEW, Room.objects.select_related("site"))


def power_nodes(actor: Actor) -> QuerySet[PowerNode]:
    """Return the power nodes in reach."""
    return access.narrow(actor, PLACE_VIEW, PowerNode.objects.select_related("site", "room", "parent"))


def racks(actor: Actor) -> QuerySet[Rack]:
    """Return the racks in reach."""
    return access.narrow(actor, PLACE_VIEW, Rack.objects.select_related("room__site", "power_node"))


def named_shelf(site: Site, text: str) -> Shelf | None:
    """Return the shelf of a site with this label, whatever the case of its letters, or that of a label's code."""
    rows = Shelf.objects.filter(organisation_id=site.organisation_id, site=site)
    link = read_link(text)
    if link is not None and link.kind == "shelf":
        return rows.filter(uid=link.uid).first()
    return rows.filter(label__iexact=text.strip()).first()


def shelves(actor: Actor) -> QuerySet[Shelf]:
    """Return the shelves in reach."""
    return access.narrow(actor, PLACE_VIEW, Shelf.objects.select_related("site", "room", "power_node", "rack"))
