"""How a commission is counted: examples an accountant has worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.common.errors import Invalid
from apps.crm.enums import CommissionBasis, CommissionOutcome
from apps.crm.rules import plan_fields
from apps.crm.rules.commission import Situation, Terms, commission, months_of, reversal, shared, tranches

D = Decimal
TIERS = ((D(0), D(5)), (D(1_000_000), D(7)), (D(3_000_000), D(10)))


def _amounts(terms: Terms, **given: object) -> tuple[CommissionOutcome, list[Decimal]]:
    result = commission(terms, Situation(**{"currency": "RUB", **given}))  # type: ignore[arg-type]  # plain keywords
    return result.outcome, [line.amount for line in result.lines]


@pytest.mark.parametrize(
    ("percent", "amount", "expected"),
    [
        ("5", "100000.00", "5000.00"),
        # 3.35 % of 149.25 is 4.999875: half up to the kopeck.
        ("3.35", "149.25", "5.00"),
        # 2.5 % of 0.20 is exactly half a kopeck, which counts up.
        ("2.5", "0.20", "0.01"),
        ("12.3456", "987654.32", "121931.85"),
    ],
)
def test_a_percent_of_each_payment_is_rounded_half_up(percent: str, amount: str, expected: str) -> None:
    terms = Terms(CommissionBasis.EACH_PAYMENT, "RUB", percent=D(percent))
    assert _amounts(terms, amount=D(amount), is_first=False) == (CommissionOutcome.ACCRUED, [D(expected)])


def test_only_the_first_payment_earns_by_a_plan_of_the_first_invoice() -> None:
    terms = Terms(CommissionBasis.FIRST_PAYMENT, "RUB", percent=D(20))
    assert _amounts(terms, amount=D(1000)) == (CommissionOutcome.ACCRUED, [D("200.00")])
    assert _amounts(terms, amount=D(1000), is_first=False) == (CommissionOutcome.NOT_FIRST, [])


def test_a_plan_per_kw_earns_a_line_for_each_month_paid_for() -> None:
    terms = Terms(CommissionBasis.KW_MONTH, "RUB", rate_per_kw=D("150.5"))
    months = months_of(date(2026, 11, 15), date(2027, 1, 2))
    assert months == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    # 150.5 roubles for 140 kW.
    assert _amounts(terms, amount=D(1), months=months, power_kw=D(140)) == (
        CommissionOutcome.ACCRUED, [D("21070.00")] * 3,
    )  # fmt: skip
    assert _amounts(terms, amount=D(1), months=months) == (CommissionOutcome.NO_POWER, [])
    assert _amounts(terms, amount=D(1), power_kw=D(140)) == (CommissionOutcome.MONTH_COUNTED, [])


def test_each_tranche_of_a_tiered_plan_earns_its_own_percent() -> None:
    # 800,000 came before; of 2,500,000 the first 200,000 earn 5 %, 2,000,000 earn 7 %, 300,000 earn 10 %.
    assert tranches(D(800_000), D(2_500_000), TIERS) == [
        (D(200_000), D(5)), (D(2_000_000), D(7)), (D(300_000), D(10)),
    ]  # fmt: skip
    terms = Terms(CommissionBasis.TIERED, "RUB", tiers=TIERS)
    assert _amounts(terms, amount=D(2_500_000), volume_before=D(800_000)) == (
        CommissionOutcome.ACCRUED, [D("180000.00")],
    )  # fmt: skip


def test_two_payments_of_a_month_earn_by_tiers_what_one_would() -> None:
    terms = Terms(CommissionBasis.TIERED, "RUB", tiers=TIERS)
    _outcome, whole = _amounts(terms, amount=D(2_000_000))
    _outcome, first = _amounts(terms, amount=D(900_000))
    _outcome, second = _amounts(terms, amount=D(1_100_000), volume_before=D(900_000))
    assert whole == [first[0] + second[0]] == [D("120000.00")]


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        ("10000", (CommissionOutcome.ACCRUED, [D("5000.00")])),
        ("1200", (CommissionOutcome.ACCRUED, [D(1200)])),
        ("0", (CommissionOutcome.CAPPED, [])),
    ],
)
def test_a_cap_cuts_a_commission_to_what_it_leaves(
    room: str, expected: tuple[CommissionOutcome, list[Decimal]]
) -> None:
    terms = Terms(CommissionBasis.EACH_PAYMENT, "RUB", percent=D(5))
    assert _amounts(terms, amount=D(100_000), room=D(room)) == expected


def test_another_currency_earns_nothing_since_no_rate_is_invented() -> None:
    terms = Terms(CommissionBasis.EACH_PAYMENT, "USD", percent=D(5))
    assert _amounts(terms, amount=D(100)) == (CommissionOutcome.OTHER_CURRENCY, [])


def test_less_than_a_kopeck_is_no_line() -> None:
    terms = Terms(CommissionBasis.EACH_PAYMENT, "RUB", percent=D("0.1"))
    assert _amounts(terms, amount=D("0.50")) == (CommissionOutcome.TOO_SMALL, [])


def test_broker_and_partner_share_the_whole_without_a_kopeck_lost() -> None:
    assert shared(D("100.01"), D("33.33"), "RUB") == (D("33.33"), D("66.68"))
    assert shared(D("0.01"), D(50), "RUB") == (D("0.01"), D("0.00"))


def test_three_credits_of_a_third_take_back_exactly_what_was_accrued() -> None:
    accrued, paid, gone = D("100.00"), D("999.99"), D(0)
    taken = []
    for credited in (D("333.33"), D("666.66"), D("999.99")):
        step = reversal(accrued, gone, credited, paid, "RUB")
        gone += step
        taken.append(step)
    assert (taken, gone) == ([D("33.33"), D("33.34"), D("33.33")], accrued)


@pytest.mark.parametrize("text", ["", "5", "1: 5", "0: 5; 0: 6", "0: 5; 100: 101", "0: -1", "0: 5; x: 6"])
def test_tiers_that_make_no_sense_are_refused_at_their_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        plan_fields.tiers(text)
    assert refusal.value.field == "tiers"


def test_tiers_are_read_as_people_write_them() -> None:
    assert plan_fields.tiers("0: 5; 1 000 000: 7,5") == [["0", "5"], ["1000000", "7.5"]]
