"""The rules of routes: distances, what stands in the way, good orders, places that are kept."""

from __future__ import annotations

import pytest

from apps.logistics.rules.routes import Job, Point, Problem, Road, best_order, distance_km, drive

TOWN = {1: Point(56.0, 39.0), 2: Point(56.1, 39.0), 3: Point(56.2, 39.0), 4: Point(56.3, 39.0)}


def pair(movement: int, start: int, end: int, units: int = 5, **window: int) -> list[Job]:
    """Return the two jobs of a movement; the window is that of the pick-up."""
    return [Job(movement, start, is_fetch=True, units=units, **window), Job(movement, end, is_fetch=False, units=units)]


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    # pi / 180 * 6371.0088 km.
    assert distance_km(Point(0, 0), Point(1, 0)) == pytest.approx(111.195, abs=0.001)
    # Moscow to Vladimir by their coordinates.
    assert distance_km(Point(55.7558, 37.6173), Point(56.1291, 40.4066)) == pytest.approx(178.3, abs=0.5)


def test_stops_lie_on_the_way_and_not_across_it() -> None:
    jobs = [*pair(1, 1, 4), *pair(2, 2, 3)]
    order = best_order(jobs, Road(TOWN, start=1))
    assert [(job.movement, job.site) for job in order] == [(1, 1), (2, 2), (2, 3), (1, 4)]


def test_the_same_jobs_give_the_same_order_whatever_their_sequence() -> None:
    jobs = [*pair(1, 1, 4), *pair(2, 3, 2), *pair(3, 2, 1)]
    ends = {drive(best_order(list(some), Road(TOWN, start=2)), Road(TOWN, start=2)).ends for some in (jobs, jobs[::-1])}
    assert len(ends) == 1
    assert best_order(jobs, Road(TOWN)) == best_order(jobs, Road(TOWN))


def test_a_small_van_goes_twice() -> None:
    jobs = [*pair(1, 1, 4, units=8), *pair(2, 1, 4, units=8)]
    road = Road(TOWN, start=1, units_max=10)
    run = drive(best_order(jobs, road), road)
    assert run.is_feasible
    assert [visit.units_after for visit in run.visits] == [8, 0, 8, 0]


def test_a_window_decides_about_the_order() -> None:
    jobs = [*pair(1, 1, 2), *pair(2, 3, 4, closes=8 * 60 + 30)]
    road = Road(TOWN, start=3)
    order = best_order(jobs, road)
    assert order[0].movement == 2
    assert drive(order, road).is_feasible


def test_what_cannot_be_is_said_where_it_is() -> None:
    late = [*pair(1, 4, 1, closes=8 * 60 + 1)]
    run = drive(late, Road(TOWN, start=1))
    assert not run.is_feasible
    assert run.problems == ((late[0], Problem.LATE),)
    heavy = pair(1, 1, 2, units=30)
    assert drive(heavy, Road(TOWN, kg_max=100, unit_kg=16)).problems == ((heavy[0], Problem.OVER_WEIGHT),)
    assert drive(heavy, Road(TOWN, units_max=24)).problems == ((heavy[0], Problem.OVER_UNITS),)
    turned = heavy[::-1]
    assert (turned[0], Problem.BEFORE_FETCH) in drive(turned, Road(TOWN)).problems


def test_a_site_nobody_knows_makes_a_route_inexact_but_not_impossible() -> None:
    run = drive(pair(1, 1, 9), Road(TOWN))
    assert run.is_feasible
    assert [problem for _job, problem in run.problems] == [Problem.NO_POINT]
    assert run.km == 0


def test_what_is_loaded_already_is_only_brought() -> None:
    jobs = [Job(1, 3, is_fetch=False, units=7), *pair(2, 2, 4)]
    run = drive(best_order(jobs, Road(TOWN, start=1, units_max=12)), Road(TOWN, start=1, units_max=12))
    assert run.is_feasible
    assert run.visits[-1].units_after == 0


def test_a_pinned_job_stays_at_its_place() -> None:
    jobs = [*pair(1, 1, 4), *pair(2, 2, 3)]
    order = best_order(jobs, Road(TOWN, start=1), {0: 2})
    assert order[0] == jobs[2]
    assert {job.movement for job in order} == {1, 2}


def test_units_that_join_a_stop_take_no_second_stop() -> None:
    road = Road(TOWN, start=1, stop_min=10, unit_min=2)
    run = drive([*pair(1, 1, 2, units=1)[:1], *pair(2, 1, 2, units=1)[:1]], road)
    assert run.ends - road.starts_min == 10 + 2 + 2
