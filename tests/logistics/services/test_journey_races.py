"""Races on the road, with real connections: one unit, many hands; a phone's queue sent again in any order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from apps.common.errors import DomainError
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import UnitPlacement
from apps.logistics.models import CustodyRecord, Movement, MovementLine, MovementStep, ReturnAct
from apps.logistics.services import (
    Plan,
    accept_movement,
    create_movement,
    hand_to_receiver,
    pick_up,
    register_return,
)
from tests.factories import make_organisation
from tests.logistics.factories import make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(people: int, run: Callable[[int], str]) -> list[str]:
    """Let people do something at the same moment on connections of their own; return their answers."""
    start = Barrier(people)

    def one(number: int) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            return run(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as crowd:
        return sorted(crowd.map(one, range(people)))


def test_sixteen_pick_ups_of_one_unit_take_it_once() -> None:
    road = make_road(make_organisation("north"), how_many=1)
    movement = make_movement(road)

    def run(_number: int) -> str:
        with scope(road.driver) as by:
            pick_up(movement, by=by, key=uuid4(), serials=road.serials)
        return "picked up"

    answers = at_once(16, run)
    assert answers.count("picked up") >= 1
    with system_scope(SystemJob.MAINTENANCE):
        assert UnitPlacement.objects.filter(unit=road.units[0], holder__isnull=False).count() == 1
        assert CustodyRecord.objects.filter(unit=road.units[0], keeper_kind="person").count() == 1
        assert MovementLine.objects.get().state == "picked_up"


def test_a_movement_and_a_return_want_the_same_unit() -> None:
    road = make_road(make_organisation("north"), how_many=1)
    contract = road.contract()

    def run(number: int) -> str:
        with scope(road.manager) as by:
            if number % 2:
                create_movement(by=by, plan=Plan(road.warehouse, road.centre, "x"), units=road.units)
                return "movement"
            register_return(by=by, contract=contract, units=road.units)
            return "return"

    answers = at_once(8, run)
    assert sum(answer in {"movement", "return"} for answer in answers) == 1
    with system_scope(SystemJob.MAINTENANCE):
        assert Movement.objects.count() + ReturnAct.objects.count() == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_queue_sent_five_times_in_any_order_is_applied_once(seed: int) -> None:
    road = make_road(make_organisation("north"), how_many=3)
    movement = make_movement(road)
    first, second, over = uuid4(), uuid4(), uuid4()

    def take(key: object, serials: list[str]) -> Callable[[], object]:
        return lambda: pick_up(movement, by=road.driver, key=key, serials=serials)  # type: ignore[arg-type]

    steps: list[Callable[[], object]] = [
        take(first, road.serials[:2]),
        take(second, road.serials[2:]),
        lambda: hand_to_receiver(movement, by=road.driver, key=over, receiver_name="Ivan", signature=picture()),
    ]
    # The answers of the first sending are lost: everything is sent again, five times, shuffled.
    sent = [step for _again in range(5) for step in steps]
    Random(seed).shuffle(sent)

    def run(number: int) -> str:
        with scope(road.driver):
            sent[number]()
        return "done"

    at_once(len(sent), run)
    for step in steps:
        with scope(road.driver):
            step()
    with scope(road.technician) as by:
        done = accept_movement(movement, by=by, key=uuid4(), serials=road.serials)
        assert done.status == "delivered"
    with system_scope(SystemJob.MAINTENANCE):
        assert MovementStep.objects.filter(movement=movement).count() == 4
        assert CustodyRecord.objects.filter(keeper_kind="person").count() == 3
    assert road.states() == ["stored"] * 3
