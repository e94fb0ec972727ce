"""The workplace of a site: tiles, scan, one-tap placing; every action works one-handed on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.common import access
from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages.paging import paged
from apps.common.search import MAX_CODE
from apps.inventory.selectors import find_units, fitting_shelves, loads_of_sites, not_placed, units
from apps.inventory.selectors.places import named_shelf
from apps.inventory.selectors.site_map import power_map
from apps.inventory.services import place_unit, take_off
from apps.logistics.permissions import MOVEMENT_ACCEPT, RETURN_HAND_OVER, WORKPLACE
from apps.logistics.selectors import (
    held_here,
    incoming,
    outgoing,
    tiles,
    waiting_for_hand_over,
    workplace_at,
    workplaces,
)
from apps.logistics.views.live import mark_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Shelf, Site, Unit
    from apps.inventory.selectors.loads import SiteLoads

PAGE = 25
MOST_WAITING = 200
VIEWS = ("incoming", "outgoing", "loose", "returns", "here", "load")
# Where the person of this device worked last; only a place that is theirs is opened by it.
_LAST = "nh_workplace"
_LAST_AGE_S = 365 * 24 * 3600


@guarded(WORKPLACE)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Open the workplace where the person worked last on this device, else the first; say so when there is none."""
    mine = workplaces(actor_of(request))
    if not mine:
        return TemplateResponse(request, "logistics/no_workplace.html", {})
    kept = request.COOKIES.get(_LAST, "")
    site = next((site for site in mine if str(site.uid) == kept), mine[0])
    return HttpResponseRedirect(reverse("logistics:workplace", args=[site.uid]))


@guarded(WORKPLACE)
@require_safe
def workplace(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a site's workplace: tiles above, the chosen list below, the scan field always in reach.

    The page asks again by itself, with the mark of what it shows: 204 says that nothing changed.
    """
    actor = actor_of(request)
    site = workplace_at(actor, uid)
    view = request.GET.get("view", "loose")
    if view not in VIEWS or (view == "loose" and not site.address_storage):
        view = "here"
    text = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_CODE]
    context: dict[str, Any] = {"site": site, "view": view, "text": text, "view_asked": view}
    loads = loads_of_sites(actor, [site.pk])[site.pk]
    if text:
        rows = find_units(actor, text).filter(site=site)
        context |= {"view": "found", **_list(actor, site, rows, loads, request)}
        if not context["items"]:
            context["elsewhere"] = list(find_units(actor, text)[:3])
    elif view == "load":
        context["map"] = power_map(actor, site, loads)
    elif view in ("incoming", "outgoing", "returns"):
        context |= _journeys(actor, site, view)
    else:
        rows = not_placed(actor, site.pk) if view == "loose" else held_here(actor, site)
        context |= _list(actor, site, rows, loads, request)
    context["tiles"] = tiles(actor, site, loads.site)
    context["mark"] = mark_of(context)
    if request.headers.get("HX-Target") == "work":
        if request.GET.get("mark") == context["mark"]:
            return HttpResponse(status=204)
        return TemplateResponse(request, "logistics/partials/work.html", context)
    context["sites"] = workplaces(actor)
    page = TemplateResponse(request, "logistics/workplace.html", context)
    if request.COOKIES.get(_LAST) != str(site.uid):
        page.set_cookie(_LAST, str(site.uid), max_age=_LAST_AGE_S, httponly=True, samesite="Lax")
    return page


def _journeys(actor: Actor, site: Site, view: str) -> dict[str, Any]:
    """Return what comes, what waits for its driver, or what waits for its owner, grouped by document."""
    if view == "incoming":
        return {"movements": list(incoming(actor, site)), "may_accept": access.holds(actor, MOVEMENT_ACCEPT)}
    if view == "outgoing":
        return {"movements": list(outgoing(actor, site))}
    groups: dict[int, dict[str, Any]] = {}
    shown = list(waiting_for_hand_over(actor, site)[: MOST_WAITING + 1])
    for line in shown[:MOST_WAITING]:
        groups.setdefault(line.act_id, {"act": line.act, "lines": []})["lines"].append(line)
    is_cut = len(shown) > MOST_WAITING
    return {"groups": list(groups.values()), "is_cut": is_cut, "may_hand_over": access.holds(actor, RETURN_HAND_OVER)}


def _list(actor: Actor, site: Site, rows: QuerySet[Unit], loads: SiteLoads, request: HttpRequest) -> dict[str, Any]:
    """Return one page of units, each that is not placed with the shelf that is suggested for it."""
    page = paged(rows, request.GET.get("page", ""), PAGE)
    return {"items": _with_shelves(actor, site, page.rows, loads), "page": page}


def _with_shelves(actor: Actor, site: Site, rows: list[Unit], loads: SiteLoads) -> list[tuple[Unit, Shelf | None]]:
    """Pair units with suggested shelves: each free one is suggested once (two queries, four with three-phase units)."""
    loose = [unit for unit in rows if unit.shelf_id is None] if site.address_storage else []
    found: dict[int, Shelf] = {}
    for needs_three in (True, False):
        group = [unit for unit in loose if unit.model.three_phase is needs_three]
        if not group:
            continue
        most_w = max(unit.power_w for unit in group)
        free = fitting_shelves(actor, site.pk, most_w, limit=len(loose), three_phase=needs_three, loads=loads)
        taken = {shelf.pk for shelf in found.values()}
        left = [shelf for shelf in free if shelf.pk not in taken]
        found |= {unit.pk: shelf for unit, shelf in zip(group, left, strict=False)}
    return [(unit, found.get(unit.pk)) for unit in rows]


def _back(site: Site, request: HttpRequest) -> str:
    """Return the list that the person came from."""
    view = request.POST.get("view", "")
    address = reverse("logistics:workplace", args=[site.uid])
    return f"{address}?view={view}" if view in VIEWS else address


@guarded(WORKPLACE)
@require_POST
def place(request: HttpRequest, uid: UUID, unit_uid: UUID) -> HttpResponse:
    """Put a unit on the shelf that was suggested or scanned."""
    by = actor_of(request)
    site = workplace_at(by, uid)
    unit = access.fetch(by, WORKPLACE, units(by), uid=unit_uid)
    label = request.POST.get("shelf", "")[:MAX_CODE]
    shelf = named_shelf(site, label) if label.strip() else None
    if shelf is None and site.address_storage:
        messages.error(request, _("There is no shelf «%(label)s» here.") % {"label": label})
        return HttpResponseRedirect(_back(site, request))
    return _done(
        request,
        site,
        lambda: place_unit(by=by, unit=unit, shelf=shelf, site=site),
        _("%(serial)s → %(shelf)s") % {"serial": unit.serial, "shelf": shelf or site},
    )


@guarded(WORKPLACE)
@require_POST
def remove(request: HttpRequest, uid: UUID, unit_uid: UUID) -> HttpResponse:
    """Take a unit off its shelf."""
    by = actor_of(request)
    site = workplace_at(by, uid)
    unit = access.fetch(by, WORKPLACE, units(by), uid=unit_uid)
    sentence = _("%(serial)s was taken off its shelf.") % {"serial": unit.serial}
    return _done(request, site, lambda: take_off(by=by, unit=unit), sentence)


def _done(request: HttpRequest, site: Site, run: Any, sentence: str) -> HttpResponse:
    """Call one service; say what happened or why not, and go back to the list."""
    try:
        run()
    except AccessDenied:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
        request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
    else:
        messages.success(request, sentence)
    return HttpResponseRedirect(_back(site, request))
