"""Routes: a driver's day is ordered by the rules, edited by hand, and planned again around what is pinned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse

from apps.accounts.services import notify
from apps.audit.services import record
from apps.common import access
from apps.logistics.enums import JobKind, LineState, MovementStatus
from apps.logistics.exceptions import FetchedFirst, JobIsPinned, NothingToDrive
from apps.logistics.models import Movement, Route, RouteJob, SitePoint
from apps.logistics.permissions import ROUTE_PLAN
from apps.logistics.rules.routes import DAY_MIN, Job, Point, Road, best_order, drive, minutes_of
from apps.logistics.selectors.journeys import due
from apps.logistics.services.movements import check_driver
from apps.logistics.services.vehicles import route_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    from apps.accounts.models import User
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.logistics.models import Vehicle

PLANNED = "logistics.route.planned"


@dataclass(frozen=True, slots=True)
class Day:
    """Whose day, with which vehicle, from where and from when (minutes after midnight; None: as the settings say)."""

    driver: User
    day: date
    vehicle: Vehicle | None = None
    start_site: Site | None = None
    starts_min: int | None = None


def plan_route(day: Day, *, by: Actor) -> Route:
    """Order a driver's open movements up to a day, and return the route; an earlier one of this day is planned anew.

    Pinned jobs keep their places. Effects: route and jobs; the driver is told; one record.
    Raises AccessDenied, Invalid (not a driver), NothingToDrive.
    """
    access.require(by, ROUTE_PLAN)
    check_driver(by.tenant_id, day.driver)
    with transaction.atomic():
        settings = route_settings(by.tenant_id)
        starts = settings.starts_min if day.starts_min is None else day.starts_min
        # Two dispatchers who plan one day at once meet here: the second plans the first one's route anew.
        route, _made = Route.objects.get_or_create(
            organisation_id=by.tenant_id, driver=day.driver, day=day.day, defaults={"starts_min": starts}
        )
        route = _lock(route)
        route.vehicle, route.start_site, route.starts_min = day.vehicle, day.start_site, starts
        route.is_edited = False
        _order(route, by=by)
        _write(route, by=by, action="logistics.route.plan")
        _tell_driver(route, by)
    return route


def replan_route(route: Route, *, by: Actor, version: int) -> Route:
    """Order the jobs of a route again around those that are pinned, with what is open now, and return it.

    Effects as of `plan_route`. Raises AccessDenied, NothingToDrive, StaleVersion.
    """
    access.require(by, ROUTE_PLAN, route)
    with transaction.atomic():
        locked = _lock(route)
        locked.is_edited = False
        _order(locked, by=by)
        _write(locked, by=by, action="logistics.route.replan", version=version)
        _tell_driver(locked, by)
    return locked


def move_job(job: RouteJob, *, by: Actor, down: bool, version: int) -> Route:
    """Put a job one place earlier or later, and return the route with its new times; what is wrong then is shown.

    One record. Raises AccessDenied, JobIsPinned, FetchedFirst, StaleVersion.
    """
    access.require(by, ROUTE_PLAN, job.route)
    with transaction.atomic():
        route = _lock(job.route)
        rows = list(RouteJob.objects.filter(route=route).select_related("movement", "site").order_by("position"))
        at = next((place for place, row in enumerate(rows) if row.pk == job.pk), None)
        if at is None:
            raise Http404
        other = at + (1 if down else -1)
        if not 0 <= other < len(rows):
            return route
        for row in (rows[at], rows[other]):
            if row.is_pinned:
                raise JobIsPinned(job=f"{row.get_kind_display()}: {row.movement.number}")
        if rows[at].movement_id == rows[other].movement_id:
            raise FetchedFirst(number=rows[at].movement.number)
        rows[at], rows[other] = rows[other], rows[at]
        route.is_edited = True
        _set(route, rows)
        _write(route, by=by, action="logistics.route.move_job", version=version)
    return route


def pin_job(job: RouteJob, *, by: Actor, pinned: bool, version: int) -> Route:
    """Pin a job to its place, or let it go, and return the route; one record. Raises AccessDenied, StaleVersion."""
    access.require(by, ROUTE_PLAN, job.route)
    with transaction.atomic():
        route = _lock(job.route)
        if not RouteJob.objects.filter(pk=job.pk, route=route).update(is_pinned=pinned):
            raise Http404
        _write(route, by=by, action="logistics.route.pin_job", version=version)
    return route


def open_movements(driver_id: int, day: date) -> list[Movement]:
    """Return a driver's movements that are under way or due up to a day, with `waiting` and `loaded` units."""
    rows = Movement.objects.select_related("from_site", "to_site").filter(driver_id=driver_id)
    wanted = (due(day) & Q(status=MovementStatus.PENDING)) | Q(status=MovementStatus.PICKED_UP)
    counted = rows.filter(wanted).annotate(
        waiting=Count("lines", filter=Q(lines__state=LineState.PLANNED)),
        loaded=Count("lines", filter=Q(lines__state=LineState.PICKED_UP)),
    )
    return list(counted.order_by("planned_on", "window_from", "pk"))


