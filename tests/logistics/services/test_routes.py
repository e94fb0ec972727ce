"""A driver's day: planned, edited by hand, planned again around what is pinned; the driver's page follows it."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.accounts.models import Notification, User
from apps.audit.models import AuditRecord
from apps.common import clock
from apps.common.errors import AccessDenied, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Site
from apps.logistics.exceptions import FetchedFirst, JobIsPinned, NothingToDrive, VehicleExists
from apps.logistics.models import Route, RouteJob, SitePoint
from apps.logistics.selectors import stops, tasks
from apps.logistics.selectors.routes import (
    RouteStop,
    planned_order,
    problem_texts,
    route_jobs,
    route_stops,
    routes,
    sketch,
)
from apps.logistics.services import (
    Day,
    Plan,
    cancel_movement,
    change_route_settings,
    create_movement,
    create_vehicle,
    move_job,
    pin_job,
    plan_route,
    replan_route,
    set_site_point,
)
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_site, make_units
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.logistics.models import Movement
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    found = make_road(organisation)
    with scope(found.manager) as by:
        set_site_point(found.warehouse, by=by, latitude=Decimal("56.1"), longitude=Decimal("40.4"))
        set_site_point(found.centre, by=by, latitude=Decimal("56.3"), longitude=Decimal("39.4"))
    return found


@pytest.fixture
def both_ways(road: Road) -> tuple[Movement, Movement]:
    """Return two movements of the driver: from the warehouse to the centre and back."""
    back = make_units(road.world.contract, road.centre, 2, model=road.world.model)
    with scope(road.manager) as by:
        driver = User.objects.get(pk=road.driver.person_id)
        other = create_movement(by=by, plan=Plan(road.centre, road.warehouse, "repaired", driver), units=back)
    return make_movement(road), other


def day_of(road: Road, **more: object) -> Day:
    """Return the driver's day of today."""
    with system_scope(SystemJob.MAINTENANCE):
        driver = User.objects.get(pk=road.driver.person_id)
    return Day(driver, clock.day_in(driver.time_zone), **more)  # type: ignore[arg-type]  # the fields of a day


def kinds(route: Route) -> list[tuple[str, str]]:
    """Return movement and kind of each job in order."""
    with system_scope(SystemJob.MAINTENANCE):
        return list(RouteJob.objects.filter(route=route).order_by("position").values_list("movement__number", "kind"))


def test_a_day_is_put_in_order_and_the_driver_is_told(road: Road, both_ways: tuple[Movement, Movement]) -> None:
    out, back = (movement.number for movement in both_ways)
    with scope(road.manager) as by:
        route = plan_route(day_of(road, start_site=road.warehouse), by=by)
        found = route_stops(route_jobs(by, route))
        assert [stop.site.pk for stop in found] == [road.warehouse.pk, road.centre.pk, road.warehouse.pk]
        drawn = sketch(route.start_site, found)
        assert drawn is not None
        assert len(drawn.marks) == 2
    assert kinds(route) == [(out, "fetch"), (out, "bring"), (back, "fetch"), (back, "bring")]
    # 65.9 km in a straight line by the haversine formula, there and back, times 1.3.
    assert route.is_feasible
    assert float(route.km) == pytest.approx(2 * 65.9 * 1.3, abs=0.6)
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.filter(kind="logistics.route.planned", user_id=road.driver.person_id).count() == 1
        assert AuditRecord.objects.filter(action="logistics.route.plan").count() == 1


def test_names_of_sites_that_lie_close_together_do_not_cover_each_other_on_the_sketch() -> None:
    places = (("Far away", "56.3", "39.4"), ("Service centre", "56.1", "40.40"), ("Warehouse", "56.1", "40.43"))
    found = [
        RouteStop(number, Site(name=name), SitePoint(latitude=Decimal(north), longitude=Decimal(east)))
        for number, (name, north, east) in enumerate(places, start=1)
    ]
    drawn = sketch(None, found)
    assert drawn is not None
    far, first, second = drawn.marks
    assert (far.name_dy, first.name_dy) == (32, 32)
    assert second.name_dy != 32


def test_a_day_planned_twice_is_one_route(road: Road, both_ways: tuple[Movement, Movement]) -> None:
    with scope(road.manager) as by:
        first, second = plan_route(day_of(road), by=by), plan_route(day_of(road), by=by)
        assert (first.pk, Route.objects.count(), RouteJob.objects.count()) == (second.pk, 1, 4)


def test_only_those_who_plan_movements_of_the_office_plan_routes(road: Road, both_ways: object) -> None:
    for actor in (road.driver, road.keeper, road.technician):
        with scope(actor) as by, pytest.raises(AccessDenied):
            plan_route(day_of(road), by=by)
    with scope(road.manager):
        assert Route.objects.count() == 0


def test_a_driver_sees_the_own_routes_only(road: Road, both_ways: object, organisation: Organisation) -> None:
    with scope(road.manager) as by:
        plan_route(day_of(road), by=by)
    other = actor_for(make_user(organisation, Role.DRIVER))
    with scope(road.driver) as by:
        assert routes(by).count() == 1
    with scope(other) as by:
        assert routes(by).count() == 0


