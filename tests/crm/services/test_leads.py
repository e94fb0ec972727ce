"""Leads: entering, changing, every pair of state and verb."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, DomainError, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import LeadStatus, LeadVerb
from apps.crm.exceptions import LeadLocked, LeadTransitionRefused, LeadUnreachable, UnknownField
from apps.crm.models import Lead
from apps.crm.selectors.leads import leads, twins
from apps.crm.services import change_lead_status, convert_lead, create_lead, update_lead
from apps.crm.transitions import LEAD
from tests.crm.factories import make_client
from tests.crm.sales_factories import make_lead, make_link
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
S, V = LeadStatus, LeadVerb
_WAYS: dict[LeadStatus, tuple[LeadVerb, ...]] = {
    S.NEW: (),
    S.IN_WORK: (V.TAKE,),
    S.QUALIFIED: (V.QUALIFY,),
    S.CONVERTED: (V.CONVERT,),
    S.REFUSED: (V.REFUSE,),
}


def test_a_lead_is_kept_tidy_is_the_managers_and_is_recorded_without_personal_values(manager: Actor) -> None:
    with scope(manager):
        lead = create_lead(
            by=manager, name="  Анна   Климова ", phone="8 (916) 823-34-54", power_kw="120,5", unit_count="40"
        )
        kept = Lead.objects.get(pk=lead.pk)
        record = AuditRecord.objects.latest("id")
        assert (kept.name, kept.phone, str(kept.power_kw), kept.unit_count) == (
            "Анна Климова", "+79168233454", "120.500", 40,
        )  # fmt: skip
        assert (kept.owner_id, kept.broker_id, kept.status) == (manager.id, None, S.NEW)
        assert (record.action, "Климова" in bytes(record.canonical).decode(errors="replace")) == (
            "crm.lead.create", False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " ", "phone": "+79168233454"}, "name"),
        ({"name": "A"}, "phone"),
        ({"name": "A", "phone": "12"}, "phone"),
        ({"name": "A", "email": "a@b"}, "email"),
        ({"name": "A", "email": "a@b.ru", "inn": "7707083894"}, "inn"),
        ({"name": "A", "email": "a@b.ru", "power_kw": "-1"}, "power_kw"),
        ({"name": "A", "email": "a@b.ru", "power_kw": "0"}, "power_kw"),
        ({"name": "A", "email": "a@b.ru", "unit_count": "many"}, "unit_count"),
        ({"name": "A", "email": "a@b.ru", "next_step_on": "soon"}, "next_step_on"),
        ({"name": "A", "email": "a@b.ru", "status": "converted"}, "status"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_written(
    manager: Actor, actions: Callable[[], list[str]], values: dict[str, Any], field: str
) -> None:
    before = actions()
    with scope(manager):
        with pytest.raises(DomainError) as refusal:
            create_lead(by=manager, **values)
        assert (refusal.value.field, Lead.objects.count()) == (field, 0)
    assert actions() == before


def test_a_brokers_lead_is_brought_by_the_broker_and_every_manager_is_told(
    actors: Mapping[Role, Actor], manager: Actor, admin: Actor
) -> None:
    broker = actors[Role.BROKER]
    with scope(broker):
        lead = create_lead(by=broker, name="A", email="a@b.ru")
    with scope(manager):
        kept = Lead.objects.select_related("source").get(pk=lead.pk)
        assert (kept.broker_id, kept.owner_id, kept.source and kept.source.key) == (broker.id, None, "broker")
    with system_scope(SystemJob.MAINTENANCE):
        told = set(Notification.objects.filter(kind="crm.lead.new").values_list("user_id", flat=True))
    assert told == {manager.id, admin.id}


def test_a_broker_sees_own_leads_only_and_names_no_manager(
    organisation: Organisation, actors: Mapping[Role, Actor]
) -> None:
    broker, partner = actors[Role.BROKER], actors[Role.PARTNER]
    own, other = make_lead(organisation, broker), make_lead(organisation, partner)
    owner = make_user(organisation)
    with scope(broker):
        assert list(leads(broker)) == [own]
        with pytest.raises(AccessDenied):
            update_lead(other, by=broker, version=1, changes={"company": "X"})
        with pytest.raises(AccessDenied):
            update_lead(own, by=broker, version=1, changes={"owner": owner})
        with pytest.raises(AccessDenied):
            change_lead_status(own, by=broker, verb=V.QUALIFY, version=1)
        assert update_lead(own, by=broker, version=1, changes={"company": "X"}).company == "X"


def test_another_owner_is_told_and_one_of_no_such_work_is_refused(organisation: Organisation, manager: Actor) -> None:
    lead, colleague = make_lead(organisation), make_user(organisation, Role.MANAGER)
    keeper = make_user(organisation, Role.WAREHOUSE)
    with scope(manager):
        with pytest.raises(Invalid) as refusal:
            update_lead(lead, by=manager, version=1, changes={"owner": keeper})
        assert refusal.value.field == "owner"
        update_lead(lead, by=manager, version=1, changes={"owner": colleague})
    with system_scope(SystemJob.MAINTENANCE):
        told = Notification.objects.filter(kind="crm.lead.assigned")
        assert [row.user_id for row in told] == [colleague.pk]


def test_a_stale_edit_and_an_unknown_field_are_refused(organisation: Organisation, manager: Actor) -> None:
    lead = make_lead(organisation)
    with scope(manager):
        update_lead(lead, by=manager, version=1, changes={"company": "One"})
        with pytest.raises(StaleVersion):
            update_lead(lead, by=manager, version=1, changes={"company": "Two"})
        with pytest.raises(UnknownField):
            update_lead(lead, by=manager, version=2, changes={"client_id": "1"})
        with pytest.raises(LeadUnreachable):
            update_lead(lead, by=manager, version=2, changes={"phone": ""})
        assert Lead.objects.get().company == "One"


def _step(lead: Lead, verb: LeadVerb, by: Actor) -> Lead:
    if verb is V.CONVERT:
        return convert_lead(lead, by=by, version=lead.version, new_client={"type": "person"}).lead
    return change_lead_status(lead, by=by, verb=verb, version=lead.version, reason="why")


@pytest.mark.parametrize(("status", "verb"), list(product(S, V)))
def test_every_pair_of_state_and_verb_leads_where_the_table_says(
    organisation: Organisation, manager: Actor, actions: Callable[[], list[str]], status: LeadStatus, verb: LeadVerb
) -> None:
    lead = make_lead(organisation)
    with scope(manager):
        for earlier in _WAYS[status]:
            lead = _step(lead, earlier, manager)
    before = actions()
    with scope(manager):
        target = LEAD.get((status, verb))
        if target is None:
            with pytest.raises(LeadTransitionRefused):
                _step(lead, verb, manager)
            assert Lead.objects.get(pk=lead.pk).status == status
        else:
            assert _step(lead, verb, manager).status == target
    added = [action for action in actions()[len(before) :] if action.startswith("crm.lead.")]
    assert added == ([f"crm.lead.{verb}"] if target else [])


def test_who_takes_a_lead_of_nobody_owns_it_and_a_refusal_needs_a_reason(
    organisation: Organisation, manager: Actor
) -> None:
    lead = make_lead(organisation)
    with scope(manager):
        taken = change_lead_status(lead, by=manager, verb=V.TAKE, version=1)
        assert taken.owner_id == manager.id
        with pytest.raises(Invalid) as refusal:
            change_lead_status(taken, by=manager, verb=V.REFUSE, version=2, reason=" ")
        assert (refusal.value.field, Lead.objects.get().status) == ("reason", S.IN_WORK)


def test_a_converted_lead_is_locked_for_services_and_for_the_database(
    organisation: Organisation, manager: Actor
) -> None:
    lead = make_lead(organisation)
    with scope(manager):
        convert_lead(lead, by=manager, version=1, new_client={"type": "person"})
        with pytest.raises(LeadLocked):
            update_lead(lead, by=manager, version=2, changes={"company": "X"})
        with pytest.raises(DatabaseError), transaction.atomic():
            Lead.objects.filter(pk=lead.pk).update(status="new", client=None, converted_at=None)


def test_who_brought_a_lead_never_changes(organisation: Organisation, actors: Mapping[Role, Actor]) -> None:
    lead, other = make_lead(organisation, actors[Role.BROKER]), make_link(organisation)
    with system_scope(SystemJob.MAINTENANCE), pytest.raises(DatabaseError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(broker=None)
    with system_scope(SystemJob.MAINTENANCE):
        Lead.objects.filter(pk=lead.pk).update(referral=other)
        with pytest.raises(DatabaseError), transaction.atomic():
            Lead.objects.filter(pk=lead.pk).update(referral=None)


def test_twins_are_found_by_phone_email_and_inn_also_through_a_clients_contacts(
    organisation: Organisation, manager: Actor, actors: Mapping[Role, Actor]
) -> None:
    client = make_client(organisation, contact={"name": "B", "email": "Boss@Firm.test", "phone": "+7 916 823-34-54"})
    lead = make_lead(organisation, phone="8 916 823 34 54")
    other = make_lead(organisation, phone="+7 495 000-00-00", email="boss@firm.test")
    with scope(manager):
        assert [twins(manager, phone=lead.phone).clients, twins(manager, email=other.email).clients] == [[client]] * 2
        assert twins(manager, inn=client.inn).clients == [client]
        assert twins(manager, phone=lead.phone).leads == [lead]
        assert bool(twins(manager, phone=lead.phone, besides=lead).leads) is False
        assert bool(twins(manager)) is False
    with scope(actors[Role.BROKER]):
        assert bool(twins(actors[Role.BROKER], phone=lead.phone)) is False


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN, Role.AUDITOR, Role.CLIENT_ADMIN])
def test_who_does_not_sell_enters_no_lead(
    actors: Mapping[Role, Actor], actions: Callable[[], list[str]], role: Role
) -> None:
    before = actions()
    with scope(actors[role]), pytest.raises(AccessDenied):
        create_lead(by=actors[role], name="A", email="a@b.ru")
    assert actions() == before


def test_a_lead_of_another_organisation_is_out_of_reach(manager: Actor, other_organisation: Organisation) -> None:
    foreign = make_lead(other_organisation)
    stranger = actor_for(make_user(other_organisation))
    with scope(manager):
        assert list(leads(manager)) == []
        with pytest.raises(AccessDenied):
            update_lead(foreign, by=manager, version=1, changes={"company": "X"})
    with scope(stranger):
        assert list(leads(stranger)) == [foreign]
