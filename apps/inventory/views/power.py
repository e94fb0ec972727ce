"""Pages of power: one node with its phases and its past, moves of racks and shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page
from apps.inventory import services
from apps.inventory.forms.places import AtForm, MoveRackForm, MoveShelvesForm
from apps.inventory.models import PowerNode, Rack, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW, POWER_RESERVE
from apps.inventory.rules.power import chain
from apps.inventory.rules.shelves import PatternError, PatternTooLarge, expand
from apps.inventory.selectors import held_now, load_at, loads_of_sites, measured_of_sites, power_nodes, racks, units_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from apps.common.actor import Actor

SHOWN_UNITS = 50


def node_address(row: PowerNode) -> str:
    """Return the address of a node's page."""
    return reverse("inventory:node", args=[row.uid])


@guarded(PLACE_VIEW)
@require_safe
def node(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a power node: its load by phase, what is measured, reserved and fed, its load at a past instant."""
    actor = actor_of(request)
    row = access.fetch(actor, PLACE_VIEW, PowerNode.objects.select_related("site", "room", "parent"), uid=uid)
    loads = loads_of_sites(actor, [row.site_id])[row.site_id]
    nodes = {one.pk: one for one in power_nodes(actor).filter(site_id=row.site_id)}
    above = chain(row.pk, {pk: one.parent_id for pk, one in nodes.items()})
    form = AtForm(request.GET if "at" in request.GET else None)
    past = load_at(actor, row, form.cleaned_data["at"]) if form.is_bound and form.is_valid() else None
    standing = units_at(actor, row)
    unit_count = standing.count()
    return TemplateResponse(
        request,
        "inventory/node.html",
        {
            "node": row,
            "load": loads.nodes[row.pk],
            "measured": _measured(actor, row),
            "feeders": [(nodes[pk], loads.nodes[pk]) for pk in above[1:]],
            "fed": [(one, loads.nodes[one.pk]) for one in nodes.values() if one.parent_id == row.pk],
            "racks": racks(actor).filter(power_node=row).order_by("name"),
            "units": standing[:SHOWN_UNITS],
            "unit_count": unit_count,
            "more_units": max(0, unit_count - SHOWN_UNITS),
            "reservations": held_now(actor).filter(power_node=row),
            "form": form,
            "past": past,
            "may_manage": access.holds(actor, PLACE_MANAGE),
            "may_reserve": access.may(actor, POWER_RESERVE, row),
        },
    )


def _measured(actor: Actor, row: PowerNode) -> Any:
    """Return what is measured under a node, None where nobody measures."""
    found = measured_of_sites(actor, [row.site_id]).get(row.site_id)
    return found.nodes.get(row.pk) if found else None


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def rack_move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Feed a rack from another node, with everything in it."""
    by = actor_of(request)
    row = access.fetch(by, PLACE_MANAGE, Rack.objects.select_related("room__site", "power_node"), uid=uid)
    site = row.room.site

    def run(data: dict[str, Any]) -> tuple[str, str]:
        moved = services.move_rack(
            by=by, rack=row, power_node=data["power_node"], version=data["version"] or row.version
        )
        sentence = _("%(rack)s is fed from %(node)s now.") % {"rack": moved.name, "node": moved.power_node.name}
        return node_address(moved.power_node), sentence

    others = PowerNode.objects.filter(site=site).exclude(pk=row.power_node_id).order_by("name")
    return form_page(
        request,
        MoveRackForm(request.POST or None, initial={"version": row.version}, nodes=others),
        title=_("Move %(name)s") % {"name": row.name},
        pretitle=f"{site.name} · {row.power_node.name}",
        lead=_("Everything in the rack moves with it; limits and breakers of the new chain must take its load."),
        run=run,
        submit=_("Move"),
        cancel_url=node_address(row.power_node),
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def shelves_move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Feed shelves of a site from another rack or node."""
    by = actor_of(request)
    site = access.fetch(by, PLACE_MANAGE, Site.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        moved = services.move_shelves(
            by=by,
            shelves=_named_shelves(site, data["shelves"]),
            rack=data["rack"],
            power_node=None if data["rack"] else data["power_node"],
        )
        sentence = ngettext("%d shelf was moved.", "%d shelves were moved.", len(moved)) % len(moved)
        return reverse("inventory:site", args=[site.uid]), sentence

    return form_page(
        request,
        MoveShelvesForm(
            request.POST or None,
            racks=Rack.objects.filter(room__site=site).order_by("name"),
            nodes=PowerNode.objects.filter(site=site).order_by("name"),
        ),
        title=_("Move shelves"),
        pretitle=site.name,
        lead=_("What stands on them moves with them; limits and breakers of the new chain must take its load."),
        run=run,
        submit=_("Move"),
        cancel_url=reverse("inventory:site", args=[site.uid]),
    )


def _named_shelves(site: Site, text: str) -> Sequence[Shelf]:
    """Return the shelves that lines of labels and patterns name. Raises Invalid naming what is not there."""
    labels: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        try:
            labels += expand(line)
        except (PatternError, PatternTooLarge) as error:
            raise Invalid(_("«%(line)s» names no shelves."), field="shelves", line=line) from error
    found = {shelf.label: shelf for shelf in Shelf.objects.filter(site=site, label__in=labels)}
    missing = [label for label in labels if label not in found]
    if missing:
        raise Invalid(_("There is no shelf %(label)s here."), field="shelves", label=missing[0])
    return [found[label] for label in dict.fromkeys(labels)]
