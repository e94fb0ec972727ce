"""Forms of the places inside a site: rooms, power nodes, racks, shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page
from apps.inventory import services
from apps.inventory.forms.fields import in_kilowatts
from apps.inventory.forms.places import PowerNodeForm, RackForm, RoomForm, ShelfForm, ShelvesForm
from apps.inventory.models import PowerNode, Rack, Room, Shelf, Site
from apps.inventory.permissions import PLACE_MANAGE
from apps.inventory.selectors import units_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

SHOWN = 20
KINDS: dict[str, tuple[QuerySet[Any], Callable[..., None]]] = {
    "room": (Room.objects.select_related("site"), lambda by, row: services.delete_room(by=by, room=row)),
    "node": (
        PowerNode.objects.select_related("site", "room"),
        lambda by, row: services.delete_power_node(by=by, node=row),
    ),
    "rack": (
        Rack.objects.select_related("room__site", "power_node__room", "power_node__site"),
        lambda by, row: services.delete_rack(by=by, rack=row),
    ),
    "shelf": (
        Shelf.objects.select_related("site", "room__site", "power_node__site", "rack__room__site"),
        lambda by, row: services.delete_shelf(by=by, shelf=row),
    ),
}


def _fetch(request: HttpRequest, kind: str, uid: UUID) -> Any:
    """Return a place in reach by its kind and identifier."""
    if kind not in KINDS:
        raise Http404
    return access.fetch(actor_of(request), PLACE_MANAGE, KINDS[kind][0].all(), uid=uid)


def _site(place: Room | PowerNode | Rack | Shelf) -> Site:
    """Return the site of a place."""
    return place.room.site if isinstance(place, Rack) else place.site


def _back(place: Room | PowerNode | Rack | Shelf) -> str:
    """Return the address of a place on the site's page; a shelf is shown where it hangs."""
    if isinstance(place, Shelf):
        place = place.rack or place.power_node or place.room
    kind = {Room: "room", PowerNode: "node", Rack: "rack"}[type(place)]
    return f"{reverse('inventory:site', args=[_site(place).uid])}#{kind}-{place.uid}"


def _back_without(place: Room | PowerNode | Rack | Shelf) -> str:
    """Return the address of what holds a place: where to look when it is gone."""
    match place:
        case Rack():
            return _back(place.power_node)
        case PowerNode():
            return _back(place.room)
        case Shelf():
            return _back(place)
    return reverse("inventory:site", args=[place.site.uid])


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def place_delete(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Ask, then delete a room, power node, rack or shelf that is not in use."""
    row = _fetch(request, kind, uid)
    name = str(row)

    def run(_data: dict[str, Any]) -> tuple[str, str]:
        KINDS[kind][1](actor_of(request), row)
        return _back_without(row), _("%(name)s was deleted.") % {"name": name}

    return form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        title=_("Delete «%(name)s»?") % {"name": name},
        template="inventory/place_delete.html",
        standing=units_at(actor_of(request), row)[:SHOWN],
        pretitle=_site(row).name,
        lead=_("Only what holds nothing can be deleted; a shelf that ever held a unit stays."),
        run=run,
        submit=_("Delete"),
        danger=True,
        cancel_url=_back(row),
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def room_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rename a room."""
    row = _fetch(request, "room", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_room(by=actor_of(request), room=row, version=version, **data)
        return _back(row), _("The room was changed.")

    initial = {"name": row.name, "limit_w": in_kilowatts(row.limit_w), "version": row.version}
    form = RoomForm(request.POST or None, initial=initial)
    return form_page(request, form, title=row.name, pretitle=row.site.name, run=run, cancel_url=_back(row))


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def node_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a power node in a room."""
    row = _fetch(request, "room", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        node = services.create_power_node(by=actor_of(request), room=row, **data)
        return _back(node), _("%(name)s was made.") % {"name": node.name}

    nodes = PowerNode.objects.filter(site=row.site).order_by("name")
    form = PowerNodeForm(request.POST or None, nodes=nodes)
    return form_page(
        request,
        form,
        title=_("New power distribution unit"),
        pretitle=f"{row.site.name} · {row.name}",
        run=run,
        cancel_url=_back(row),
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def node_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a power node."""
    row = _fetch(request, "node", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_power_node(by=actor_of(request), node=row, version=version, **data)
        return _back(row), _("%(name)s was changed.") % {"name": row.name}

    initial = {name: getattr(row, name) for name in (*services.NODE_FIELDS, "version")}
    initial["limit_w"] = in_kilowatts(row.limit_w)
    nodes = PowerNode.objects.filter(site=row.site).exclude(pk=row.pk).order_by("name")
    form = PowerNodeForm(request.POST or None, initial=initial, nodes=nodes)
    return form_page(request, form, title=row.name, pretitle=row.site.name, run=run, cancel_url=_back(row))


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def rack_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a rack under a power node."""
    row = _fetch(request, "node", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        rack = services.create_rack(by=actor_of(request), power_node=row, name=data["name"], phase=data["phase"])
        return _back(rack), _("%(name)s was made.") % {"name": rack.name}

    form = RackForm(request.POST or None, initial={"phase": row.phases})
    return form_page(
        request, form, title=_("New rack"), pretitle=f"{row.site.name} · {row.name}", run=run, cancel_url=_back(row)
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def rack_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a rack."""
    row = _fetch(request, "rack", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_rack(by=actor_of(request), rack=row, version=version, **data)
        return _back(row), _("%(name)s was changed.") % {"name": row.name}

    initial = {"name": row.name, "phase": row.phase, "version": row.version}
    form = RackForm(request.POST or None, initial=initial)
    return form_page(request, form, title=row.name, pretitle=_site(row).name, run=run, cancel_url=_back(row))


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def shelves_new(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Make shelves by a pattern in a rack, under a power node or in a room."""
    if kind == "shelf":
        raise Http404
    row = _fetch(request, kind, uid)
    home = {"rack": "rack", "node": "power_node", "room": "room"}[kind]

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = services.create_shelves(by=actor_of(request), **{home: row}, **data)
        return _back(row), ngettext("%d shelf was made.", "%d shelves were made.", len(made)) % len(made)

    return form_page(
        request,
        ShelvesForm(request.POST or None),
        title=_("New shelves"),
        pretitle=f"{_site(row).name} · {row}",
        run=run,
        submit=_("Make the shelves"),
        cancel_url=_back(row),
    )


@guarded(PLACE_MANAGE)
@require_http_methods(["GET", "POST"])
def shelf_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a shelf."""
    row = _fetch(request, "shelf", uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        services.change_shelf(by=actor_of(request), shelf=row, version=version, **data)
        return _back(row), _("%(name)s was changed.") % {"name": row.label}

    initial = {name: getattr(row, name) for name in ("label", "phase", "capacity", "height_units", "version")}
    form = ShelfForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        title=row.label,
        pretitle=row.site.name,
        run=run,
        cancel_url=_back(row),
        delete_url=reverse("inventory:place_delete", args=["shelf", row.uid]),
        template="inventory/shelf_form.html",
    )
