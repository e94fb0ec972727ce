"""Races with two real connections: one client, one number, one main contact."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from apps.common.errors import DomainError
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Client, Contact, Contract, ContractMask
from apps.crm.services import add_contact, create_client, merge_clients, register_contract
from tests.crm.factories import make_client, make_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def _together(works: list[Callable[[], Any]]) -> list[str]:
    """Run the works at the same moment on connections of their own; return «done» or the code of each refusal."""
    gate = threading.Barrier(len(works))
    outcomes: list[str] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            work()
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def _in_scope(by: Actor, work: Callable[[], Any]) -> Callable[[], Any]:
    def inside() -> None:
        with scope(by):
            work()

    return inside


def test_the_same_client_entered_twice_at_once_is_there_once(manager: Actor) -> None:
    def enter() -> None:
        create_client(by=manager, type="legal_entity", name="Twin", inn="7707083893", kpp="770101001")

    assert _together([_in_scope(manager, enter)] * 4) == ["client_exists"] * 3 + ["done"]
    with system_scope(SystemJob.MAINTENANCE):
        assert Client.objects.count() == 1


def test_one_draft_registered_by_two_gets_one_number(manager: Actor, organisation: Organisation) -> None:
    contract = make_contract(make_client(organisation), registered=False)

    def register() -> None:
        register_contract(contract, by=manager, version=1)

    assert _together([_in_scope(manager, register)] * 2) == ["done", "transition_refused"]
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Contract.objects.values_list("ordinal", flat=True)) == [1]


def test_many_drafts_registered_at_once_have_following_numbers(manager: Actor, organisation: Organisation) -> None:
    drafts = [make_contract(make_client(organisation), registered=False) for _ in range(6)]
    works = [
        _in_scope(manager, lambda draft=draft: register_contract(draft, by=manager, version=1))  # type: ignore[misc]  # bound now
        for draft in drafts
    ]
    assert _together(works) == ["done"] * 6
    with system_scope(SystemJob.MAINTENANCE):
        assert sorted(Contract.objects.values_list("ordinal", flat=True)) == [1, 2, 3, 4, 5, 6]  # type: ignore[type-var]  # numbered


def test_types_registered_at_once_count_each_by_its_own_mask(manager: Actor, organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        ContractMask.objects.create(organisation=organisation, type="service", mask="ТО-{N}")
    kinds = ["hosting", "service"] * 3
    drafts = [make_contract(make_client(organisation), registered=False, type=kind) for kind in kinds]
    works = [
        _in_scope(manager, lambda draft=draft: register_contract(draft, by=manager, version=1))  # type: ignore[misc]  # bound now
        for draft in drafts
    ]
    assert _together(works) == ["done"] * 6
    with system_scope(SystemJob.MAINTENANCE):
        for kind in ("hosting", "service"):
            ordinals = Contract.objects.filter(type=kind).values_list("ordinal", flat=True)
            assert sorted(ordinals) == [1, 2, 3]  # type: ignore[type-var]  # numbered


def test_two_main_contacts_added_at_once_leave_one_main(manager: Actor, organisation: Organisation) -> None:
    client = make_client(organisation)
    works = [
        _in_scope(manager, lambda name=name: add_contact(client, by=manager, name=name, is_main=True))  # type: ignore[misc]  # bound now
        for name in ("First", "Second")
    ]
    assert _together(works) == ["done", "done"]
    with system_scope(SystemJob.MAINTENANCE):
        assert (Contact.objects.count(), Contact.objects.filter(is_main=True).count()) == (2, 1)


def test_of_two_crossing_merges_one_is_done_and_the_other_refused(organisation: Organisation, manager: Actor) -> None:
    first, second = make_client(organisation), make_client(organisation)

    def merge(source: Client, target: Client) -> Callable[[], Any]:
        return lambda: merge_clients(source, by=manager, into=target, version=1, into_version=1)

    works = [_in_scope(manager, merge(first, second)), _in_scope(manager, merge(second, first))]
    assert _together(works) == ["already_merged", "done"]