def _lock(route: Route) -> Route:
    """Lock a route and return it as it is now. Raises Http404 when it is out of sight."""
    rows = Route.objects.select_related("driver", "vehicle", "start_site").select_for_update(of=("self",))
    found = rows.filter(pk=route.pk).first()
    if found is None:
        raise Http404
    return found


def _order(route: Route, *, by: Actor) -> None:
    """Make the jobs of a locked route anew from what is open, in a good order around those that are pinned."""
    movements = {row.pk: row for row in open_movements(route.driver_id, route.day)}
    jobs = _jobs(list(movements.values()))
    if not jobs:
        raise NothingToDrive(field="driver", driver=route.driver.name)
    pins = {(row.movement_id, row.kind): row.position for row in RouteJob.objects.filter(route=route, is_pinned=True)}
    pinned = {}
    for number, job in enumerate(jobs):
        place = pins.get((job.movement, _kind(job)))
        if place is not None and place <= len(jobs):
            pinned[place - 1] = number
    order = best_order(jobs, _road(route), pinned)
    rows = [
        RouteJob(
            organisation_id=by.tenant_id,
            route=route,
            movement=movements[job.movement],
            site_id=job.site,
            kind=_kind(job),
            units=job.units,
            is_pinned=(job.movement, _kind(job)) in pins,
        )
        for job in order
    ]
    RouteJob.objects.filter(route=route).delete()
    _set(route, rows)


def _jobs(movements: Sequence[Movement]) -> list[Job]:
    """Return what is to be done for these movements; the window of a movement is that of its next job."""
    points = SitePoint.objects.in_bulk(
        {pk for row in movements for pk in (row.from_site_id, row.to_site_id)}, field_name="site_id"
    )
    found = []
    for row in movements:
        waiting, loaded = int(getattr(row, "waiting", 0)), int(getattr(row, "loaded", 0))
        if waiting:
            opens, closes = _hours(points.get(row.from_site_id), row.window_from, row.window_to)
            found.append(Job(row.pk, row.from_site_id, is_fetch=True, units=waiting, opens=opens, closes=closes))
        if waiting or loaded:
            window = (None, None) if waiting else (row.window_from, row.window_to)
            opens, closes = _hours(points.get(row.to_site_id), *window)
            found.append(
                Job(row.pk, row.to_site_id, is_fetch=False, units=waiting + loaded, opens=opens, closes=closes)
            )
    return found


def _hours(point: SitePoint | None, since: time | None, until: time | None) -> tuple[int, int]:
    """Return when a job may begin: the site receives and the movement's window is open; minutes of the day."""
    opens = [minutes_of(point.opens if point else None), minutes_of(since)]
    closes = [minutes_of(point.closes if point else None), minutes_of(until)]
    return (
        max((minutes for minutes in opens if minutes is not None), default=0),
        min((minutes for minutes in closes if minutes is not None), default=DAY_MIN),
    )


