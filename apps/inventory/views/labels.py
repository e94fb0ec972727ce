"""Pages of labels: what is printed on which paper, the PDF, and the shelf that a label's code leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages.downloads import attachment
from apps.inventory.documents import labels
from apps.inventory.forms.labels import OWN_GRID, LabelForm
from apps.inventory.permissions import LABEL_PRINT, PLACE_MANAGE, PLACE_VIEW, UNIT_PLACE, UNIT_VIEW
from apps.inventory.selectors import racks, rooms, shelves, units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.documents.labels import Label
    from apps.inventory.models import Unit

PDF: Final = "application/pdf"
# The paper a person printed on last is offered again on the same device.
COOKIE: Final = "nh_labels"
_COOKIE_AGE: Final = 365 * 24 * 3600
_KEPT: Final = ("paper", "with_client", "columns", "rows", "width", "height", "left", "top", "gap_x", "gap_y")
_SHOWN: Final = 12
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class _Kind:
    """Labels of units or shelves: the page that asks, the rows in reach, how one is printed, places that name many."""

    page: str
    rows: Callable[[Actor], QuerySet[Any]]
    made: Callable[..., Label]
    places: Mapping[str, str] = field(default_factory=dict)


_UNITS: Final = _Kind("inventory:unit_labels", lambda actor: units(actor).order_by("serial"), labels.of_unit)
_SHELVES: Final = _Kind(
    "inventory:shelf_labels",
    lambda actor: shelves(actor).order_by("site", "sort_key", "pk"),
    lambda shelf, **_: labels.of_shelf(shelf),
    {"site": "site__uid", "room": "room__uid", "node": "power_node__uid", "rack": "rack__uid"},
)


def choose_units(request: HttpRequest, rows: QuerySet[Unit]) -> HttpResponse:
    """Ask on what the labels of these units are printed (an answer of the list's bulk bar)."""
    narrowed = access.narrow(actor_of(request), LABEL_PRINT, rows)
    return _ask(request, _UNITS, list(narrowed[: labels.MOST]), LabelForm(initial=_remembered(request)))


@guarded(LABEL_PRINT)
@require_http_methods(["GET", "POST"])
def unit_labels(request: HttpRequest) -> HttpResponse:
    """Ask for the paper, then give the labels of the chosen units as PDF."""
    return _labels(request, _UNITS)


@guarded(LABEL_PRINT)
@require_http_methods(["GET", "POST"])
def shelf_labels(request: HttpRequest) -> HttpResponse:
    """Ask for the paper, then give the labels of the chosen shelves (of a room, a rack, a site) as PDF."""
    return _labels(request, _SHELVES)


def _labels(request: HttpRequest, kind: _Kind) -> HttpResponse:
    """Show the question, or answer with the PDF."""
    actor = actor_of(request)
    rows = access.narrow(actor, LABEL_PRINT, kind.rows(actor))
    chosen = list(_chosen(request, rows, kind.places)[: labels.MOST])
    if "paper" not in request.POST:
        return _ask(request, kind, chosen, LabelForm(initial=_remembered(request)))
    form = LabelForm(request.POST)
    if not form.is_valid() or not chosen:
        return _ask(request, kind, chosen, form, status=UNPROCESSABLE)
    data = form.cleaned_data
    made = [kind.made(row, with_client=data["with_client"]) for row in chosen]
    file = labels.draw(made, data["grid"], start=data["start"], title=_("QR labels"))
    answer = attachment(file, "labels.pdf", PDF, inline=True)
    kept = {name: data[name] for name in _KEPT if data.get(name) not in (None, "", False)}
    answer.set_cookie(COOKIE, urlencode(kept), max_age=_COOKIE_AGE, httponly=True, samesite="Lax")
    return answer


def _ask(
    request: HttpRequest, kind: _Kind, chosen: Sequence[Any], form: LabelForm, *, status: int = 200
) -> HttpResponse:
    """Return the page that asks for the paper."""
    context = {
        "chosen": chosen,
        "shown": chosen[:_SHOWN],
        "more": max(0, len(chosen) - _SHOWN),
        "form": form,
        "own": [form[name] for name in _KEPT if name not in {"paper", "with_client"}],
        "is_own": form["paper"].value() == OWN_GRID,
        "with_client": kind is _UNITS,
        "post_url": reverse(kind.page),
        "places": _narrower(request) if kind is _SHELVES and "paper" not in request.POST else [],
    }
    return TemplateResponse(request, "inventory/labels.html", context, status=status)


def _narrower(request: HttpRequest) -> list[tuple[str, str]]:
    """Return names and addresses of the rooms and racks of the site whose shelves are asked for."""
    actor, found = actor_of(request), _uids(request.GET.getlist("site"))
    page = reverse("inventory:shelf_labels")
    halls = rooms(actor).filter(site__uid__in=found).order_by("name")
    stands = racks(actor).filter(room__site__uid__in=found).order_by("room__name", "name")
    return [
        *((room.name, f"{page}?room={room.uid}") for room in halls),
        *((f"{rack.room.name} · {rack.name}", f"{page}?rack={rack.uid}") for rack in stands),
    ]


def _chosen(request: HttpRequest, rows: QuerySet[Any], places: Mapping[str, str]) -> QuerySet[Any]:
    """Return the rows that are named: ticked ones, or all of a place."""
    asked = request.POST if request.method == "POST" else request.GET
    if ticked := asked.getlist("selected"):
        return rows.filter(uid__in=_uids(ticked))
    for name, lookup in places.items():
        if found := _uids(asked.getlist(name)):
            return rows.filter(**{f"{lookup}__in": found})
    return rows.none()


def _uids(texts: Sequence[str]) -> list[UUID]:
    """Return the identifiers among these texts; what is none names nothing."""
    found = []
    for text in texts[: labels.MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _remembered(request: HttpRequest) -> dict[str, str]:
    """Return what this device printed on last."""
    return {name: value for name, value in parse_qsl(request.COOKIES.get(COOKIE, "")) if name in _KEPT}


@guarded(PLACE_VIEW)
@require_safe
def shelf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a shelf and what stands on it: where the code of its label leads."""
    actor = actor_of(request)
    row = access.fetch(actor, PLACE_VIEW, shelves(actor), uid=uid)
    standing = list(access.narrow(actor, UNIT_VIEW, units(actor).filter(shelf=row)).order_by("serial"))
    free = max(0, row.capacity - len(standing))
    facts = [
        (_("Site"), row.site.name),
        (_("Room"), row.room.name),
        (_("Rack"), row.rack.name if row.rack else None),
        (_("Power distribution unit"), row.power_node.name if row.power_node else None),
        (_("Units per shelf"), row.capacity),
        (_("Free"), free),
    ]
    context = {
        "shelf": row,
        "facts": facts,
        "units": standing,
        "free": free,
        "may_place": access.holds(actor, UNIT_PLACE),
        "may_print": access.holds(actor, LABEL_PRINT),
        "may_manage": access.holds(actor, PLACE_MANAGE),
    }
    return TemplateResponse(request, "inventory/shelf.html", context)
