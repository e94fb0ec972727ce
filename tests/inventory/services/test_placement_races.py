"""Races of placing, with real connections: the limit is met exactly, a shelf and a unit are taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from apps.common.errors import DomainError
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.models import UnitPlacement
from apps.inventory.selectors.loads import loads_of_sites
from tests.factories import make_organisation
from tests.inventory.factories import make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
