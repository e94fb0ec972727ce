"""Registration: numbers by the mask, in order, once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import DatabaseError, transaction

from apps.accounts.models import OrganisationSettings
from apps.common.errors import Invalid, NotReady, StaleVersion
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import ClientType, ContractStatus
from apps.crm.exceptions import NumberTaken, TransitionRefused
from apps.crm.models import Contract
from apps.crm.services import create_contract, register_contract, void_contract
from tests.crm.factories import make_client, make_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db


def _set_mask(organisation: Organisation, **values: str) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        OrganisationSettings.objects.filter(organisation=organisation).update(**values)


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (ClientType.LEGAL_ENTITY, "Ю"),
        (ClientType.FOREIGN_COMPANY, "Ю"),
        (ClientType.SOLE_TRADER, "Ф"),
        (ClientType.PERSON, "Ф"),
    ],
)
def test_the_letter_of_the_number_follows_the_kind_of_client(
    organisation: Organisation, kind: ClientType, letter: str
) -> None:
    contract = make_contract(make_client(organisation, kind), signed_on=date(2026, 3, 20))
    assert contract.number == f"ТКС-ОМИ-1-26{letter}"


def test_sole_traders_count_as_companies_when_the_settings_say_so(organisation: Organisation) -> None:
    _set_mask(organisation, sole_trader_letter="Ю")
    contract = make_contract(make_client(organisation, ClientType.SOLE_TRADER), signed_on=date(2026, 3, 20))
    assert contract.number == "ТКС-ОМИ-1-26Ю"


def test_a_draft_has_no_number_and_registering_makes_it_active(manager: Actor, customer: Client) -> None:
    with scope(manager), time_machine.travel("2026-11-20T22:30:00Z", tick=False):
        draft = create_contract(by=manager, client=customer, tariff_rate="5,1")
        assert (draft.number, draft.status) == (None, ContractStatus.DRAFT)
        contract = register_contract(draft, by=manager, version=1)
        # It is already the next day in Moscow, where the own legal entity is.
        assert (contract.number, contract.signed_on, contract.starts_on, contract.status) == (
            "ТКС-ОМИ-1-26Ю",
            date(2026, 11, 21),
            date(2026, 11, 21),
            ContractStatus.ACTIVE,
        )


def test_numbers_restart_with_the_year_of_the_contract(customer: Client) -> None:
    numbers = [make_contract(customer, signed_on=day).number for day in
               (date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1))]  # fmt: skip
    assert numbers == ["ТКС-ОМИ-1-25Ю", "ТКС-ОМИ-2-25Ю", "ТКС-ОМИ-1-26Ю"]


def test_a_mask_without_a_year_never_restarts(organisation: Organisation, customer: Client) -> None:
    _set_mask(organisation, contract_mask="Д-{N:4}")
    numbers = [make_contract(customer, signed_on=day).number for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert numbers == ["Д-0001", "Д-0002"]


def test_a_refused_registration_takes_no_number(manager: Actor, organisation: Organisation, customer: Client) -> None:
    bare = make_client(organisation, kpp="")
    with scope(manager):
        draft = create_contract(by=manager, client=bare, tariff_rate="5.1")
        with pytest.raises(NotReady) as refusal:
            register_contract(draft, by=manager, version=1)
        assert refusal.value.field == "kpp"
        free = create_contract(by=manager, client=customer)
        with pytest.raises(Invalid):
            register_contract(free, by=manager, version=1)
        stale = create_contract(by=manager, client=customer, tariff_rate="5.1")
        with pytest.raises(StaleVersion):
            register_contract(stale, by=manager, version=7)
        done = register_contract(stale, by=manager, version=1)
        assert done.ordinal == 1


def test_a_voided_contract_keeps_its_number_and_the_next_one_follows(manager: Actor, customer: Client) -> None:
    first = make_contract(customer, signed_on=date(2026, 3, 20))
    with scope(manager):
        voided = void_contract(first, by=manager, version=2, reason="Signed twice")
        assert (voided.number, voided.status) == ("ТКС-ОМИ-1-26Ю", ContractStatus.VOIDED)
    assert make_contract(customer, signed_on=date(2026, 3, 20)).number == "ТКС-ОМИ-2-26Ю"


def test_a_number_that_a_changed_mask_gives_twice_is_refused(
    manager: Actor, organisation: Organisation, customer: Client
) -> None:
    _set_mask(organisation, contract_mask="Д-{N}/{ГГ}")
    make_contract(customer, signed_on=date(2026, 3, 20))
    # Without a year the counter is another one, and begins with 1.
    _set_mask(organisation, contract_mask="Д-{N}/26")
    with scope(manager):
        draft = create_contract(by=manager, client=customer, tariff_rate="5.1")
        with pytest.raises(NumberTaken) as refusal:
            register_contract(draft, by=manager, version=1)
        assert refusal.value.params == {"number": "Д-1/26"}
        assert Contract.objects.get(pk=draft.pk).status == ContractStatus.DRAFT


def test_a_contract_is_registered_once(manager: Actor, customer: Client, actions: Callable[[], list[str]]) -> None:
    contract = make_contract(customer)
    before = actions()
    with scope(manager), pytest.raises(TransitionRefused):
        register_contract(contract, by=manager, version=2)
    assert actions() == before


def test_the_database_keeps_number_date_and_parties_of_a_numbered_contract(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with system_scope(SystemJob.MAINTENANCE):
        for change in ({"number": "X"}, {"ordinal": 7}, {"signed_on": date(2020, 1, 1)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Contract.objects.filter(pk=contract.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Contract.objects.filter(pk=contract.pk).delete()
