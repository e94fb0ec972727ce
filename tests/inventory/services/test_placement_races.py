"""Races of placing, with real connections: the limit is met exactly, a shelf and a unit are taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier, Event
from time import sleep
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from apps.common.clock import now
from apps.common.errors import DomainError
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.models import UnitPlacement
from apps.inventory.selectors import load_at, loads_of_sites
from apps.inventory.services.locks import lock_chains
from tests.factories import make_organisation
from tests.inventory.factories import make_node, make_shelves, make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apps.common.actor import Actor
    from apps.inventory.models import Shelf, Unit
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 16


def all_at_once(world: World, pairs: Sequence[tuple[Unit, Shelf]]) -> list[str]:
    """Place every pair at the same moment, each on a connection of its own; return what each was answered."""
    start = Barrier(len(pairs))

    def one(pair: tuple[Unit, Shelf]) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            with scope(world.technician) as by:
                services.place_unit(by=by, unit=pair[0], shelf=pair[1])
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(len(pairs)) as people:
        return sorted(people.map(one, pairs))


@pytest.fixture
def many() -> Callable[[int], World]:
    """Return a function that makes a world of sixteen units of 3.5 kW under a limit."""
    return lambda limit_w: make_world(make_organisation("north"), limit_w=limit_w, how_many=PEOPLE)


def test_sixteen_people_place_into_the_last_kilowatts_and_the_limit_is_met_exactly(
    many: Callable[[int], World],
) -> None:
    world = many(5 * 3500)
    answers = all_at_once(world, list(zip(world.units, world.shelves, strict=True)))
    assert answers == ["inventory_over_limit"] * 11 + ["placed"] * 5
    with scope(world.admin) as by:
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[world.node.pk]
    assert (load.used_w, load.percent, load.unit_count) == (17_500, 100, 5)


def test_sixteen_people_place_on_three_phases_and_each_breaker_is_met_exactly() -> None:
    world = make_world(make_organisation("north"), limit_w=None, how_many=PEOPLE)
    # 55 A × 230 V × 80 % = 10.12 kW a phase: two units of 3.5 kW each, six in all, whoever comes first.
    node = make_node(world.site, limit_w=None, breaker_a=55)
    shelves = make_shelves(node, f"P-{{1..{PEOPLE}}}", phase="turn")
    answers = all_at_once(world, list(zip(world.units, shelves, strict=True)))
    assert answers == ["inventory_over_phase_limit"] * 10 + ["placed"] * 6
    with scope(world.admin) as by:
        load = loads_of_sites(by, [world.site.pk])[world.site.pk].nodes[node.pk]
    assert [leg.used_w for leg in load.leg_loads] == [7_000, 7_000, 7_000]


def at_the_same_moment(works: Sequence[Callable[[], object]], actor: Actor) -> list[str]:
    """Do all works at once, each on a connection of its own as this actor; return what each was answered."""
    start = Barrier(len(works))

    def one(work: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            with scope(actor):
                work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as people:
        return sorted(people.map(one, works))


def test_placing_and_reserving_at_once_never_promise_the_same_power_twice(many: Callable[[int], World]) -> None:
    world = many(8 * 3500)
    by, tomorrow = world.technician, now() + timedelta(days=1)
    works: list[Callable[[], object]] = []
    for unit, shelf in zip(world.units[:8], world.shelves[:8], strict=True):
        works.append(partial(services.place_unit, by=by, unit=unit, shelf=shelf))
        works.append(
            partial(
                services.reserve_power,
                by=by,
                power_node=world.node,
                document=unit.serial,
                until=tomorrow,
                power_w=3500,
            )
        )
    assert at_the_same_moment(works, by) == ["done"] * 8 + ["inventory_over_limit"] * 8
    with scope(world.admin) as admin:
        load = loads_of_sites(admin, [world.site.pk])[world.site.pk].nodes[world.node.pk]
    assert load.used_w + load.reserved_w == 8 * 3500


def test_nothing_is_prolonged_while_somebody_finds_its_time_over(many: Callable[[int], World]) -> None:
    world, is_locked = many(3500), Event()
    by, end = world.technician, now() + timedelta(seconds=2)
    with scope(by):
        row = services.reserve_power(by=by, power_node=world.node, document="R-1", until=end, power_w=3500)

    def place() -> None:
        lock_chains([world.node.pk])
        is_locked.set()
        sleep(max(0.0, (end - now()).total_seconds()) + 0.1)
        services.place_unit(by=by, unit=world.units[0], shelf=world.shelves[0])

    def prolong() -> None:
        is_locked.wait()
        services.prolong_reservation(by=by, reservation=row, version=1, until=end + timedelta(days=1))

    assert at_the_same_moment([place, prolong], by) == ["conflict", "done"]


def test_racks_moved_and_units_placed_at_once_stay_within_every_limit() -> None:
    world = make_world(make_organisation("north"), limit_w=None, how_many=8)
    full = make_node(world.site, limit_w=4 * 3500)
    by = world.admin
    with scope(by):
        racks = [services.create_rack(by=by, power_node=world.node, name=f"R{number}") for number in range(8)]
        shelves = [services.create_shelves(by=by, rack=rack, pattern=f"{rack.name}-1")[0] for rack in racks]
    works: list[Callable[[], object]] = [
        partial(services.place_unit, by=by, unit=unit, shelf=shelf)
        for unit, shelf in zip(world.units, shelves, strict=True)
    ]
    works += [partial(services.move_rack, by=by, rack=rack, power_node=full, version=1) for rack in racks]
    assert set(at_the_same_moment(works, by)) <= {"done", "inventory_over_limit", "conflict"}
    with scope(by):
        loads = loads_of_sites(by, [world.site.pk])[world.site.pk]
        standing = UnitPlacement.objects.filter(shelf__isnull=False, during__upper_inf=True).count()
        dated = load_at(by, world.site, now())
    assert loads.nodes[full.pk].used_w <= 4 * 3500
    assert loads.site.used_w == dated.used_w == standing * 3500


def test_sixteen_people_want_one_shelf_and_one_gets_it(many: Callable[[int], World]) -> None:
    world = many(1_000_000)
    answers = all_at_once(world, [(unit, world.shelves[0]) for unit in world.units])
    assert answers == ["inventory_shelf_full"] * 15 + ["placed"]


def test_one_unit_is_placed_by_sixteen_people_and_stands_in_one_place(many: Callable[[int], World]) -> None:
    world = many(1_000_000)
    answers = all_at_once(world, [(world.units[0], shelf) for shelf in world.shelves])
    assert answers == ["placed"] * 16
    with scope(world.admin):
        facts = list(UnitPlacement.objects.filter(unit=world.units[0]).order_by("during"))
    assert len(facts) == 17
    assert [fact.during.upper for fact in facts[:-1]] == [fact.during.lower for fact in facts[1:]]
