"""Brokers: their cards, plans and clients, and what keeps them apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from apps.accounts.models import User
from apps.common import access
from apps.common.actor import Actor
from apps.common.errors import AccessDenied, Conflict, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import BrokerStatus, BrokerVerb
from apps.crm.exceptions import BrokerClosed, BrokerExists, ClientAttributed, StepRefused
from apps.crm.models import Attribution, Broker, BrokerTerm, CommissionEntry, CommissionPlanVersion, Lead, Payout
from apps.crm.selectors import commissions as told
from apps.crm.services.brokers import (
    attribute_client,
    change_broker_status,
    create_broker,
    release_client,
    set_broker_terms,
    update_broker,
)
from apps.crm.services.conversion import convert_lead
from apps.crm.services.plans import add_plan_version, archive_plan, create_plan
from tests.crm.broker_factories import START, join, make_broker, make_plan, pay
from tests.crm.factories import make_client, make_contract, person_inn
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db


def test_a_broker_is_entered_with_what_is_personal_encrypted_and_recorded_as_a_commitment(manager: Actor) -> None:
    with scope(manager):
        broker = create_broker(
            by=manager, legal_form="person", name="Зимин Олег", inn=person_inn(5), phone="8 916 823-34-54"
        )
        kept = Broker.objects.get(pk=broker.pk)
        assert (kept.inn, kept.phone, kept.status) == (person_inn(5), "+79168233454", BrokerStatus.ACTIVE)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"inn": "7707083894"}, "inn"),
        ({"kind": "friend"}, "kind"),
        ({"phone": "12"}, "phone"),
        ({"settlement_account": "40702810400000000018", "bic": "044525974", "bank_name": "B"}, "settlement_account"),
        ({"agreement_on": "31.02.2026"}, "agreement_on"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_written(
    manager: Actor, actions: Callable[[], list[str]], values: dict[str, Any], field: str
) -> None:
    before = actions()
    with scope(manager):
        with pytest.raises(Invalid) as refusal:
            create_broker(by=manager, **{"name": "Broker"} | values)
        assert (refusal.value.field, Broker.objects.count()) == (field, 0)
    assert actions() == before


def test_one_inn_and_one_user_are_one_broker(manager: Actor, organisation: Organisation) -> None:
    user = make_user(organisation, Role.BROKER)
    with scope(manager):
        create_broker(by=manager, name="First", inn="7707083893", user=user)
        for values, field in (({"inn": "7707083893"}, "inn"), ({"user": user}, "user")):
            with pytest.raises(BrokerExists) as refusal:
                create_broker(by=manager, name="Second", **values)
            assert refusal.value.field == field
        with pytest.raises(Invalid) as wrong:
            create_broker(by=manager, name="Third", user=User.objects.get(pk=manager.person_id))
        assert wrong.value.field == "user"


def test_a_client_is_one_brokers_at_a_time_by_the_service_and_by_the_database(
    manager: Actor, organisation: Organisation, customer: Client
) -> None:
    first, second = make_broker(organisation), make_broker(organisation)
    with scope(manager):
        one = attribute_client(customer, by=manager, broker=first, since=START)
        with pytest.raises(ClientAttributed):
            attribute_client(customer, by=manager, broker=second, since=date(2026, 6, 1))
        with pytest.raises(IntegrityError), transaction.atomic():
            Attribution.objects.create(
                organisation_id=organisation.pk, broker=second, client=customer,
                during=DateRange(date(2026, 6, 1), None),
            )  # fmt: skip
        release_client(one, by=manager, until=date(2026, 6, 1))
        attribute_client(customer, by=manager, broker=second, since=date(2026, 6, 1))
        assert [row.broker_id for row in told.attributions(manager)] == [second.pk, first.pk]
        with pytest.raises(Invalid):
            release_client(one, by=manager, until=date(2026, 7, 1))


def test_terms_follow_each_other_without_a_gap(manager: Actor, organisation: Organisation) -> None:
    broker, old, new = make_broker(organisation), make_plan(organisation), make_plan(organisation)
    with scope(manager):
        set_broker_terms(broker, by=manager, plan=old, valid_from=START)
        set_broker_terms(broker, by=manager, plan=new, valid_from=date(2026, 7, 1), share_percent=Decimal(60))
        with pytest.raises(Invalid):
            set_broker_terms(broker, by=manager, plan=old, valid_from=date(2026, 7, 1))
        ranges = list(BrokerTerm.objects.order_by("pk").values_list("during", flat=True))
        assert ranges == [DateRange(START, date(2026, 7, 1)), DateRange(date(2026, 7, 1), None)]


def test_a_version_of_a_plan_ends_where_the_next_begins_and_never_changes(
    admin: Actor, organisation: Organisation
) -> None:
    plan = make_plan(organisation)
    with scope(admin):
        add_plan_version(plan, by=admin, valid_from=date(2026, 7, 1), basis="tiered", tiers="0: 5; 1000: 7")
        first, second = CommissionPlanVersion.objects.order_by("number")
        assert (first.during.upper, second.number) == (date(2026, 7, 1), 2)
        for change in ({"percent": 9}, {"during": DateRange(date(2025, 1, 1), None)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CommissionPlanVersion.objects.filter(pk=first.pk).update(**change)
        with pytest.raises(Invalid):
            add_plan_version(plan, by=admin, valid_from=date(2026, 7, 1), basis="each_payment", percent="5")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"basis": "each_payment"}, "percent"),
        ({"basis": "each_payment", "percent": "101"}, "percent"),
        ({"basis": "kw_month"}, "rate_per_kw"),
        ({"basis": "tiered"}, "tiers"),
        ({"basis": "luck"}, "basis"),
        ({"basis": "each_payment", "percent": "5", "cap_amount": "0"}, "cap_amount"),
        ({"basis": "each_payment", "percent": "5", "currency": "BTC"}, "currency"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_at_its_field(admin: Actor, values: dict[str, Any], field: str) -> None:
    with scope(admin):
        with pytest.raises(Invalid) as refusal:
            create_plan(by=admin, names={"en": "Plan"}, audience="broker", valid_from=START, **values)
        assert refusal.value.field == field


def test_a_plan_somebody_earns_by_is_not_put_away(admin: Actor, organisation: Organisation, customer: Client) -> None:
    plan = make_plan(organisation)
    join(make_broker(organisation), make_contract(customer), plan)
    with scope(admin), pytest.raises(Conflict):
        archive_plan(plan, by=admin, version=1)


def test_a_closed_broker_takes_no_client_and_is_not_reopened(
    manager: Actor, organisation: Organisation, customer: Client
) -> None:
    broker = make_broker(organisation)
    with scope(manager):
        with pytest.raises(StaleVersion):
            change_broker_status(broker, by=manager, verb=BrokerVerb.CLOSE, version=9)
        change_broker_status(broker, by=manager, verb=BrokerVerb.CLOSE, version=1)
        with pytest.raises(BrokerClosed):
            attribute_client(customer, by=manager, broker=broker, since=START)
        with pytest.raises(StepRefused):
            change_broker_status(broker, by=manager, verb=BrokerVerb.RESUME, version=2)


def test_an_edit_of_an_older_version_is_refused(manager: Actor, organisation: Organisation) -> None:
    broker = make_broker(organisation, name="First")
    with scope(manager):
        update_broker(broker, by=manager, version=1, changes={"note": "a"})
        with pytest.raises(StaleVersion):
            update_broker(broker, by=manager, version=1, changes={"note": "b"})
        assert Broker.objects.get().note == "a"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN, Role.MANAGER, Role.PLATFORM}))
def test_who_does_not_manage_brokers_is_refused(
    actors: Mapping[Role, Actor], actions: Callable[[], list[str]], role: Role
) -> None:
    before = actions()
    with scope(actors[role]), pytest.raises(AccessDenied):
        create_broker(by=actors[role], name="Broker")
    assert actions() == before


@pytest.mark.parametrize("role", [Role.BROKER, Role.PARTNER])
def test_a_broker_reads_the_own_rows_only_and_the_database_says_so_too(
    organisation: Organisation, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user(organisation, role)
    own, other = make_broker(organisation, user=user), make_broker(organisation)
    plan = make_plan(organisation)
    for broker in (own, other):
        contract = make_contract(make_client(organisation))
        join(broker, contract, plan)
        pay(contract, "1000", f"СЧ-{broker.pk}")
    actor = actor_for(user)

    def seen() -> list[list[int]]:
        with scope(actor):
            return [
                list(told.brokers(actor).values_list("pk", flat=True)),
                list(told.entries(actor).values_list("broker_id", flat=True)),
                list(told.attributions(actor).values_list("broker_id", flat=True)),
                list(told.payments(actor).values_list("broker_id", flat=True)),
                list(told.terms(actor).values_list("broker_id", flat=True)),
            ]

    assert seen() == [[own.pk]] * 5
    # Without the policy's filter the database still keeps them apart.
    monkeypatch.setattr(access, "narrow", lambda _actor, _permission, rows: rows)
    assert seen() == [[own.pk]] * 5
    with scope(actor):
        assert (Payout.objects.count(), CommissionEntry.objects.count()) == (0, 1)
    with system_scope(SystemJob.MAINTENANCE):
        assert CommissionEntry.objects.count() == 2


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_client_that_comes_of_a_brokers_lead_is_the_brokers_unless_it_is_somebodys(
    manager: Actor, organisation: Organisation, customer: Client, is_taken: bool
) -> None:
    user = make_user(organisation, Role.BROKER)
    broker, other = make_broker(organisation, user=user), make_broker(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        lead = Lead.objects.create(
            organisation=organisation, name="Олег", broker=user, came_at=datetime(2026, 3, 5, 12, tzinfo=UTC)
        )
    with scope(manager):
        if is_taken:
            attribute_client(customer, by=manager, broker=other, since=START)
        convert_lead(lead, by=manager, version=1, client=customer)
        found = [(row.broker_id, row.during.lower, str(row.source)) for row in told.attributions(manager)]
    expected = (other.pk, START, "manual") if is_taken else (broker.pk, date(2026, 3, 5), "referral")
    assert found == [expected]