def _road(route: Route) -> Road:
    """Return the day of a route as the rules take it."""
    settings = route_settings(route.organisation_id)
    points = SitePoint.objects.filter(organisation_id=route.organisation_id)
    vehicle = route.vehicle
    return Road(
        points={row.site_id: Point(float(row.latitude), float(row.longitude)) for row in points},
        factor=float(settings.road_factor),
        speed_kmh=float(settings.speed_kmh),
        stop_min=float(settings.stop_min),
        unit_min=float(settings.unit_min),
        unit_kg=float(settings.unit_kg),
        start=route.start_site_id,
        starts_min=float(route.starts_min),
        units_max=vehicle.most_units if vehicle else None,
        kg_max=None if vehicle is None or vehicle.payload_kg is None else float(vehicle.payload_kg),
    )


def _kind(job: Job) -> str:
    """Return what is done, as a row has it."""
    return JobKind.FETCH if job.is_fetch else JobKind.BRING


def _set(route: Route, rows: list[RouteJob]) -> None:
    """Give rows their places, times and loads in this order, and write them; the route knows how it goes."""
    windows = {(job.movement, job.is_fetch): job for job in _jobs(open_movements(route.driver_id, route.day))}
    order = []
    for row in rows:
        is_fetch = row.kind == JobKind.FETCH
        now = windows.get((row.movement_id, is_fetch))
        order.append(now or Job(row.movement_id, row.site_id, is_fetch=is_fetch, units=row.units))
    run = drive(order, _road(route))
    for place, (row, visit) in enumerate(zip(rows, run.visits, strict=True), start=1):
        row.position = place
        row.arrives_min, row.leaves_min = round(visit.arrives), round(visit.leaves)
        row.km = Decimal(str(round(visit.km, 1)))
        row.units_after = max(0, visit.units_after)
        row.problems = [str(problem) for problem in visit.problems]
    fresh = [row for row in rows if row.pk is None]
    RouteJob.objects.bulk_create(fresh)
    kept = [row for row in rows if row not in fresh]
    RouteJob.objects.bulk_update(kept, ["position", "arrives_min", "leaves_min", "km", "units_after", "problems"])
    route.ends_min, route.km = round(run.ends), Decimal(str(round(run.km, 1)))
    route.is_feasible = run.is_feasible


def _write(route: Route, *, by: Actor, action: str, version: int | None = None) -> None:
    """Write a route that was ordered, with its record. Raises StaleVersion."""
    route.planned_by = by.label[:160]
    fields = ["vehicle_id", "start_site_id", "starts_min", "ends_min", "km", "is_feasible", "is_edited", "planned_by"]
    route.save_version(route.version if version is None else version, fields)
    record(by=by, action=action, subject=route, after=_facts(route))


def _facts(route: Route) -> dict[str, Any]:
    """Return a route as the record keeps it."""
    rows = RouteJob.objects.filter(route=route).select_related("movement", "site").order_by("position")
    return {
        "driver": route.driver_id,
        "day": str(route.day),
        "vehicle": route.vehicle_id,
        "starts": route.starts_text,
        "ends": route.ends_text,
        "km": str(route.km),
        "is_feasible": route.is_feasible,
        "jobs": [f"{row.kind} {row.movement.number} {row.site.name}{' (pinned)' * row.is_pinned}" for row in rows],
    }


def _tell_driver(route: Route, by: Actor) -> None:
    """Tell the driver that the day is planned."""
    notify(
        organisation_id=route.organisation_id,
        user_ids=[route.driver_id],
        kind=PLANNED,
        by=by,
        params={"day": route.day, "count": RouteJob.objects.filter(route=route).count(), "starts": route.starts_text},
        url=reverse("logistics:tasks"),
    )
