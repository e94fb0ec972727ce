"""Routes: in which order a driver's jobs of a day are done, and what stands in the way of an order.

A job is «fetch at a site» or «bring to a site» of one movement; jobs that follow each other at one site are one stop.
An order is better when less is wrong with it, then when it ends earlier, then when it is shorter. It is found by
insertion and local search with kicks: the same jobs always give the same order. How near that comes to the optimum
is measured by `make proof-routes` against dynamic programming.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import time

# Mean radius of the Earth (IUGG, R1).
EARTH_KM: Final = 6371.0088
DAY_MIN: Final = 24 * 60
_KICKS: Final = 24
_LONGEST_MOVED: Final = 4
_EXACT_ENOUGH: Final = 1e-6


class Problem(StrEnum):
    """What is wrong at a job of an order."""

    BEFORE_FETCH = "before_fetch"  # brought before it was fetched
    OVER_UNITS = "over_units"  # more units than the vehicle takes
    OVER_WEIGHT = "over_weight"  # more kilograms than the vehicle takes
    LATE = "late"  # after the window, or after the site has closed
    NO_POINT = "no_point"  # the site has no coordinates: the way there counts nothing


@dataclass(frozen=True, slots=True)
class Point:
    """Where a site is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Job:
    """Fetch or bring the units of a movement at a site, begun between `opens` and `closes` (minutes of the day)."""

    movement: int
    site: int
    is_fetch: bool
    units: int
    opens: int = 0
    closes: int = DAY_MIN


@dataclass(frozen=True, slots=True)
class Road:
    """The day: ways between sites, how long a stop and a unit take, where and when the driver starts, what fits.

    `points` are the sites that are known; straight lines are lengthened by `factor`. Limits of None do not limit.
    """

    points: Mapping[int, Point]
    factor: float = 1.3
    speed_kmh: float = 60.0
    stop_min: float = 10.0
    unit_min: float = 2.0
    unit_kg: float = 16.0
    start: int | None = None
    starts_min: float = 8 * 60
    units_max: int | None = None
    kg_max: float | None = None

    def km(self, one: int | None, other: int) -> float:
        """Return the way between two sites; nothing from nowhere and to where nobody knows."""
        if one is None or one == other or one not in self.points or other not in self.points:
            return 0.0
        return distance_km(self.points[one], self.points[other]) * self.factor


@dataclass(frozen=True, slots=True)
class Visit:
    """One job of an order as it would be done: minutes of the day, way there, load afterwards, what is wrong."""

    job: Job
    arrives: float
    leaves: float
    km: float
    units_after: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """An order as it would be driven."""

    visits: tuple[Visit, ...]

    @property
    def ends(self) -> float:
        """When the last job is done, minutes of the day."""
        return self.visits[-1].leaves if self.visits else 0.0

    @property
    def km(self) -> float:
        """How far it is."""
        return sum(visit.km for visit in self.visits)

    @property
    def problems(self) -> tuple[tuple[Job, Problem], ...]:
        """What is wrong, in order; a missing coordinate makes an order inexact, not impossible."""
        return tuple((visit.job, problem) for visit in self.visits for problem in visit.problems)

    @property
    def is_feasible(self) -> bool:
        """Whether it can be driven as it stands."""
        return all(problem is Problem.NO_POINT for _job, problem in self.problems)


