"""The workplace of a service centre: what waits, by state and age; scan first; the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.common.pages.paging import paged
from apps.inventory.models import Site
from apps.inventory.selectors import find_units
from apps.inventory.service_centre.enums import OPEN_STATES, OrderState
from apps.inventory.service_centre.permissions import REPAIR_WORK, STOCK_VIEW
from apps.inventory.service_centre.selectors.orders import clock_of, open_order_of, open_orders, orders, queue
from apps.inventory.service_centre.selectors.stock import find_code, low_parts
from apps.inventory.service_centre.views.pages import address, chosen_site, part_address, work_sites

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import RepairOrder

PAGE = 25
MOST_ON_BOARD = 30
_FOUND = 20
_IN_ORDER = [state for state in OrderState if state in OPEN_STATES]


def _rows(found: QuerySet[RepairOrder] | list[RepairOrder]) -> list[dict[str, Any]]:
    """Return orders with how long they are in their state and whether they are late."""
    now = clock.now()
    return [{"order": order, "age": now - order.state_since, "late": clock_of(order).is_late(now)} for order in found]


@guarded(REPAIR_WORK)
@require_safe
def workplace(request: HttpRequest) -> HttpResponse:
    """Show the queue of the chosen site; a scanned number leads straight to its order, or to a new one."""
    actor = actor_of(request)
    sites = work_sites(actor)
    site = chosen_site(request, sites)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:300]
    context: dict[str, Any] = {"sites": sites, "site": site, "text": text}
    if text:
        onward = _scanned(actor, text)
        if onward is not None and request.headers.get("HX-Request") is None:
            return HttpResponseRedirect(onward)
        context |= {"found": _found(actor, text), "code": find_code(actor, text), "onward": onward}
    context |= _queue(actor, request, site)
    template = "partials/queue.html" if request.headers.get("HX-Target") == "queue" else "queue.html"
    return TemplateResponse(request, f"service/{template}", context)


def _queue(actor: Actor, request: HttpRequest, site: Site | None) -> dict[str, Any]:
    """Return the tiles and one page of the chosen state."""
    counts = queue(actor, site.pk if site else None)
    state = request.GET.get("state", "")
    rows = open_orders(actor)
    if site is not None:
        rows = rows.filter(site=site)
    if state in _IN_ORDER:
        rows = rows.filter(state=state)
    page = paged(rows, request.GET.get("page", ""), PAGE)
    return {
        "tiles": [(one, counts.get(one)) for one in _IN_ORDER],
        "state": state if state in _IN_ORDER else "",
        "all_count": sum(one.count for one in counts.values()),
        "rows": _rows(page.rows),
        "page": page,
        "low": list(low_parts(actor)[:5]) if access.holds(actor, STOCK_VIEW) else [],
    }


def _found(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Return units of a number with their open orders, and orders of that number."""
    by_number = [{"unit": order.unit, "order": order} for order in orders(actor).filter(number__iexact=text)[:_FOUND]]
    units = find_units(actor, text)[:_FOUND]
    return by_number + [{"unit": unit, "order": open_order_of(actor, unit)} for unit in units]


def _scanned(actor: Actor, text: str) -> str | None:
    """Return where one scanned code leads: to the order, to a new order, to the part; None when it is not one thing."""
    by_number = orders(actor).filter(number__iexact=text).first()
    if by_number is not None:
        return address(by_number)
    units = list(find_units(actor, text)[:2])
    if len(units) == 1:
        order = open_order_of(actor, units[0])
        return address(order) if order else f"{reverse('service:order_new')}?unit={units[0].uid}"
    code = find_code(actor, text) if not units else None
    return part_address(code[0]) if code else None


@guarded(REPAIR_WORK)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the open orders as columns by state, those that wait longest on top."""
    actor = actor_of(request)
    sites = work_sites(actor)
    site = chosen_site(request, sites)
    counts = queue(actor, site.pk if site else None)
    columns = []
    for state in _IN_ORDER:
        rows = open_orders(actor).filter(state=state)
        if site is not None:
            rows = rows.filter(site=site)
        columns.append({"state": state, "queued": counts.get(state), "rows": _rows(rows[:MOST_ON_BOARD])})
    context = {"columns": columns, "site": site, "sites": sites, "most": MOST_ON_BOARD}
    return TemplateResponse(request, "service/board.html", context)
