"""Payout acts: what they hold, how they move, what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import OrganisationSettings
from apps.common.actor import Actor
from apps.common.errors import AccessDenied, Invalid, NotReady, StaleVersion
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.documents.engine import text_of
from apps.crm.enums import BrokerVerb, PayoutStatus, PayoutVerb
from apps.crm.exceptions import NumberTaken, PayoutRefused, StepRefused
from apps.crm.models import CommissionEntry, Payout, PayoutLine
from apps.crm.selectors.commissions import balances
from apps.crm.services.brokers import change_broker_status, update_broker
from apps.crm.services.commissions import reverse_commission
from apps.crm.services.payouts import draft_payout, issue_payout, open_entries, pay_payout, read_payout, void_payout
from apps.crm.transitions import PAYOUT
from tests.crm.broker_factories import join, make_broker, make_plan, pay
from tests.crm.factories import make_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.crm.models import Broker, Client, CommissionPayment

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def broker(organisation: Organisation, customer: Client) -> Broker:
    """Return a broker with two accruals of 50 and 100 roubles."""
    made = make_broker(organisation)
    contract = make_contract(customer)
    join(made, contract, make_plan(organisation))
    pay(contract, "1000", "СЧ-1")
    pay(contract, "2000", "СЧ-2")
    return made


def _credit(by: Actor, reference: str = "СЧ-1", amount: str = "1000") -> None:
    payment: CommissionPayment = CommissionEntry.objects.get(payment__reference=reference, kind="accrual").payment  # type: ignore[assignment]  # an accrual has one
    reverse_commission(
        by=by, payment=payment, amount=D(amount), credited_on=date(2026, 4, 1), reference=f"К-{reference}", reason="x"
    )


def test_an_act_is_drafted_issued_with_the_next_number_and_paid(
    admin: Actor, broker: Broker, actions: Callable[[], list[str]]
) -> None:
    with scope(admin):
        draft = draft_payout(broker, by=admin, currency="RUB")
        assert (draft.total, draft.number, draft.status) == (D(150), None, PayoutStatus.DRAFT)
        issued = issue_payout(draft, by=admin, version=1)
        assert (issued.number, issued.status) == ("ВП-1", PayoutStatus.ISSUED)
        assert issued.issued_on is not None
        paid = pay_payout(issued, by=admin, version=2, paid_on=issued.issued_on, payment_reference="ПП 12")
        assert paid.status == PayoutStatus.PAID
        assert [(one.balance, one.paid) for one in balances(broker)] == [(D(0), D(150))]
        text = text_of(read_payout(paid, by=admin))
        assert [part in text for part in ("АКТ № ВП-1", "СЧ-1", "150,00", broker.name, "{")] == [True] * 4 + [False]
    assert actions()[-3:] == ["crm.payout.create", "crm.payout.issue", "crm.payout.pay"]


def _set_mask(broker: Broker, mask: str) -> None:
    OrganisationSettings.objects.filter(organisation_id=broker.organisation_id).update(payout_mask=mask)


def test_the_number_follows_the_mask_of_the_settings_and_none_is_given_twice(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        _set_mask(broker, "ВЫП-{N:3}")
        first = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        assert first.number == "ВЫП-001"
        void_payout(first, by=admin, version=2, reason="wrong account")
        # By the year numbers begin anew: the first of them would read as the one that was given.
        year = f"{first.issued_on:%y}"
        _set_mask(broker, "ВП{ГГ}-{N}")
        issued = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        assert issued.number == f"ВП{year}-1"
        void_payout(issued, by=admin, version=2, reason="once more")
        _set_mask(broker, f"ВП{year}-{{N}}")
        second = draft_payout(broker, by=admin, currency="RUB")
        assert issue_payout(second, by=admin, version=1).number == f"ВП{year}-2"
        void_payout(Payout.objects.get(pk=second.pk), by=admin, version=2, reason="again")
        _set_mask(broker, "ВП{ГГ}-{N}")
        taken = draft_payout(broker, by=admin, currency="RUB")
        with pytest.raises(NumberTaken):
            issue_payout(taken, by=admin, version=1)
        taken.refresh_from_db()
        assert (taken.status, taken.number) == (PayoutStatus.DRAFT, None)


def test_a_line_stands_in_one_act_at_a_time_and_a_voided_act_gives_it_back(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        lines = list(open_entries(broker).order_by("pk"))
        first = draft_payout(broker, by=admin, currency="RUB", entries=[lines[0].pk])
        assert (first.total, list(open_entries(broker))) == (D(50), lines[1:])
        with pytest.raises(Invalid) as refusal:
            draft_payout(broker, by=admin, currency="RUB", entries=[lines[0].pk])
        assert refusal.value.field == "entries"
        second = draft_payout(broker, by=admin, currency="RUB")
        with pytest.raises(IntegrityError), transaction.atomic():
            PayoutLine.objects.create(organisation_id=broker.organisation_id, payout=second, entry=lines[0])
        issued = issue_payout(first, by=admin, version=1)
        void_payout(issued, by=admin, version=2, reason="wrong account")
        assert list(open_entries(broker)) == lines[:1]
        again = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        assert again.number == "ВП-2"


def test_what_was_taken_back_comes_off_the_act(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        _credit(admin)
        draft = draft_payout(broker, by=admin, currency="RUB")
        assert (draft.total, draft.lines.count()) == (D(100), 3)


def test_a_draft_over_a_line_that_was_reversed_since_is_not_issued(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        draft = draft_payout(broker, by=admin, currency="RUB")
        _credit(admin)
        with pytest.raises(PayoutRefused):
            issue_payout(draft, by=admin, version=1)
        assert Payout.objects.get().status == PayoutStatus.DRAFT


def test_a_reversal_after_the_payout_is_set_off_against_the_next_one(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        issued = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        pay_payout(issued, by=admin, version=2, paid_on=issued.issued_on or date.max)
        _credit(admin)
        assert [one.balance for one in balances(broker)] == [D(-50)]
        with pytest.raises(PayoutRefused):
            draft_payout(broker, by=admin, currency="RUB")


def test_a_suspended_broker_and_one_without_an_account_is_not_paid(
    admin: Actor, broker: Broker, actions: Callable[[], list[str]]
) -> None:
    with scope(admin):
        draft = draft_payout(broker, by=admin, currency="RUB")
        change_broker_status(broker, by=admin, verb=BrokerVerb.SUSPEND, version=1)
        before = actions()
        with pytest.raises(PayoutRefused):
            issue_payout(draft, by=admin, version=1)
        change_broker_status(broker, by=admin, verb=BrokerVerb.RESUME, version=2)
        update_broker(broker, by=admin, version=3, changes={"settlement_account": ""})
        with pytest.raises(NotReady):
            issue_payout(draft, by=admin, version=1)
        assert Payout.objects.get().number is None
    assert [action for action in actions() if action not in before] == ["crm.broker.resume", "crm.broker.update"]


def test_an_act_is_not_paid_before_it_is_issued_nor_in_the_future(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        issued = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        for day in (date(2020, 1, 1), (issued.issued_on or date.min) + timedelta(days=3)):
            with pytest.raises(Invalid) as refusal:
                pay_payout(issued, by=admin, version=2, paid_on=day)
            assert refusal.value.field == "paid_on"
        assert CommissionEntry.objects.filter(kind="payout").count() == 0


@pytest.mark.parametrize(("status", "verb"), sorted(set(product(PayoutStatus, PayoutVerb)) - set(PAYOUT)))
def test_a_step_that_the_table_does_not_hold_is_refused(
    admin: Actor, broker: Broker, actions: Callable[[], list[str]], status: PayoutStatus, verb: PayoutVerb
) -> None:
    with scope(admin):
        act = draft_payout(broker, by=admin, currency="RUB")
        if status in (PayoutStatus.ISSUED, PayoutStatus.PAID):
            act = issue_payout(act, by=admin, version=1)
        if status is PayoutStatus.PAID:
            act = pay_payout(act, by=admin, version=2, paid_on=act.issued_on or date.max)
        if status is PayoutStatus.VOIDED:
            act = void_payout(act, by=admin, version=1, reason="mistake")
        before = actions()
        with pytest.raises(StepRefused):
            _try(act, verb, admin)
        assert Payout.objects.get().status == status
    assert actions() == before


def _try(act: Payout, verb: PayoutVerb, by: Actor) -> None:
    if verb is PayoutVerb.ISSUE:
        issue_payout(act, by=by, version=act.version)
    elif verb is PayoutVerb.PAY:
        pay_payout(act, by=by, version=act.version, paid_on=date(2026, 5, 1))
    else:
        void_payout(act, by=by, version=act.version, reason="x")


def test_a_step_from_an_older_version_is_refused_and_the_number_is_not_used_up(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        draft = draft_payout(broker, by=admin, currency="RUB")
        with pytest.raises(StaleVersion):
            issue_payout(draft, by=admin, version=7)
        assert issue_payout(draft, by=admin, version=1).number == "ВП-1"


def test_the_database_keeps_an_issued_act_as_it_is(admin: Actor, broker: Broker) -> None:
    with scope(admin):
        issued = issue_payout(draft_payout(broker, by=admin, currency="RUB"), by=admin, version=1)
        rows = Payout.objects.filter(pk=issued.pk)
        for changes in ({"total": 1}, {"number": "ВП-9"}, {"issued_on": date(2020, 1, 1)}, {"currency": "USD"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**changes)
        line = PayoutLine.objects.filter(payout=issued)
        line.update(released=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            line.update(released=False)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN, Role.ACCOUNTANT, Role.PLATFORM}))
def test_who_keeps_no_books_pays_nobody(
    actors: Mapping[Role, Actor], broker: Broker, actions: Callable[[], list[str]], role: Role
) -> None:
    before = actions()
    with scope(actors[role]), pytest.raises(AccessDenied):
        draft_payout(broker, by=actors[role], currency="RUB")
    assert actions() == before