def minutes_of(value: time | None) -> int | None:
    """Return a time of the day in minutes after midnight."""
    return None if value is None else value.hour * 60 + value.minute


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance (haversine formula: Sinnott, Sky & Telescope 68/2, 1984, p. 159)."""
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((south - north) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def drive(order: Sequence[Job], road: Road) -> Run:
    """Return an order as it would be driven, with what is wrong at each job."""
    fetched = {job.movement for job in order if job.is_fetch}
    aboard = {job.movement: job.units for job in order if not job.is_fetch and job.movement not in fetched}
    load = sum(aboard.values())
    here, now = road.start, road.starts_min
    visits: list[Visit] = []
    done: set[int] = set(aboard)
    for job in order:
        km = road.km(here, job.site)
        arrives = now + km / road.speed_kmh * 60
        begins = max(arrives, job.opens)
        leaves = begins + (0.0 if here == job.site and visits else road.stop_min) + road.unit_min * job.units
        problems = [Problem.NO_POINT] if job.site not in road.points else []
        if job.is_fetch:
            done.add(job.movement)
        elif job.movement not in done:
            problems.append(Problem.BEFORE_FETCH)
        load += job.units if job.is_fetch else -job.units
        if road.units_max is not None and load > road.units_max:
            problems.append(Problem.OVER_UNITS)
        if road.kg_max is not None and load * road.unit_kg > road.kg_max + _EXACT_ENOUGH:
            problems.append(Problem.OVER_WEIGHT)
        if begins > job.closes + _EXACT_ENOUGH:
            problems.append(Problem.LATE)
        visits.append(Visit(job, arrives, leaves, km, load, tuple(problems)))
        here, now = job.site, leaves
    return Run(tuple(visits))


class _Search:
    """The search for a good order, on numbers of jobs."""

    def __init__(self, jobs: Sequence[Job], road: Road, pinned: Mapping[int, int]) -> None:
        self.jobs, self.road, self.pinned = jobs, road, pinned
        sites = sorted({job.site for job in jobs} | ({road.start} if road.start is not None else set()))
        self.minutes = {
            (one, other): road.km(one, other) / road.speed_kmh * 60 for one in [None, *sites] for other in sites
        }
        fetched = {job.movement for job in jobs if job.is_fetch}
        self.load = sum(job.units for job in jobs if not job.is_fetch and job.movement not in fetched)
        self.aboard = {job.movement for job in jobs if not job.is_fetch} - fetched
        limits = [] if road.units_max is None else [road.units_max]
        limits += [] if road.kg_max is None else [int((road.kg_max + _EXACT_ENOUGH) // road.unit_kg)]
        self.most = min(limits) if limits else None
        self.known: dict[tuple[int, ...], tuple[float, ...]] = {}

    def cost(self, order: Sequence[int]) -> tuple[float, ...]:
        """Return what an order costs: pins broken, brought before fetched, units over, minutes late, end, way."""
        key = tuple(order)
        if key not in self.known:
            self.known[key] = self._cost(key)
        return self.known[key]

    def _cost(self, order: tuple[int, ...]) -> tuple[float, ...]:
        """Work a cost out."""
        road, load, here, now = self.road, self.load, self.road.start, self.road.starts_min
        early, over, late, way = 0, 0, 0.0, 0.0
        done = set(self.aboard)
        for place, number in enumerate(order):
            job = self.jobs[number]
            minutes = self.minutes[here, job.site]
            begins = max(now + minutes, job.opens)
            late += max(0.0, begins - job.closes)
            way += minutes
            stays = here == job.site and place > 0
            now = begins + (0.0 if stays else road.stop_min) + road.unit_min * job.units
            here = job.site
            if job.is_fetch:
                done.add(job.movement)
                load += job.units
            else:
                early += job.movement not in done
                load -= job.units
            if self.most is not None:
                over += max(0, load - self.most)
        moved = sum(order[place] != number for place, number in self.pinned.items() if place < len(order))
        return (moved, early, over, round(late, 6), round(now, 6), round(way, 6))

    def built(self) -> list[int]:
        """Return a first order: movement after movement goes where it costs least."""
        order: list[int] = []
        by_movement: dict[int, list[int]] = {}
        for number, job in enumerate(self.jobs):
            by_movement.setdefault(job.movement, []).append(number)
        tight = sorted(by_movement.values(), key=lambda group: min(self.jobs[number].closes for number in group))
        for group in tight:
            ways = [order]
            for number in sorted(group, key=lambda one: not self.jobs[one].is_fetch):
                ways = [[*way[:at], number, *way[at:]] for way in ways for at in range(len(way) + 1)]
            order = min(ways, key=self.cost)
        loose = [number for number in order if number not in self.pinned.values()]
        for place, number in sorted(self.pinned.items()):
            loose.insert(place, number)
        return loose

    def improved(self, order: list[int]) -> list[int]:
        """Return the order that no single change makes better."""
        best, is_better = self.cost(order), True
        while is_better:
            is_better = False
            for other in self._neighbours(order):
                if (cost := self.cost(other)) < best:
                    order, best, is_better = other, cost, True
                    break
        return order

    def _neighbours(self, order: list[int]) -> list[list[int]]:
        """Return the orders one change away: a part moved or turned, two jobs changed, a movement moved whole."""
        found = []
        size = len(order)
        for start in range(size):
            for length in range(1, min(_LONGEST_MOVED, size - start) + 1):
                part, rest = order[start : start + length], order[:start] + order[start + length :]
                found += [[*rest[:at], *part, *rest[at:]] for at in range(len(rest) + 1) if at != start]
            for end in range(start + 1, size):
                found.append([*order[:start], *reversed(order[start : end + 1]), *order[end + 1 :]])
                swapped = order.copy()
                swapped[start], swapped[end] = order[end], order[start]
                found.append(swapped)
        for movement in {self.jobs[number].movement for number in order}:
            mine = [number for number in order if self.jobs[number].movement == movement]
            rest = [number for number in order if self.jobs[number].movement != movement]
            for first, last in pairwise(mine):
                for one in range(len(rest) + 1):
                    way = [*rest[:one], first, *rest[one:]]
                    found += [[*way[:at], last, *way[at:]] for at in range(one + 1, len(way) + 1)]
        return found

    def kicked(self, order: list[int], chance: Random) -> list[int]:
        """Return the order with three random jobs put elsewhere."""
        order = order.copy()
        for _time in range(min(3, len(order))):
            number = order.pop(chance.randrange(len(order)))
            order.insert(chance.randrange(len(order) + 1), number)
        return order


def best_order(jobs: Sequence[Job], road: Road, pinned: Mapping[int, int] | None = None) -> list[Job]:
    """Return the jobs in a good order; `pinned` says which job (by its number) stays at which place.

    Deterministic. Days of a driver have some ten jobs; fifty take seconds.
    """
    if not jobs:
        return []
    search = _Search(jobs, road, pinned or {})
    best = search.improved(search.built())
    chance = Random(len(jobs))  # noqa: S311 - the same jobs give the same order; no secret
    for _kick in range(_KICKS if len(jobs) > 2 else 0):  # noqa: PLR2004 - two jobs have been tried both ways
        other = search.improved(search.kicked(best, chance))
        if search.cost(other) < search.cost(best):
            best = other
    return [jobs[number] for number in best]
