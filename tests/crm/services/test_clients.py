"""Clients: made whole or not at all, changed field by field, archived and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import ClientStatus, ClientType
from apps.crm.exceptions import ClientArchived, ClientInUse, DuplicateClient, UnknownField
from apps.crm.models import BankAccount, Client, Contact
from apps.crm.services import (
    archive_client,
    create_client,
    create_clients,
    restore_client,
    reveal_passport,
    update_client,
    void_contract,
)
from tests.crm.factories import company_inn, make_client, make_contract, person_inn
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
INN = "7707083893"


def test_a_client_comes_with_contact_and_account_and_its_maker_as_manager(
    manager: Actor, actions: Callable[[], list[str]]
) -> None:
    account = {"bank_name": "Банк", "bic": "044525974", "settlement_account": "40702810400000000017"}
    with scope(manager):
        client = create_client(
            by=manager, type="legal_entity", name="ООО «Вектор»", inn=INN, contact={"name": "Анна"}, account=account
        )
        assert client.manager is not None
        assert (client.manager.pk, client.version) == (manager.id, 1)
        assert [contact.is_main for contact in Contact.objects.all()] == [True]
        assert [one.is_main for one in BankAccount.objects.all()] == [True]
    made = ["crm.client.create", "crm.contact.create", "crm.bank_account.create"]
    assert [one for one in actions() if one.startswith("crm.")] == made


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"type": "legal_entity", "inn": "7707083894"}, "inn"),
        ({"type": "legal_entity", "inn": ""}, "inn"),
        ({"type": "sole_trader", "inn": INN}, "inn"),
        ({"type": "person", "inn": "", "kpp": "770101001"}, "kpp"),
        ({"type": "person", "inn": "", "ogrn": "1027700132195"}, "ogrn"),
        ({"type": "foreign_company", "inn": ""}, "country"),
        ({"type": "legal_entity", "inn": INN, "country": "CN"}, "country"),
        ({"type": "bank", "inn": INN}, "type"),
        ({"type": "legal_entity", "inn": INN, "name": ""}, "name"),
        ({"type": "legal_entity", "inn": INN, "contact": {"name": ""}}, "contact.name"),
        ({"type": "legal_entity", "inn": INN, "account": {"bank_name": "B", "bic": "1"}}, "account.bic"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_kept(
    manager: Actor, actions: Callable[[], list[str]], values: dict[str, object], field: str
) -> None:
    before = actions()
    with scope(manager):
        with pytest.raises(Invalid) as refusal:
            create_client(by=manager, **({"name": "X"} | values))  # type: ignore[arg-type]  # wrong on purpose
        assert (refusal.value.field, Client.objects.count()) == (field, 0)
    assert actions() == before


def test_the_record_of_a_person_holds_no_personal_value(organisation: Organisation) -> None:
    make_client(organisation, ClientType.PERSON, name="Зимин Олег Павлович")
    with system_scope(SystemJob.MAINTENANCE):
        record = AuditRecord.objects.get(action="crm.client.create")
        text = bytes(record.canonical).decode(errors="replace")
        assert [value for value in ("Зимин", "482913", "Кольчугино") if value in text] == []


def test_a_second_client_with_the_same_inn_is_refused_but_a_branch_is_not(
    manager: Actor, organisation: Organisation, other_organisation: Organisation
) -> None:
    make_client(organisation, inn=INN, kpp="770101001")
    make_client(other_organisation, inn=INN, kpp="770101001")
    with scope(manager):
        with pytest.raises(DuplicateClient):
            create_client(by=manager, type="legal_entity", name="Twin", inn=INN)
        branch = create_client(by=manager, type="legal_entity", name="Branch", inn=INN, kpp="332843001")
        assert branch.kpp == "332843001"


def test_a_person_and_the_same_persons_business_are_two_clients(organisation: Organisation) -> None:
    inn = person_inn(5)
    kinds = (ClientType.PERSON, ClientType.SOLE_TRADER)
    assert len({make_client(organisation, kind, inn=inn).pk for kind in kinds}) == 2


def test_a_change_writes_what_differs_and_refuses_a_stale_one(manager: Actor, customer: Client) -> None:
    with scope(manager):
        update_client(customer, by=manager, version=1, changes={"legal_address": "Тверь, улица Мира, 1"})
        record = AuditRecord.objects.order_by("-id").first()
        assert record is not None
        assert (record.action, sorted(record.change_set["after"])) == ("crm.client.update", ["legal_address"])
        with pytest.raises(StaleVersion):
            update_client(customer, by=manager, version=1, changes={"legal_address": "X"})
        with pytest.raises(UnknownField):
            update_client(customer, by=manager, version=2, changes={"organisation_id": "9"})


def test_another_kind_of_client_has_its_requisites_judged_anew(manager: Actor, customer: Client) -> None:
    with scope(manager):
        with pytest.raises(Invalid):
            update_client(customer, by=manager, version=1, changes={"type": "person"})
        changes = {"type": "person", "inn": "", "kpp": "", "ogrn": ""}
        assert update_client(customer, by=manager, version=1, changes=changes).type == ClientType.PERSON


def test_only_a_manager_of_the_same_company_may_be_responsible(
    manager: Actor, customer: Client, organisation: Organisation, other_organisation: Organisation
) -> None:
    strangers = [make_user(other_organisation, Role.MANAGER), make_user(organisation, Role.WAREHOUSE)]
    with scope(manager):
        for person in strangers:
            with pytest.raises(Invalid):
                update_client(customer, by=manager, version=1, changes={"manager": person})


def test_a_client_with_a_contract_in_force_is_not_archived(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        with pytest.raises(ClientInUse):
            archive_client(customer, by=manager, version=1)
        void_contract(contract, by=manager, version=2, reason="Mistake")
        assert archive_client(customer, by=manager, version=1).status == ClientStatus.ARCHIVED


def test_an_archived_client_is_not_changed_and_comes_back_unless_a_twin_took_its_place(
    manager: Actor, organisation: Organisation
) -> None:
    client = make_client(organisation, inn=INN)
    with scope(manager):
        archive_client(client, by=manager, version=1)
        with pytest.raises(ClientArchived):
            update_client(client, by=manager, version=2, changes={"note": "x"})
    twin = make_client(organisation, inn=INN)
    with scope(manager):
        with pytest.raises(DuplicateClient):
            restore_client(client, by=manager, version=2)
        archive_client(twin, by=manager, version=1)
        assert restore_client(client, by=manager, version=2).status == ClientStatus.ACTIVE


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN, Role.MANAGER, Role.PLATFORM}))
def test_reading_a_passport_needs_its_right(
    actors: Mapping[Role, Actor], organisation: Organisation, actions: Callable[[], list[str]], role: Role
) -> None:
    client = make_client(organisation, ClientType.PERSON)
    before = actions()
    with scope(actors[role]), pytest.raises(AccessDenied):
        reveal_passport(client, by=actors[role])
    assert actions() == before


def test_a_bound_client_user_acts_for_that_client_only(organisation: Organisation, admin: Actor) -> None:
    from apps.crm.services import bind_client_user, unbind_client_user  # noqa: PLC0415 - used here only

    first, second = make_client(organisation), make_client(organisation)
    user = make_user(organisation, Role.CLIENT_ADMIN)
    with scope(admin):
        bind_client_user(user, by=admin, client=first)
        bind_client_user(user, by=admin, client=second)
    assert actor_for(user).client_ids == (second.pk,)
    with scope(admin):
        unbind_client_user(user, by=admin)
        with pytest.raises(Invalid):
            bind_client_user(make_user(organisation, Role.MANAGER), by=admin, client=first)
    assert actor_for(user).client_ids == ()


def _drafts(*numbers: int) -> list[dict[str, Any]]:
    return [
        {"type": "legal_entity", "name": f"Клиент {number}", "inn": company_inn(number), "manager": None}
        for number in numbers
    ]


def test_several_clients_cost_no_more_statements_than_two_and_each_has_its_record(
    manager: Actor,
    actions: Callable[[], list[str]],
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for numbers in (range(90101, 90103), range(90201, 90231)):
        # A savepoint around all and one around the insert (4), who acts, twins, insert, records.
        with scope(manager), django_assert_num_queries(8):
            made = create_clients(_drafts(*numbers), by=manager)
        assert [one.name for one in made] == [f"Клиент {number}" for number in numbers]
    with scope(manager):
        assert Client.objects.filter(manager_id=manager.id, version=1).count() == 32
        subjects = AuditRecord.objects.filter(action="crm.client.create").order_by("seq")
        assert list(subjects.values_list("subject_key", flat=True))[2:] == [str(one.uid) for one in made]
    assert actions().count("crm.client.create") == 32


@pytest.mark.parametrize(
    ("last", "error"),
    [
        ({"inn": company_inn(90301)}, DuplicateClient),
        ({"inn": company_inn(90303)}, DuplicateClient),
        ({"inn": "7707083894"}, Invalid),
        ({"type": "nobody"}, Invalid),
        ({"status": "archived"}, UnknownField),
    ],
    ids=["twin in the batch", "twin that is stored", "wrong number", "unknown kind", "unknown field"],
)
def test_of_several_clients_none_is_made_when_one_is_refused(
    manager: Actor,
    organisation: Organisation,
    actions: Callable[[], list[str]],
    last: dict[str, str],
    error: type[Exception],
) -> None:
    make_client(organisation, inn=company_inn(90303))
    before = actions()
    drafts = _drafts(90301, 90302)
    drafts[1] |= last
    with scope(manager):
        with pytest.raises(error):
            create_clients(drafts, by=manager)
        assert Client.objects.count() == 1
    assert actions() == before


def test_who_may_not_make_a_client_may_not_make_several(organisation: Organisation) -> None:
    technician = actor_for(make_user(organisation, Role.TECHNICIAN))
    with scope(technician):
        with pytest.raises(AccessDenied):
            create_clients(_drafts(90301), by=technician)
        assert Client.objects.count() == 0
