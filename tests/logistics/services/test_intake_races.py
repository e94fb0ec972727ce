"""Races of intake, with real connections: numbers without gaps, a serial number once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from apps.common.errors import DomainError
from apps.common.scope import scope
from apps.crm.models import Contract
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