def test_a_day_without_movements_is_refused(road: Road) -> None:
    with scope(road.manager) as by:
        with pytest.raises(NothingToDrive):
            plan_route(day_of(road), by=by)
        assert Route.objects.count() == 0


def test_a_load_that_no_vehicle_takes_is_shown_with_its_figures(road: Road, both_ways: object) -> None:
    with scope(road.manager) as by:
        van = create_vehicle(by=by, name="Van", most_units=2)
        route = plan_route(day_of(road, vehicle=van, start_site=road.warehouse), by=by)
        assert not route.is_feasible
        texts = problem_texts(route, route_jobs(by, route))
        assert texts == ["ПМ-2: 3 units on board, the vehicle takes 2."]


def test_a_job_is_moved_by_hand_and_the_times_follow(road: Road, both_ways: tuple[Movement, Movement]) -> None:
    out, back = (movement.number for movement in both_ways)
    with scope(road.manager) as by:
        route = plan_route(day_of(road, start_site=road.warehouse), by=by)
        jobs = route_jobs(by, route)
        with pytest.raises(FetchedFirst):
            move_job(jobs[0], by=by, down=True, version=route.version)
        with pytest.raises(StaleVersion):
            move_job(jobs[2], by=by, down=False, version=route.version + 5)
        moved = move_job(jobs[2], by=by, down=False, version=route.version)
        assert moved.is_edited
    assert kinds(route) == [(out, "fetch"), (back, "fetch"), (out, "bring"), (back, "bring")]
    with scope(road.manager) as by:
        assert [job.arrives_min <= job.leaves_min for job in route_jobs(by, moved)] == [True] * 4
        assert route_jobs(by, moved)[1].units_after == 5


def test_a_pinned_job_keeps_its_place_when_the_rest_is_planned_again(
    road: Road, both_ways: tuple[Movement, Movement]
) -> None:
    back = both_ways[1].number
    with scope(road.manager) as by:
        route = plan_route(day_of(road, start_site=road.warehouse), by=by)
        moved = move_job(route_jobs(by, route)[2], by=by, down=False, version=route.version)
        pinned = pin_job(route_jobs(by, moved)[1], by=by, pinned=True, version=moved.version)
        with pytest.raises(JobIsPinned):
            move_job(route_jobs(by, pinned)[0], by=by, down=True, version=pinned.version)
        again = replan_route(pinned, by=by, version=pinned.version)
        assert not again.is_edited
    assert kinds(again)[1] == (back, "fetch")


def test_what_is_over_leaves_the_route_when_it_is_planned_again(
    road: Road, both_ways: tuple[Movement, Movement]
) -> None:
    out, back = both_ways
    with scope(road.manager) as by:
        route = plan_route(day_of(road), by=by)
    load(road, out, road.serials)
    with scope(road.manager) as by:
        cancel_movement(back, by=by, why="not needed", version=back.version)
        again = replan_route(route, by=by, version=route.version)
    assert kinds(again) == [(out.number, "bring")]


def test_the_drivers_page_follows_the_planned_order(
    road: Road, both_ways: tuple[Movement, Movement], signed_in: Callable[[User], Browser]
) -> None:
    with scope(road.manager) as by:
        plan_route(day_of(road, start_site=road.warehouse), by=by)
    today = day_of(road).day
    with scope(road.driver) as by:
        found = stops(tasks(by, today), planned_order(by, today))
        assert [stop.site.pk for stop in found] == [road.warehouse.pk, road.centre.pk, road.warehouse.pk]
        plain = stops(tasks(by, today))
        assert len(plain) == 2
    with system_scope(SystemJob.MAINTENANCE):
        driver = User.objects.get(pk=road.driver.person_id)
    answer = signed_in(driver).get(reverse("logistics:tasks"))
    assert answer.status_code == 200
    assert "geo:56.100000,40.400000" in answer.content.decode()


def test_a_vehicle_has_its_name_alone_and_settings_change_the_way(road: Road, both_ways: object) -> None:
    with scope(road.manager) as by:
        create_vehicle(by=by, name="Van")
        with pytest.raises(VehicleExists):
            create_vehicle(by=by, name="Van")
        before = plan_route(day_of(road, start_site=road.warehouse), by=by).km
        change_route_settings(by=by, version=1, road_factor=Decimal("2.60"))
        assert float(plan_route(day_of(road, start_site=road.warehouse), by=by).km) == pytest.approx(
            float(before) * 2, abs=0.3
        )


def test_opening_hours_and_windows_are_kept(road: Road, organisation: Organisation) -> None:
    third = make_site(organisation, name="Early")
    units = make_units(road.world.contract, third, 1, model=road.world.model)
    with scope(road.manager) as by:
        set_site_point(
            third, by=by, latitude=Decimal("56.2"), longitude=Decimal("40.0"), opens=time(8), closes=time(8, 30)
        )
        driver = User.objects.get(pk=road.driver.person_id)
        create_movement(by=by, plan=Plan(third, road.warehouse, "x", driver), units=units)
    make_movement(road)
    with scope(road.manager) as by:
        route = plan_route(day_of(road, start_site=third), by=by)
        assert route.is_feasible
        assert route_jobs(by, route)[0].site_id == third.pk
        late = plan_route(day_of(road, start_site=third, starts_min=12 * 60), by=by)
        assert not late.is_feasible
