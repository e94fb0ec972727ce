"""The dispatcher's pages of routes: days, one day with its stops, and the changes by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock, people
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.inventory.models import Site
from apps.logistics.forms.routes import RouteForm
from apps.logistics.models import Route, RouteJob
from apps.logistics.permissions import ROUTE_PLAN, ROUTE_VIEW
from apps.logistics.rules.routes import minutes_of
from apps.logistics.selectors.routes import problem_texts, route_jobs, route_stops, routes, sketch, vehicles
from apps.logistics.services import Day, move_job, pin_job, plan_route, replan_route
from apps.logistics.views.movements import drivers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def address(row: Route) -> str:
    """Return the address of a route's page."""
    return reverse("logistics:route", args=[row.uid])


class RouteList(ListPage[Route]):
    """Planned days in reach, newest first."""

    permission = ROUTE_VIEW
    key = "routes"
    title = gettext_lazy("Routes")
    columns = (
        Column("day", gettext_lazy("Day"), "day", Kind.DATE, "day", card_title=True, link=address),
        Column("driver", gettext_lazy("Driver"), "driver.name", sort="driver__name"),
        Column("vehicle", gettext_lazy("Vehicle"), lambda row: str(row.vehicle) if row.vehicle else None),
        Column("starts", pgettext_lazy("time of day", "Starts"), "starts_text", sort="starts_min"),
        Column("ends", pgettext_lazy("time of day", "Ends"), "ends_text", sort="ends_min"),
        Column("km", gettext_lazy("Way, km"), "km", Kind.NUMBER, "km", digits=1),
        Column("feasible", gettext_lazy("Can be driven"), lambda row: _("yes") if row.is_feasible else _("no")),
    )
    filters = (
        DateRangeFilter(key="day", title=gettext_lazy("Day"), lookup="day", instant=False),
        BooleanFilter(key="feasible", title=gettext_lazy("Can be driven"), lookup="is_feasible"),
    )
    search = ("driver__name__icontains", "vehicle__name__icontains", "jobs__movement__number")
    search_hint = gettext_lazy("Driver, vehicle or movement")
    order = "-day"
    empty = EmptyState(
        gettext_lazy("No routes yet"),
        gettext_lazy("A route puts the movements of a driver's day in order."),
        gettext_lazy("Plan a day"),
        reverse_lazy("logistics:route_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "route",
        ROUTE_PLAN,
    )

    def rows(self, actor: Actor) -> QuerySet[Route]:
        """Return the routes in reach."""
        return routes(actor)

    def found(self) -> QuerySet[Route]:
        """Return each route once, however many of its jobs fit the search."""
        return super().found().distinct()

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new day."""
        return [HeaderAction(_("Plan a day"), reverse("logistics:route_new"), ROUTE_PLAN)]


@guarded(ROUTE_PLAN)
@require_http_methods(["GET", "POST"])
def route_new(request: HttpRequest) -> HttpResponse:
    """Plan a driver's day; what was typed stays."""
    by = actor_of(request)
    form = RouteForm(
        request.POST or None,
        initial={"day": clock.today()},
        drivers=drivers(by),
        vehicles=vehicles(by),
        sites=Site.objects.filter(organisation_id=by.tenant_id),
    )

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = plan_route(Day(starts_min=minutes_of(data.pop("starts")), **data), by=by)
        sentence = (
            _("The day is planned.") if made.is_feasible else _("The day is planned, but it cannot be driven so.")
        )
        return address(made), sentence

    return form_page(
        request,
        form,
        title=_("Plan a day"),
        pretitle=_("Routes"),
        run=run,
        submit=_("Plan the day"),
        cancel_url=reverse("logistics:routes"),
    )


@guarded(ROUTE_VIEW)
@require_safe
def route(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a day: its stops in order with times, load and what stands in the way, and a sketch."""
    actor = actor_of(request)
    row = access.fetch(actor, ROUTE_VIEW, routes(actor), uid=uid)
    jobs = route_jobs(actor, row)
    stops = route_stops(jobs)
    return TemplateResponse(
        request,
        "logistics/route.html",
        {
            "route": row,
            "stops": stops,
            "last": jobs[-1].position if jobs else 0,
            "problems": problem_texts(row, jobs),
            "sketch": sketch(row.start_site, stops),
            "may_plan": access.may(actor, ROUTE_PLAN, row),
            "facts": [
                (_("Driver"), row.driver.name),
                (_("Vehicle"), str(row.vehicle) if row.vehicle else None),
                (_("Starts at"), row.start_site.name if row.start_site else None),
                (_("From – to"), f"{row.starts_text} – {row.ends_text}"),
                (_("Way"), _("%(km)s km") % {"km": number_format(row.km, 1)}),
                (_("Planned by"), people.name_of(row.planned_by)),
            ],
        },
    )


@guarded(ROUTE_PLAN)
@require_POST
def route_replan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Order what is not pinned again."""
    by = actor_of(request)
    row = access.fetch(by, ROUTE_PLAN, routes(by), uid=uid)

    def run() -> str:
        replan_route(row, by=by, version=_version(request))
        return _("The route was planned again.")

    return run_and_return(request, address(row), run)


@guarded(ROUTE_PLAN)
@require_POST
def job_move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a job one place earlier or later."""
    by = actor_of(request)
    row = access.fetch(by, ROUTE_PLAN, RouteJob.objects.select_related("route"), uid=uid)

    def run() -> str:
        move_job(row, by=by, down=request.POST.get("down") == "1", version=_version(request))
        return _("The order was changed.")

    return run_and_return(request, address(row.route), run)


@guarded(ROUTE_PLAN)
@require_POST
def job_pin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pin a job to its place, or let it go."""
    by = actor_of(request)
    row = access.fetch(by, ROUTE_PLAN, RouteJob.objects.select_related("route"), uid=uid)

    def run() -> str:
        wanted = request.POST.get("pinned") == "1"
        pin_job(row, by=by, pinned=wanted, version=_version(request))
        return _("It stays at its place.") if wanted else _("It may be moved again.")

    return run_and_return(request, address(row.route), run)


def _version(request: HttpRequest) -> int:
    """Return the version of the route that the page showed. Raises Invalid."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - an integer of the database
        raise Invalid(field="version")
    return int(text)
