"""Intake acts: numbers, units, custody, notices, refusals, voiding, the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Notification, User
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Conflict, Invalid
from apps.common.scope import scope
from apps.crm.documents.engine import text_of
from apps.crm.models import Contract
from apps.inventory.exceptions import SerialTaken, WrongSerial
from apps.inventory.models import Unit
from apps.logistics.documents.intake_act import render
from apps.logistics.exceptions import ActVoided
from apps.logistics.models import CustodyRecord, IntakeAct, IntakeLine
from apps.logistics.selectors import check_serials, custody_of
from apps.logistics.services import IntakeEntry, register_intake, void_intake
from tests.inventory.factories import make_world, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation: Organisation) -> World:
    """Return a data centre with a client under contract."""
    return make_world(organisation)


def register(by: Actor, world: World, *serials: str, **values: object) -> IntakeAct:
    """Register an act at the world's site."""
    contract = Contract.objects.select_related("client", "legal_entity").get(pk=world.contract.pk)
    return register_intake(
        by=by,
        client=contract.client,
        contract=contract,
        site=world.site,
        entries=[IntakeEntry(serial, world.model, **values) for serial in serials],  # type: ignore[arg-type]
    )


def test_an_act_gets_the_next_number_and_its_units_are_stored(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        first, second = register(by, world, "aaaa 0001", "AAAA0002"), register(by, world, "BBBB0001")
        assert (first.number, second.number) == ("АП-1", "АП-2")
        units = list(Unit.objects.filter(serial__startswith="AAAA").order_by("serial"))
        assert [(unit.serial, unit.state, unit.site_id, unit.shelf_id) for unit in units] == [
            ("AAAA0001", "stored", world.site.pk, None),
            ("AAAA0002", "stored", world.site.pk, None),
        ]
        assert (first.unit_count, first.power_w) == (2, 7000)


def test_an_act_writes_one_record_one_custody_link_per_unit_and_tells_the_site(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = register(by, world, "AAAA0001", "AAAA0002")
        assert AuditRecord.objects.filter(action="logistics.intake.register").count() == 1
        links = CustodyRecord.objects.filter(document=act.number)
        assert [(link.keeper_kind, link.keeper) for link in links] == [("site", world.site.name)] * 2
        told = Notification.objects.filter(kind="logistics.intake.registered")
        assert [User.objects.get(pk=one.user_id).role for one in told] == ["technician"]


def test_a_refused_line_registers_nothing_and_takes_no_number(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        with pytest.raises(WrongSerial) as refusal, transaction.atomic():
            register(by, world, "AAAA0001", "я")
        assert refusal.value.field == "lines.1.serial"
        with pytest.raises(SerialTaken), transaction.atomic():
            register(by, world, "AAAA0001", world.units[0].serial)
        with pytest.raises(Invalid), transaction.atomic():
            register(by, world)
        assert IntakeAct.objects.count() == 0
        assert Unit.objects.filter(serial="AAAA0001").count() == 0
        assert register(by, world, "AAAA0001").number == "АП-1"


def test_the_list_is_checked_before_it_is_sent(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        checked = check_serials(by, f"AAAA0001\nAAAA0001\n{world.units[0].serial}\n?")
    assert [bool(one.reason) for one in checked] == [False, True, True, True]


def test_an_own_power_counts_instead_of_the_models(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        register(by, world, "AAAA0001", power_override_w=3100, power_override_reason="tuned")
        assert Unit.objects.get(serial="AAAA0001").power_w == 3100


def test_a_registered_act_and_its_lines_never_change(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = register(by, world, "AAAA0001")
        with pytest.raises(IntegrityError), transaction.atomic():
            IntakeAct.objects.filter(pk=act.pk).update(note="another")
    with scope(world.admin), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        IntakeLine.objects.filter(act=act).update(serial="CCCC0001")


def test_a_voided_act_makes_its_units_expected_and_they_may_come_in_again(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = void_intake(by=by, act=register(by, world, "AAAA0001"), why="wrong client")
        unit = Unit.objects.get(serial="AAAA0001")
        assert (act.status, unit.state, unit.site_id) == ("voided", "expected", None)
        with pytest.raises(ActVoided):
            void_intake(by=by, act=act, why="again")
        assert register(by, world, "AAAA0001").number == "АП-2"
        assert Unit.objects.get(serial="AAAA0001").state == "stored"


def test_an_act_whose_units_were_placed_is_not_voided(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = register(by, world, "AAAA0001")
        unit = Unit.objects.get(serial="AAAA0001")
    place(unit, world.shelves[0])
    with scope(manager) as by, pytest.raises(Conflict):
        void_intake(by=by, act=act, why="wrong client")


def test_placing_continues_the_chain_of_custody_under_the_act(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = register(by, world, "AAAA0001")
        unit = Unit.objects.get(serial="AAAA0001")
    place(unit, world.shelves[0])
    with scope(manager) as by:
        links = custody_of(by, unit)
    assert [(link.record and link.record.place, link.record and link.record.document) for link in links] == [
        ("", act.number),
        (world.shelves[0].label, act.number),
    ]
    assert links[0].end == links[1].start


def test_the_document_names_parties_contract_units_and_power(world: World, manager: Actor) -> None:
    with scope(manager) as by:
        act = register(by, world, "AAAA0001", "AAAA0002", completeness="блок питания")
        data = render(act)
        assert data == render(act)
    text = text_of(data)
    for part in (act.number, world.client.name, world.contract.number or "", "AAAA0002", "7,000", "блок питания"):
        assert part in text
    assert re.findall(r"\{[{%]", text) == []


def test_the_warehouse_registers_no_acts(world: World, warehouse: Actor) -> None:
    with scope(warehouse) as by, pytest.raises(AccessDenied):
        register(by, world, "AAAA0001")
