"""The shelves of one rack, power node or room: a part of the site's page when it is opened there, else a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.inventory.models import PowerNode, Rack, Room
from apps.inventory.permissions import PLACE_MANAGE, PLACE_VIEW
from apps.inventory.selectors.shelf_views import shelves_at, views_of_shelves

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

PER_PAGE: Final = 200
_HOMES: Final[dict[str, QuerySet[Any]]] = {
    "rack": Rack.objects.select_related("room__site"),
    "node": PowerNode.objects.select_related("room__site"),
    "room": Room.objects.select_related("site"),
}


@guarded(PLACE_VIEW)
@require_safe
def shelves(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Show the shelves that hang right in a place with what stands on them, `PER_PAGE` at a time."""
    if kind not in _HOMES:
        raise Http404
    actor = actor_of(request)
    place: Room | PowerNode | Rack = access.fetch(actor, PLACE_VIEW, _HOMES[kind].all(), uid=uid)
    page = _number(request.GET.get("page", ""))
    start = (page - 1) * PER_PAGE
    # One more than is shown tells whether more follow.
    views = views_of_shelves(actor, shelves_at(actor, place), start, start + PER_PAGE + 1)
    room = place if isinstance(place, Room) else place.room
    context = {
        "shelves": views[:PER_PAGE],
        "more_url": f"{request.path}?page={page + 1}" if len(views) > PER_PAGE else "",
        "kind": kind,
        "place": place,
        "room": room,
        "site": room.site,
        "may_manage": access.holds(actor, PLACE_MANAGE),
    }
    is_part = bool(request.headers.get("HX-Request"))
    template = "inventory/partials/shelves.html" if is_part else "inventory/shelves.html"
    response = TemplateResponse(request, template, context)
    # Going back in the browser must not show the part alone.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _number(text: str) -> int:
    """Return the number of a page, the first for what is none."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= len(str(PER_PAGE**2)) else 1
