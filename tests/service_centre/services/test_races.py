"""Races with real connections: the last parts, one unit, one piece."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import Sum

from apps.common.errors import DomainError
from apps.common.scope import scope
from apps.inventory.models import Unit
from apps.inventory.service_centre import services
from apps.inventory.service_centre.enums import Complaint, OrderState
from apps.inventory.service_centre.exceptions import ComponentElsewhere, NotEnough, OrderOpen
from apps.inventory.service_centre.models import Component, PartStock, RepairOrder, StockMovement
from apps.inventory.service_centre.services import Issue
from tests.factories import make_organisation
from tests.service_centre.factories import Workshop, make_order, make_workshop

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def _all_at_once(workshop: Workshop, how_many: int, act: Callable[[Actor, int], Any]) -> list[str]:
    """Let this many people act at one moment, each on a connection of its own; return what became of each."""
    gate = Barrier(how_many)

    def one(number: int) -> str:
        try:
            gate.wait(30)
            with scope(workshop.technician) as by:
                act(by, number)
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(how_many) as pool:
        return sorted(pool.map(one, range(how_many)))


@pytest.fixture
def busy() -> Workshop:
    """Return a committed service centre with two units."""
    return make_workshop(make_organisation("north"))


def test_sixteen_people_issue_the_last_five_and_exactly_five_get_one(busy: Workshop) -> None:
    order = make_order(busy, state=OrderState.IN_WORK)
    outcome = _all_at_once(busy, 16, lambda by, _n: services.issue_part(order, Issue(busy.fan, busy.bin), by=by))
    with scope(busy.admin):
        held = PartStock.objects.get(part=busy.fan, bin="A")
        ledger = StockMovement.objects.filter(part=busy.fan).aggregate(sum=Sum("quantity"))["sum"]
        balances = sorted(StockMovement.objects.filter(line__isnull=False).values_list("balance", flat=True))
    assert outcome == ["NotEnough"] * 11 + ["done"] * 5
    assert {held.quantity, held.value, ledger} == {Decimal(0)}
    assert balances == [Decimal(number) for number in range(5)]


def test_two_orders_of_two_units_share_the_stock_without_a_deadlock(busy: Workshop) -> None:
    orders = [make_order(busy, number, OrderState.IN_WORK) for number in range(2)]

    def both(by: Actor, number: int) -> None:
        line = services.issue_part(orders[number % 2], Issue(busy.fan, busy.bin), by=by)
        services.return_part(line, by=by)

    outcome = _all_at_once(busy, 8, both)
    with scope(busy.admin):
        held = PartStock.objects.get(part=busy.fan)
    assert set(outcome) <= {"done", "NotEnough"}
    assert (held.quantity, held.value) == (Decimal(5), Decimal(500))


def test_eight_people_open_an_order_for_one_unit_and_one_of_them_does(busy: Workshop) -> None:
    outcome = _all_at_once(
        busy, 8, lambda by, _n: services.open_order(busy.units[0], by=by, complaint_code=Complaint.OTHER)
    )
    with scope(busy.admin):
        assert RepairOrder.objects.values_list("number", flat=True).get() == "РЕМ-1"
        assert Unit.objects.get(pk=busy.units[0].pk).state == "in_repair"
    assert outcome == [OrderOpen.__name__] * 7 + ["done"]


def test_one_board_goes_into_one_unit(busy: Workshop) -> None:
    orders = [make_order(busy, number, OrderState.IN_WORK) for number in range(2)]
    outcome = _all_at_once(
        busy,
        6,
        lambda by, number: services.issue_part(
            orders[number % 2], Issue(busy.board, busy.bin, serial="HB-0001", position=1), by=by
        ),
    )
    with scope(busy.admin):
        assert Component.objects.get(serial="HB-0001").state == "installed"
        assert PartStock.objects.get(part=busy.board).quantity == 1
    assert outcome == [ComponentElsewhere.__name__] * 5 + ["done"]
    assert NotEnough.__name__ not in outcome
