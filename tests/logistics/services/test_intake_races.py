"""Races of intake, with real connections: numbers without gaps, a serial number once, a contract in force."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection

from apps.common.errors import DomainError
from apps.common.scope import scope
from apps.crm.models import Contract
from apps.crm.services import void_contract
from apps.logistics.models import IntakeAct
from apps.logistics.services import IntakeEntry, register_intake
from tests.factories import make_organisation
from tests.inventory.factories import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def test_numbers_have_no_gap_and_a_serial_number_comes_in_once() -> None:
    world: World = make_world(make_organisation("north"))
    start = Barrier(PEOPLE)

    def one(number: int) -> str:
        serial = "SAME0001" if number % 2 else f"OWN{number:05}"
        try:
            connection.ensure_connection()
            start.wait()
            with scope(world.admin) as by:
                contract = Contract.objects.select_related("client", "legal_entity").get(pk=world.contract.pk)
                register_intake(
                    by=by,
                    client=contract.client,
                    contract=contract,
                    site=world.site,
                    entries=[IntakeEntry(serial, world.model)],
                )
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "registered"

    with ThreadPoolExecutor(PEOPLE) as people:
        answers = sorted(people.map(one, range(PEOPLE)))
    assert answers == ["inventory_serial_taken"] * 3 + ["registered"] * 5
    with scope(world.admin):
        assert list(IntakeAct.objects.order_by("ordinal").values_list("ordinal", flat=True)) == [1, 2, 3, 4, 5]


def test_a_contract_voided_at_the_same_moment_takes_no_units_in() -> None:
    """The intake read the contract in force, waits for who is voiding it, and is refused by what it finds then."""
    world: World = make_world(make_organisation("north"))
    voided, read = Event(), Event()

    def void() -> None:
        try:
            with scope(world.admin) as by:
                contract = Contract.objects.get(pk=world.contract.pk)
                void_contract(contract, by=by, version=contract.version, reason="signed by mistake")
                voided.set()
                assert read.wait(10)
                _until_somebody_waits_for_a_row()
        finally:
            connection.close()

    def take_in() -> str:
        try:
            with scope(world.admin) as by:
                contract = Contract.objects.select_related("client", "legal_entity").get(pk=world.contract.pk)
                assert (voided.wait(10), contract.status) == (True, "active")
                read.set()
                register_intake(
                    by=by,
                    client=contract.client,
                    contract=contract,
                    site=world.site,
                    entries=[IntakeEntry("LATE0001", world.model)],
                )
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "registered"

    with ThreadPoolExecutor(2) as people:
        answer = people.submit(take_in)
        people.submit(void).result()
        assert answer.result() == "conflict"
    with scope(world.admin):
        assert IntakeAct.objects.count() == 0


def _until_somebody_waits_for_a_row() -> None:
    """Hold the transaction open until another connection waits for it."""
    for _attempt in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waited")
