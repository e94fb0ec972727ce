"""Merging two clients that are one: nothing lost, recorded, undone exactly or refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from apps.audit.models import AuditRecord
from apps.common import merging
from apps.common.errors import AccessDenied, DomainError, StaleVersion
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm import services
from apps.crm.enums import ClientType
from apps.crm.exceptions import AlreadyMerged, ClientArchived, KindsDiffer, MergeRefused, NotMerged, UnknownField
from apps.crm.models import Client, ClientMerge, Contract
from apps.crm.selectors.bindings import client_ids_of_user
from apps.crm.selectors.duplicates import preview, survivor
from tests.crm.factories import account_number, bind_user, make_client, make_contract
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db

BIC = "044525974"


def _account(seed: int) -> dict[str, str]:
    return {"bank_name": "Банк", "bic": BIC, "settlement_account": account_number(BIC, seed=seed)}


@pytest.fixture
def manager(organisation: Organisation) -> Actor:
    return actor_for(make_user(organisation, Role.MANAGER))


def _two(organisation: Organisation) -> tuple[Client, Client]:
    old = make_client(organisation, name="ООО «Полюс»", phone="+74950000001", contact={"name": "Анна"},
                      account=_account(1))  # fmt: skip
    new = make_client(organisation, name="ООО «Полюс-М»", phone="", contact={"name": "Олег"}, account=_account(2))
    return old, new


def _state(*clients: Client) -> dict[str, Any]:
    """Return everything of the clients that a merge may touch, without versions."""
    with system_scope(SystemJob.MAINTENANCE):
        rows = Client.objects.filter(pk__in=[one.pk for one in clients]).order_by("pk")
        return {
            str(row.uid): [
                row.status, row.merged_into_id, row.name, row.phone, row.inn,
                sorted(row.contacts.values_list("name", "is_main")),
                sorted(row.bank_accounts.values_list("pk", "is_main")),
                sorted(row.contracts.values_list("pk", flat=True)),
                sorted(row.user_bindings.values_list("user_id", flat=True)),
            ]
            for row in rows
        }  # fmt: skip


def _merge(manager: Actor, old: Client, new: Client, **more: Any) -> ClientMerge:
    with scope(manager):
        seen_old, seen_new = Client.objects.get(pk=old.pk), Client.objects.get(pk=new.pk)
        return services.merge_clients(
            seen_old, by=manager, into=seen_new, version=seen_old.version, into_version=seen_new.version, **more
        )


def _records(verb: str) -> int:
    with system_scope(SystemJob.MAINTENANCE):
        return AuditRecord.objects.filter(action=f"crm.client.{verb}").count()


def test_everything_moves_chosen_facts_are_taken_and_undoing_puts_back_exactly_that(
    organisation: Organisation, manager: Actor
) -> None:
    old, new = _two(organisation)
    contract = make_contract(old)
    user = make_user(organisation, min(CLIENT_ROLES))
    bind_user(user, old)
    before = _state(old, new)
    merge = _merge(manager, old, new, take=("phone",), reason="entered twice")
    after = _state(old, new)
    assert after[str(old.uid)][:2] == ["archived", new.pk]
    assert after[str(old.uid)][5:] == [[], [], [], []]
    assert after[str(new.uid)][3] == "+74950000001"
    assert after[str(new.uid)][5] == [("Анна", False), ("Олег", True)]
    assert after[str(new.uid)][7:] == [[contract.pk], [user.pk]]
    with system_scope(SystemJob.MAINTENANCE):
        assert client_ids_of_user(user.pk) == (old.pk, new.pk)
    with scope(manager):
        services.undo_merge(merge, by=manager)
    assert _state(old, new) == before
    assert (_records("merge"), _records("unmerge")) == (2, 2)
    with scope(manager), pytest.raises(NotMerged):
        services.undo_merge(merge, by=manager)


def test_an_account_both_have_stays_with_the_old_card(organisation: Organisation, manager: Actor) -> None:
    old = make_client(organisation, account=_account(5))
    new = make_client(organisation, account=_account(5))
    _merge(manager, old, new)
    state = _state(old, new)
    assert [len(state[str(one.uid)][6]) for one in (old, new)] == [1, 1]


def test_the_preview_counts_what_moves_and_names_what_differs(organisation: Organisation, manager: Actor) -> None:
    old, new = _two(organisation)
    make_contract(old)
    with scope(manager):
        shown = preview(old, new)
    assert [(str(title), number) for title, number in shown.moves] == [
        ("Contacts", 1), ("Bank accounts", 1), ("Contracts", 1),
    ]  # fmt: skip
    assert {field.name for field in shown.fields if field.differs} == {"name", "inn", "ogrn", "phone"}


def test_the_old_address_leads_to_the_one_that_stays_through_every_merge(
    organisation: Organisation, manager: Actor
) -> None:
    first, second = _two(organisation)
    third = make_client(organisation)
    _merge(manager, first, second)
    _merge(manager, second, third)
    with scope(manager):
        found = [survivor(manager, one.uid) for one in (first, second, third)]
    assert found == [third, third, None]


@pytest.mark.parametrize("case", ["itself", "merged", "kinds", "stale", "field", "role"])
def test_a_merge_that_cannot_be_is_refused_and_nothing_moves(
    organisation: Organisation, manager: Actor, case: str
) -> None:
    old, new = _two(organisation)
    person = make_client(organisation, ClientType.PERSON)
    if case == "merged":
        _merge(manager, new, make_client(organisation))
    by = actor_for(make_user(organisation, Role.ACCOUNTANT)) if case == "role" else manager
    into = {"itself": old, "kinds": person}.get(case, new)
    refusal: type[DomainError] = {
        "itself": MergeRefused, "merged": AlreadyMerged, "kinds": KindsDiffer, "stale": StaleVersion,
        "field": UnknownField, "role": AccessDenied,
    }[case]  # fmt: skip
    before, recorded = _state(old, new, person), _records("merge")
    with scope(by), pytest.raises(refusal):
        services.merge_clients(
            old, by=by, into=into, version=99 if case == "stale" else 1, into_version=1,
            take=("uid",) if case == "field" else (),
        )  # fmt: skip
    assert (_state(old, new, person), _records("merge")) == (before, recorded)


@pytest.mark.parametrize("case", ["contact changed", "contact removed", "fact changed", "document made", "merged on"])
def test_undoing_is_refused_with_the_reason_when_something_changed_since(
    organisation: Organisation, manager: Actor, case: str
) -> None:
    old, new = _two(organisation)
    contract = make_contract(old)
    merge = _merge(manager, old, new, take=("phone",))
    with scope(manager):
        target = Client.objects.get(pk=new.pk)
        moved = target.contacts.get(name="Анна")
        if case == "contact changed":
            services.update_contact(moved, by=manager, version=moved.version, changes={"position": "Директор"})
        elif case == "contact removed":
            services.remove_contact(moved, by=manager)
        elif case == "fact changed":
            services.update_client(target, by=manager, version=target.version, changes={"phone": "+74950000009"})
        elif case == "document made":
            services.make_contract_document(Contract.objects.get(pk=contract.pk), by=manager)
    if case == "merged on":
        _merge(manager, new, make_client(organisation))
    before = _state(old, new)
    with scope(manager), pytest.raises(merging.ChangedSince):
        services.undo_merge(merge, by=manager)
    assert (_state(old, new), _records("unmerge")) == (before, 0)


def test_a_merged_card_takes_no_changes_and_is_not_restored(organisation: Organisation, manager: Actor) -> None:
    old, new = _two(organisation)
    _merge(manager, old, new)
    with scope(manager):
        card = Client.objects.get(pk=old.pk)
        with pytest.raises(ClientArchived):
            services.update_client(card, by=manager, version=card.version, changes={"note": "x"})
        with pytest.raises(AlreadyMerged):
            services.restore_client(card, by=manager, version=card.version)


def test_the_database_lets_a_registered_contract_follow_a_merge_only(
    organisation: Organisation, manager: Actor
) -> None:
    old, new = _two(organisation)
    contract = make_contract(old)
    with scope(manager), pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(client=new)


def test_every_reference_to_a_client_is_answered_for() -> None:
    references = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Client
    }
    assert references - merging.answered("crm.client") == set()
