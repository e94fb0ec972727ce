"""The ledger of commissions: what a payment earns, what a credit takes back, what the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.actor import Actor
from apps.common.errors import AccessDenied, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import CommissionOutcome, EntryKind
from apps.crm.exceptions import PaymentDiffers
from apps.crm.models import Broker, CommissionCredit, CommissionEntry, CommissionPayment, Payout
from apps.crm.selectors.commissions import balances
from apps.crm.services.commissions import PaymentFact, accrue_commission, reverse_commission
from apps.crm.services.payouts import draft_payout, issue_payout, pay_payout, void_payout
from tests.crm.broker_factories import join, make_broker, make_plan, pay
from tests.crm.factories import make_client, make_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.crm.models import Client, Contract

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def contract(customer: Client) -> Contract:
    return make_contract(customer, max_power_kw="140")


def _ledger() -> list[tuple[str, Decimal]]:
    with system_scope(SystemJob.MAINTENANCE):
        return [(row.kind, row.amount) for row in CommissionEntry.objects.order_by("pk")]


def _credit(payment: CommissionPayment, amount: str, reference: str) -> CommissionCredit:
    with system_scope(SystemJob.MAINTENANCE):
        return reverse_commission(
            by=Actor.job("factory", payment.organisation_id),
            payment=payment,
            amount=D(amount),
            credited_on=date(2026, 4, 1),
            reference=reference,
            reason="downtime",
        )


def test_a_payment_earns_once_however_often_it_is_told(
    organisation: Organisation, contract: Contract, actions: Callable[[], list[str]]
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation))
    first = pay(contract, "100000", "СЧ-1")
    again = pay(contract, "100000", "СЧ-1")
    assert (first.pk, first.outcome) == (again.pk, CommissionOutcome.ACCRUED)
    assert _ledger() == [(EntryKind.ACCRUAL, D("5000.00"))]
    assert actions().count("crm.commission.accrue") == 1


def test_the_same_reference_with_other_facts_is_refused_and_nothing_is_written(
    organisation: Organisation, contract: Contract, actions: Callable[[], list[str]]
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation))
    pay(contract, "100000", "СЧ-1")
    before = actions()
    with pytest.raises(PaymentDiffers):
        pay(contract, "100001", "СЧ-1")
    assert (_ledger(), actions()) == ([(EntryKind.ACCRUAL, D("5000.00"))], before)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2025, 12, 31), CommissionOutcome.NO_BROKER), (date(2026, 1, 1), CommissionOutcome.ACCRUED)],
)
def test_a_payment_counts_for_whose_client_it_was_on_its_day(
    organisation: Organisation, contract: Contract, day: date, outcome: CommissionOutcome
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation))
    assert pay(contract, "10", "СЧ-1", day).outcome == outcome


def test_the_first_invoice_earns_and_after_its_full_credit_the_next_one_does(
    organisation: Organisation, contract: Contract
) -> None:
    plan = make_plan(organisation, basis="first_payment", percent="20")
    join(make_broker(organisation), contract, plan)
    first = pay(contract, "1000", "СЧ-1")
    assert pay(contract, "1000", "СЧ-2").outcome == CommissionOutcome.NOT_FIRST
    _credit(first, "1000", "К-1")
    with system_scope(SystemJob.MAINTENANCE):
        second = CommissionPayment.objects.get(reference="СЧ-2")
    _credit(second, "1000", "К-2")
    assert pay(contract, "500", "СЧ-3").outcome == CommissionOutcome.ACCRUED
    assert _ledger() == [(EntryKind.ACCRUAL, D(200)), (EntryKind.REVERSAL, D(-200)), (EntryKind.ACCRUAL, D(100))]


def test_a_month_per_kw_earns_once_even_when_it_is_paid_in_parts(
    organisation: Organisation, contract: Contract
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation, basis="kw_month", rate_per_kw="100"))
    pay(contract, "5000", "СЧ-1/1", period_from=date(2026, 2, 1), period_to=date(2026, 3, 31))
    assert pay(contract, "5000", "СЧ-1/2", date(2026, 3, 20)).outcome == CommissionOutcome.MONTH_COUNTED
    assert _ledger() == [(EntryKind.ACCRUAL, D(14000)), (EntryKind.ACCRUAL, D(14000))]


def test_the_volume_of_the_month_decides_the_tier_and_credits_come_off_it(
    organisation: Organisation, contract: Contract
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation, basis="tiered", tiers="0: 5; 1000: 10"))
    first = pay(contract, "900", "СЧ-1")  # 45
    _credit(first, "400", "К-1")  # takes 20 back, leaves a volume of 500
    pay(contract, "600", "СЧ-2")  # 500 at 5 %, 100 at 10 %
    pay(contract, "100", "СЧ-3", date(2026, 4, 1))  # a new month
    assert [amount for _kind, amount in _ledger()] == [D(45), D(-20), D(35), D(5)]


def test_a_cap_of_the_month_limits_all_clients_together(organisation: Organisation, contract: Contract) -> None:
    broker = make_broker(organisation)
    plan = make_plan(organisation, basis="each_payment", percent="10", cap_amount="150", cap_scope="month")
    join(broker, contract, plan)
    other = make_contract(make_client(organisation))
    join(broker, other, plan)
    pay(contract, "1000", "СЧ-1")
    pay(other, "1000", "СЧ-2")
    assert pay(other, "1000", "СЧ-3").outcome == CommissionOutcome.CAPPED
    assert _ledger() == [(EntryKind.ACCRUAL, D(100)), (EntryKind.ACCRUAL, D(50))]


def test_the_partner_who_brought_the_broker_gets_what_the_brokers_share_leaves(
    organisation: Organisation, contract: Contract
) -> None:
    partner = make_broker(organisation, kind="reseller")
    broker = make_broker(organisation, partner=partner)
    join(broker, contract, make_plan(organisation), share="70")
    payment = pay(contract, "100000.01", "СЧ-1")
    with system_scope(SystemJob.MAINTENANCE):
        got = dict(CommissionEntry.objects.values_list("broker_id", "amount"))
    assert got == {broker.pk: D("3500.00"), partner.pk: D("1500.00")}
    _credit(payment, "100000.01", "К-1")
    with system_scope(SystemJob.MAINTENANCE):
        assert {one.balance for row in (broker, partner) for one in balances(row)} == {D(0)}


def test_a_credit_told_twice_takes_back_once_and_one_beyond_the_payment_is_refused(
    organisation: Organisation, contract: Contract, actions: Callable[[], list[str]]
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation))
    payment = pay(contract, "1000", "СЧ-1")
    assert _credit(payment, "400", "К-1").pk == _credit(payment, "400", "К-1").pk
    before = actions()
    with pytest.raises(Invalid) as refusal:
        _credit(payment, "601", "К-2")
    assert (refusal.value.field, actions()) == ("amount", before)
    assert _ledger() == [(EntryKind.ACCRUAL, D(50)), (EntryKind.REVERSAL, D(-20))]


def test_the_database_refuses_to_change_a_line_and_to_reverse_more_than_was_accrued(
    organisation: Organisation, contract: Contract
) -> None:
    join(make_broker(organisation), contract, make_plan(organisation))
    payment = pay(contract, "1000", "СЧ-1")
    credit = _credit(payment, "1", "К-1")
    with system_scope(SystemJob.MAINTENANCE):
        line = CommissionEntry.objects.get(kind=EntryKind.ACCRUAL)
        more: dict[str, Any] = {
            "organisation_id": line.organisation_id, "broker_id": line.broker_id, "kind": EntryKind.REVERSAL,
            "currency": "RUB", "happened_on": date(2026, 5, 1), "accrual": line, "amount": D("-49.96"),
        }  # fmt: skip
        other = CommissionCredit.objects.create(
            organisation_id=line.organisation_id, payment=payment, amount=1, credited_on=date(2026, 5, 1),
            reference="К-9", reason="x",
        )  # fmt: skip
        for attempt in (
            lambda: CommissionEntry.objects.filter(pk=line.pk).update(amount=1),
            lambda: CommissionEntry.objects.filter(pk=line.pk).delete(),
            lambda: CommissionPayment.objects.filter(pk=payment.pk).update(amount=1),
            lambda: CommissionCredit.objects.filter(pk=credit.pk).delete(),
            lambda: CommissionEntry.objects.create(**more, credit=other),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        assert CommissionEntry.objects.create(**more | {"amount": D("-49.95")}, credit=other).pk > 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": D("0")}, "amount"),
        ({"amount": D("1.001")}, "amount"),
        ({"amount": D("NaN")}, "amount"),
        ({"currency": "BTC"}, "currency"),
        ({"reference": " "}, "reference"),
        ({"period_from": date(2026, 2, 1)}, "period_to"),
        ({"period_from": date(2026, 2, 2), "period_to": date(2026, 2, 1)}, "period_to"),
    ],
)
def test_a_wrong_fact_is_refused_at_its_field_and_nothing_is_written(
    admin: Actor, contract: Contract, actions: Callable[[], list[str]], values: dict[str, Any], field: str
) -> None:
    before = actions()
    told: dict[str, Any] = {
        "amount": D(1),
        "currency": "RUB",
        "paid_on": date(2026, 3, 1),
        "reference": "СЧ-1",
    } | values
    with scope(admin):
        with pytest.raises(Invalid) as refusal:
            accrue_commission(by=admin, payment=PaymentFact(contract, **told))
        assert (refusal.value.field, CommissionPayment.objects.count()) == (field, 0)
    assert actions() == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN, Role.ACCOUNTANT, Role.PLATFORM}))
def test_who_keeps_no_books_records_no_payment(
    actors: Mapping[Role, Actor], contract: Contract, actions: Callable[[], list[str]], role: Role
) -> None:
    before = actions()
    fact = PaymentFact(contract, D(1), "RUB", date(2026, 3, 1), "СЧ-1")
    with scope(actors[role]), pytest.raises(AccessDenied):
        accrue_commission(by=actors[role], payment=fact)
    assert actions() == before


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.decimals("0.01", "99999.99", places=2)),
        st.tuples(st.just("credit"), st.decimals("0.01", "60000", places=2)),
        st.tuples(st.sampled_from(["payout", "void"]), st.just(D(0))),
    ),
    max_size=14,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_the_sum_of_the_ledger_is_always_accrued_less_reversed_less_paid(
    organisation: Organisation, steps: list[tuple[str, Decimal]]
) -> None:
    with transaction.atomic():
        _walk(organisation, steps)
        transaction.set_rollback(True)


def _walk(organisation: Organisation, steps: list[tuple[str, Decimal]]) -> None:
    by = Actor.job("factory", organisation.pk)
    broker = make_broker(organisation)
    contract = make_contract(make_client(organisation))
    join(broker, contract, make_plan(organisation, basis="each_payment", percent="3.35"))
    payments: list[CommissionPayment] = []
    for number, (step, amount) in enumerate(steps):
        if step == "pay":
            payments.append(pay(contract, str(amount), f"СЧ-{number}"))
        elif step == "credit" and payments:
            payment = payments[number % len(payments)]
            with system_scope(SystemJob.MAINTENANCE):
                left = payment.amount - sum((one.amount for one in payment.credits.all()), D(0))
            if left > 0:
                _credit(payment, str(min(amount, left)), f"К-{number}")
        elif step in ("payout", "void"):
            _pay_out(broker, by, void=step == "void")
        _check_books(broker)


def _pay_out(broker: Broker, by: Actor, *, void: bool) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        owed = sum((one.balance for one in balances(broker)), D(0))
        if owed <= 0:
            return
        draft = draft_payout(broker, by=by, currency="RUB")
        assert draft.total == owed
        issued = issue_payout(draft, by=by, version=1)
        if void:
            void_payout(issued, by=by, version=2, reason="mistake")
        else:
            assert issued.issued_on is not None
            pay_payout(issued, by=by, version=2, paid_on=issued.issued_on)


def _check_books(broker: Broker) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        rows = list(CommissionEntry.objects.filter(broker=broker))
        paid = sum((one.total for one in Payout.objects.filter(broker=broker, status="paid")), D(0))
        told = balances(broker)
    accrued = sum((row.amount for row in rows if row.kind == EntryKind.ACCRUAL), D(0))
    reversed_ = -sum((row.amount for row in rows if row.kind == EntryKind.REVERSAL), D(0))
    total = sum((row.amount for row in rows), D(0))
    assert total == accrued - reversed_ - paid
    assert sum((one.balance for one in told), D(0)) == total
    assert 0 <= reversed_ <= accrued
