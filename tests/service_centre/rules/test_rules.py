"""The rules of the service centre on plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.inventory.service_centre.enums import Payer
from apps.inventory.service_centre.rules import stock
from apps.inventory.service_centre.rules.payback import Choice, Inputs, judge
from apps.inventory.service_centre.rules.payers import split, usual_payer
from apps.inventory.service_centre.rules.turnaround import Clock, parts_of

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 10_000_000)), min_size=1))
def test_whatever_the_receipts_an_empty_bin_is_worth_nothing(receipts: list[tuple[int, int]]) -> None:
    held = sum((Decimal(count) for count, _price in receipts), Decimal(0))
    value = sum((stock.worth(Decimal(count), Decimal(price) / 100) for count, price in receipts), Decimal(0))
    total = value
    out = Decimal(0)
    while held:
        quantity = min(held, Decimal(7))
        leaves = stock.taken(held, value, quantity)
        held, value, out = held - quantity, value - leaves, out + leaves
        assert value >= 0
    assert (value, out) == (Decimal(0), total)


def test_an_average_that_is_no_whole_kopeck_is_rounded_once_for_what_leaves_together() -> None:
    # 3 for 10.00: two of them are 6.67 of it, not twice 3.33; the last one takes the rest.
    assert stock.taken(Decimal(3), Decimal(10), Decimal(2)) == Decimal("6.67")
    assert stock.taken(Decimal(1), Decimal("3.33"), Decimal(1)) == Decimal("3.33")
    # Half a kopeck goes up.
    assert stock.taken(Decimal(2), Decimal("0.01"), Decimal(1)) == Decimal("0.01")


def test_the_average_of_a_worked_example() -> None:
    # 10 at 100.00 and 5 at 130.00 make 15 for 1,650.00: one costs 110.00 on average.
    value = stock.worth(Decimal(10), Decimal(100)) + stock.worth(Decimal(5), Decimal(130))
    assert stock.taken(Decimal(15), value, Decimal(4)) == Decimal("440.00")


@pytest.mark.parametrize(
    ("repair", "unit", "payer"),
    [
        (date(2026, 3, 2), date(2026, 12, 1), Payer.WARRANTY),
        (date(2026, 3, 1), date(2026, 3, 2), Payer.MANUFACTURER),
        (date(2026, 3, 1), date(2026, 3, 1), Payer.CLIENT),
        (None, None, Payer.CLIENT),
    ],
)
def test_a_warranty_holds_through_its_last_day(repair: date | None, unit: date | None, payer: Payer) -> None:
    found = usual_payer(date(2026, 3, 2), repair_warranty_until=repair, unit_warranty_until=unit)
    assert found == payer


def test_the_split_names_every_payer() -> None:
    sums = split([("client", Decimal(5)), ("host", Decimal(2)), ("client", Decimal("0.5"))])
    assert sums == {Payer.CLIENT: Decimal("5.5"), Payer.HOST: 2, Payer.WARRANTY: 0, Payer.MANUFACTURER: 0}


def test_a_wait_moves_the_due_time_and_is_no_turnaround() -> None:
    clock = Clock(START, START + timedelta(days=2), None, 24 * 3600, START + timedelta(days=3))
    now = START + timedelta(days=4)
    assert clock.taken(now) == timedelta(days=2)
    assert clock.due_at(now) == START + timedelta(days=4)
    assert (clock.is_late(now), clock.is_late(now + timedelta(hours=1))) == (False, False)
    closed = Clock(START, START + timedelta(days=2), START + timedelta(days=4), 24 * 3600, None)
    assert (closed.taken(now), closed.is_late(now)) == (timedelta(days=3), True)


def test_a_span_is_told_in_days_and_hours() -> None:
    assert parts_of(timedelta(days=3, hours=5, minutes=59)) == (3, 5)


def _inputs(cost: int, after: int, now: int, resale: int, days: int = 180) -> Inputs:
    return Inputs(Decimal(cost), Decimal(after), Decimal(now), Decimal(resale), days)


@pytest.mark.parametrize(
    ("inputs", "days", "advice"),
    [
        # 18,000 for a gain of 300 a day: 60 days against leaving, (18,000 + 6,000) / 500 = 48 against selling.
        (_inputs(18_000, 500, 200, 6_000), 60, Choice.REPAIR),
        # A dead unit: selling is the harder rival, (20,000 + 30,000) / 250 = 200 days, longer than the horizon.
        (_inputs(20_000, 250, 0, 30_000), 200, Choice.SELL),
        # The repair gains nothing: never.
        (_inputs(1_000, 200, 200, 0), None, Choice.LEAVE),
        (_inputs(1_000, 0, 0, 0), None, Choice.SELL),
        # A million days is never.
        (_inputs(1_000_000, 1, 0, 0), None, Choice.SELL),
        # 1,000 / 3 is 333 days and a bit: the 334th day pays it back.
        (_inputs(1_000, 3, 0, 0, 1000), 334, Choice.REPAIR),
    ],
)
def test_pay_back_and_advice_of_worked_examples(inputs: Inputs, days: int | None, advice: Choice) -> None:
    verdict = judge(inputs)
    assert (verdict.payback_days, verdict.advice) == (days, advice)


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.integers(0, 10**4), st.integers(0, 10**6), st.integers(1, 1000))
def test_from_the_pay_back_day_on_the_repair_is_never_behind(
    cost: int, after: int, now: int, resale: int, horizon: int
) -> None:
    inputs = _inputs(cost, after, now, resale, horizon)
    days = judge(inputs).payback_days
    if days is not None:
        for day in (days, days + 1, days + 100):
            assert inputs.earned(Choice.REPAIR, day) >= inputs.earned(Choice.LEAVE, day)
            assert inputs.earned(Choice.REPAIR, day) >= inputs.earned(Choice.SELL, day)
