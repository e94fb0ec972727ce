"""Addenda: numbered within their contract, fixed once registered, kept for ever."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import OrganisationSettings
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.crm.enums import AddendumStatus, AddendumVerb, DocumentKind
from apps.crm.exceptions import TermsFixed, TransitionRefused, UnknownField
from apps.crm.models import Addendum
from apps.crm.services import (
    create_addendum,
    make_document,
    read_document,
    register_addendum,
    update_addendum,
    void_addendum,
)
from apps.crm.transitions import ADDENDUM
from tests.crm.factories import make_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
_SAYS = "Пункт 5.1 изложить в новой редакции."


def test_numbers_run_within_each_contract_and_a_voided_one_keeps_its_own(manager: Actor, customer: Client) -> None:
    first, second = make_contract(customer), make_contract(customer)
    with scope(manager):
        made = [
            register_addendum(create_addendum(contract, by=manager, changes=_SAYS), by=manager, version=1)
            for contract in (first, first, second)
        ]
        void_addendum(made[1], by=manager, version=2, reason="a mistake")
        made.append(register_addendum(create_addendum(first, by=manager, changes=_SAYS), by=manager, version=1))
        assert [addendum.number for addendum in made] == ["1", "2", "1", "3"]


def test_the_mask_of_the_organisation_is_followed(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with system_scope(SystemJob.MAINTENANCE):
        OrganisationSettings.objects.filter(organisation_id=customer.organisation_id).update(
            addendum_mask="ДС-{N:2}/{ГГ}"
        )
    with scope(manager):
        draft = create_addendum(contract, by=manager, changes=_SAYS, signed_on=date(2026, 11, 20))
        done = register_addendum(draft, by=manager, version=1)
        assert (done.number, done.signed_on, done.status) == ("ДС-01/26", date(2026, 11, 20), "active")


def test_what_is_registered_changes_no_more_by_the_service_nor_in_the_database(
    manager: Actor, customer: Client
) -> None:
    with scope(manager):
        done = register_addendum(
            create_addendum(make_contract(customer), by=manager, changes=_SAYS), by=manager, version=1
        )
        with pytest.raises(TermsFixed):
            update_addendum(done, by=manager, version=2, changes={"changes": "other"})
    with system_scope(SystemJob.MAINTENANCE):
        for change in ({"changes": "other"}, {"number": "9"}, {"effective_on": date(2027, 1, 1)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Addendum.objects.filter(pk=done.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Addendum.objects.filter(pk=done.pk).delete()


def test_the_document_numbers_each_change(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        draft = create_addendum(contract, by=manager, title="тариф", changes="Первое.\r\n\r\nВторое {{ x }}.")
        done = register_addendum(draft, by=manager, version=1)
        document = make_document(DocumentKind.ADDENDUM, contract, by=manager, addendum=done)
        lines = text_of(read_document(document, by=manager)).splitlines()
    assert [line for line in lines if line.startswith("1.") and line[2:3].isdigit()] == [
        "1.1. Стороны договорились внести в Договор следующие изменения (тариф):",
        "1.2. Первое.",
        "1.3. Второе {{ x }}.",
    ]
    assert "3.1. Остальные условия Договора остаются без изменений и сохраняют силу." in lines


@pytest.mark.parametrize(("status", "verb"), list(product(AddendumStatus, AddendumVerb)))
def test_the_table_is_the_whole_life(
    manager: Actor, customer: Client, status: AddendumStatus, verb: AddendumVerb
) -> None:
    with scope(manager):
        addendum = create_addendum(make_contract(customer), by=manager, changes=_SAYS)
        if status == AddendumStatus.ACTIVE:
            addendum = register_addendum(addendum, by=manager, version=1)
        if status == AddendumStatus.VOIDED:
            addendum = void_addendum(addendum, by=manager, version=1, reason="a mistake")
        before, version = AuditRecord.objects.count(), addendum.version

        def step() -> Addendum:
            if verb == AddendumVerb.REGISTER:
                return register_addendum(addendum, by=manager, version=version)
            return void_addendum(addendum, by=manager, version=version, reason="a mistake")

        if (status, verb) in ADDENDUM:
            assert step().status == ADDENDUM[status, verb]
        else:
            with pytest.raises(TransitionRefused):
                step()
            assert AuditRecord.objects.count() == before


def test_refusals_leave_everything_as_it_was(actors: Mapping[Role, Actor], manager: Actor, customer: Client) -> None:
    contract, draft = make_contract(customer), make_contract(customer, registered=False)
    with scope(manager):
        empty = create_addendum(contract, by=manager)
        before = AuditRecord.objects.count()
        calls: list[tuple[type[Exception], Callable[[], object]]] = [
            (TransitionRefused, partial(create_addendum, draft, by=manager, changes=_SAYS)),
            (Invalid, partial(register_addendum, empty, by=manager, version=1)),
            (Invalid, partial(create_addendum, contract, by=manager, effective_on="yesterday")),
            (UnknownField, partial(create_addendum, contract, by=manager, number="7")),
            (StaleVersion, partial(update_addendum, empty, by=manager, version=7, changes={"title": "x"})),
            (Invalid, partial(void_addendum, empty, by=manager, version=1, reason=" ")),
        ]
        for refusal, call in calls:
            with pytest.raises(refusal):
                call()
        assert (Addendum.objects.count(), AuditRecord.objects.count()) == (1, before)
    with scope(actors[Role.ACCOUNTANT]), pytest.raises(AccessDenied):
        create_addendum(contract, by=actors[Role.ACCOUNTANT], changes=_SAYS)
