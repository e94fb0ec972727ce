"""Routes in reach, their stops, and a sketch of the way without any map from outside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import cos, radians
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from apps.common import access
from apps.logistics.models import Route, RouteJob, SitePoint, Vehicle
from apps.logistics.permissions import MOVEMENT_DRIVE, ROUTE_PLAN, ROUTE_VIEW
from apps.logistics.rules.routes import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Site

_WIDTH: Final = 640
_HEIGHT: Final = 320
_MARGIN: Final = 40
# A mark and a name of 13 px: radius, how many letters are shown, how wide and high they are, where the name may stand.
_RADIUS: Final = 15
_NAME_CHARS: Final = 24
_CHAR_WIDTH: Final = 7.5
_NAME_HEIGHT: Final = 13
_NAME_PLACES: Final = (32, -22)


@dataclass(slots=True)
class RouteStop:
    """One stop of a route: the jobs that follow each other at one site."""

    number: int
    site: Site
    point: SitePoint | None
    jobs: list[RouteJob] = field(default_factory=list)

    @property
    def arrives_text(self) -> str:
        """When the driver comes."""
        return self.jobs[0].arrives_text

    @property
    def leaves_text(self) -> str:
        """When the driver goes on."""
        return self.jobs[-1].leaves_text


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the sketch in its own units; its name stands `name_dy` below the middle, nowhere when that is 0."""

    x: float
    y: float
    label: str
    title: str
    name_dy: int = 0


@dataclass(frozen=True, slots=True)
class _Box:
    """A mark or a name on the sketch: its middle and half of its sides."""

    x: float
    y: float
    half_width: float
    half_height: float

    def covers(self, other: _Box) -> bool:
        """Whether the two lie on each other."""
        return (
            abs(self.x - other.x) < self.half_width + other.half_width
            and abs(self.y - other.y) < self.half_height + other.half_height
        )


@dataclass(frozen=True, slots=True)
class Sketch:
    """The way as a line through marks; sites without coordinates are left out."""

    width: int
    height: int
    line: str
    marks: tuple[Mark, ...]


def routes(actor: Actor) -> QuerySet[Route]:
    """Return the routes in reach with driver and vehicle."""
    return access.narrow(actor, ROUTE_VIEW, Route.objects.select_related("driver", "vehicle", "start_site"))


def route_jobs(actor: Actor, route: Route) -> list[RouteJob]:
    """Return the jobs of a route in reach, in their order."""
    rows = access.narrow(actor, ROUTE_VIEW, RouteJob.objects.filter(route=route))
    return list(rows.select_related("movement", "site", "route").order_by("position"))


def vehicles(actor: Actor) -> QuerySet[Vehicle]:
    """Return the vehicles of whoever plans routes."""
    return access.narrow(actor, ROUTE_PLAN, Vehicle.objects.select_related("driver"))


def site_points(actor: Actor) -> QuerySet[SitePoint]:
    """Return the points of sites for whoever plans routes."""
    return access.narrow(actor, ROUTE_PLAN, SitePoint.objects.select_related("site"))


def route_stops(jobs: Sequence[RouteJob]) -> list[RouteStop]:
    """Group jobs that follow each other at one site (one query)."""
    points = SitePoint.objects.in_bulk({job.site_id for job in jobs}, field_name="site_id")
    found: list[RouteStop] = []
    for job in jobs:
        if not found or found[-1].site.pk != job.site_id:
            found.append(RouteStop(len(found) + 1, job.site, points.get(job.site_id)))
        found[-1].jobs.append(job)
    return found


def planned_order(actor: Actor, day: date) -> list[tuple[int, str]]:
    """Return the jobs of the actor's own route of a day, (movement, kind) in order; empty when none is planned."""
    rows = access.narrow(actor, MOVEMENT_DRIVE, RouteJob.objects.filter(route__day=day, route__driver_id=actor.id))
    return list(rows.order_by("position").values_list("movement_id", "kind"))


def problem_texts(route: Route, jobs: Sequence[RouteJob]) -> list[str]:
    """Return in words what stands in the way of an order, with the figures."""
    found = []
    for job in jobs:
        given = {"site": job.site.name, "number": job.movement.number, "at": job.arrives_text, "units": job.units_after}
        for problem in job.problems:
            if problem == Problem.LATE:
                found.append(_("%(number)s: %(site)s is reached at %(at)s, too late for its window.") % given)
            elif problem == Problem.OVER_UNITS and route.vehicle is not None:
                given["most"] = route.vehicle.most_units or 0
                found.append(_("%(number)s: %(units)s units on board, the vehicle takes %(most)s.") % given)
            elif problem == Problem.OVER_WEIGHT and route.vehicle is not None:
                given["most"] = route.vehicle.payload_kg or 0
                found.append(_("%(number)s: %(units)s units are too heavy, the vehicle takes %(most)s kg.") % given)
            elif problem == Problem.BEFORE_FETCH:
                found.append(_("%(number)s is brought to %(site)s before it is fetched.") % given)
            elif problem == Problem.NO_POINT:
                found.append(_("%(site)s has no coordinates: the way there is not counted.") % given)
    return list(dict.fromkeys(found))


def sketch(start: Site | None, stops: Sequence[RouteStop]) -> Sketch | None:
    """Return the way drawn on a plane (equirectangular about its middle), None when fewer than two sites are known."""
    begin = SitePoint.objects.filter(site=start).first() if start is not None else None
    places = [(float(begin.longitude), float(begin.latitude), "●", start.name)] if begin and start else []
    places += [
        (float(stop.point.longitude), float(stop.point.latitude), str(stop.number), stop.site.name)
        for stop in stops
        if stop.point is not None
    ]
    if len({place[:2] for place in places}) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    middle = sum(place[1] for place in places) / len(places)
    flat = [(place[0] * cos(radians(middle)), place[1]) for place in places]
    left, low = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - low
    scale = min(
        (_WIDTH - 2 * _MARGIN) / wide if wide else float("inf"),
        (_HEIGHT - 2 * _MARGIN) / high if high else float("inf"),
    )
    at = [
        (
            round(_MARGIN + (x - left) * scale + (_WIDTH - 2 * _MARGIN - wide * scale) / 2, 1),
            round(_HEIGHT - _MARGIN - (y - low) * scale - (_HEIGHT - 2 * _MARGIN - high * scale) / 2, 1),
        )
        for x, y in flat
    ]
    # A site that is visited again keeps one mark with all its numbers.
    labels: dict[tuple[float, float], list[str]] = {}
    for place, spot in zip(places, at, strict=True):
        labels.setdefault(spot, []).append(place[2])
    titles = {spot: place[3] for place, spot in zip(places, at, strict=True)}
    marks = _named([Mark(*spot, ", ".join(names), titles[spot]) for spot, names in labels.items()])
    return Sketch(_WIDTH, _HEIGHT, " ".join(f"{x},{y}" for x, y in at), marks)


def _named(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return marks with their names below or above, where they cover neither a mark nor another name."""
    taken = [_Box(mark.x, mark.y, _RADIUS, _RADIUS) for mark in marks]
    placed = []
    for mark in marks:
        half = min(len(mark.title), _NAME_CHARS) * _CHAR_WIDTH / 2
        for dy in _NAME_PLACES:
            box = _Box(mark.x, mark.y + dy - _NAME_HEIGHT / 2, half, _NAME_HEIGHT / 2)
            if half <= mark.x <= _WIDTH - half and not any(box.covers(other) for other in taken):
                taken.append(box)
                placed.append(replace(mark, name_dy=dy))
                break
        else:
            placed.append(mark)
    return tuple(placed)
