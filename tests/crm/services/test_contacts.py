"""Contacts: the exemplary service, tested the way services are tested here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, DomainError, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.exceptions import ClientArchived, UnknownField
from apps.crm.models import Contact
from apps.crm.services import add_contact, archive_client, remove_contact, update_contact
from tests.crm.factories import make_client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db


def test_a_contact_is_kept_with_its_phone_in_one_form_and_recorded_once(manager: Actor, customer: Client) -> None:
    with scope(manager):
        contact = add_contact(
            customer, by=manager, name="  Анна   Климова ", phone="8 (495) 510-56-17 доб. 12", telegram="@anna_k"
        )
        kept = Contact.objects.get(pk=contact.pk)
        assert (kept.name, kept.phone, kept.phone_extension) == ("Анна Климова", "+74955105617", "12")
        assert (kept.telegram, kept.is_main, kept.version) == ("anna_k", True, 1)
        record = AuditRecord.objects.order_by("-id").first()
        assert record is not None
        assert (record.action, record.subject_key) == ("crm.contact.create", str(contact.uid))


def test_the_record_of_a_contact_holds_no_personal_value(manager: Actor, customer: Client) -> None:
    with scope(manager):
        add_contact(customer, by=manager, name="Анна Климова", email="anna@example.test")
        record = AuditRecord.objects.order_by("-id").first()
        assert record is not None
        text = bytes(record.canonical).decode(errors="replace")
        assert ("Климова" in text, "anna@" in text) == (False, False)


def test_the_first_contact_is_main_and_a_new_main_one_takes_its_place(manager: Actor, customer: Client) -> None:
    with scope(manager):
        first = add_contact(customer, by=manager, name="First")
        second = add_contact(customer, by=manager, name="Second", is_main=True)
        assert list(Contact.objects.filter(is_main=True)) == [second]
        again = update_contact(first, by=manager, version=2, changes={"is_main": True})
        assert list(Contact.objects.filter(is_main=True)) == [again]


def test_removing_the_main_contact_makes_the_longest_known_one_main(manager: Actor, customer: Client) -> None:
    with scope(manager):
        first = add_contact(customer, by=manager, name="First")
        second = add_contact(customer, by=manager, name="Second")
        add_contact(customer, by=manager, name="Third")
        remove_contact(first, by=manager)
        assert list(Contact.objects.filter(is_main=True)) == [second]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A", "phone": "12"}, "phone"),
        ({"name": "A", "email": "a@b"}, "email"),
        ({"name": "A", "telegram": "no"}, "telegram"),
        ({"name": "A" * 161}, "name"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_written(
    manager: Actor, customer: Client, actions: Callable[[], list[str]], values: dict[str, str], field: str
) -> None:
    before = actions()
    with scope(manager):
        with pytest.raises(Invalid) as refusal:
            add_contact(customer, by=manager, is_main=False, **values)
        assert (refusal.value.field, Contact.objects.count()) == (field, 0)
    assert actions() == before


def test_a_field_that_is_not_a_contacts_is_refused(manager: Actor, customer: Client) -> None:
    with scope(manager), pytest.raises(UnknownField):
        add_contact(customer, by=manager, name="A", client_id="1")


def test_an_edit_of_an_older_version_is_refused(manager: Actor, customer: Client) -> None:
    with scope(manager):
        contact = add_contact(customer, by=manager, name="First")
        update_contact(contact, by=manager, version=1, changes={"position": "Engineer"})
        with pytest.raises(StaleVersion):
            update_contact(contact, by=manager, version=1, changes={"position": "Director"})
        assert Contact.objects.get().position == "Engineer"


def test_an_archived_client_takes_no_contact(manager: Actor, customer: Client) -> None:
    with scope(manager):
        archive_client(customer, by=manager, version=1)
        with pytest.raises(ClientArchived):
            add_contact(customer, by=manager, name="A")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN, Role.MANAGER, Role.PLATFORM}))
def test_who_does_not_manage_clients_is_refused(
    actors: Mapping[Role, Actor], customer: Client, actions: Callable[[], list[str]], role: Role
) -> None:
    before = actions()
    with scope(actors[role]), pytest.raises(AccessDenied):
        add_contact(customer, by=actors[role], name="A")
    assert actions() == before


def test_a_client_of_another_organisation_is_out_of_reach(manager: Actor, other_organisation: Organisation) -> None:
    foreign = make_client(other_organisation)
    with scope(manager), pytest.raises(DomainError):
        add_contact(foreign, by=manager, name="A")
