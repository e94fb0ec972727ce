"""Returns: units are locked at once, handed over once, released when the return is cancelled."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.inventory.exceptions import WrongState
from apps.inventory.services import change_unit, place_unit
from apps.logistics.documents.return_act import render
from apps.logistics.enums import ReturnLineState, ReturnStatus
from apps.logistics.exceptions import NothingChosen, NotOfTheContract, ReturnClosed, UnitTravels
from apps.logistics.models import Attachment, CustodyRecord, ReturnAct, ReturnLine
from apps.logistics.selectors import return_acts, waiting_for_hand_over
from apps.logistics.services import cancel_return, hand_over_units, register_return
from tests.crm.factories import make_contract
from tests.inventory.factories import make_store, place
from tests.logistics.factories import Road, make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.inventory.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def register(road: Road, units: list[Unit] | None = None) -> ReturnAct:
    """Let the manager register a return act."""
    with scope(road.manager) as by:
        return register_return(by=by, contract=road.contract(), units=units or road.units, reason="Contract ends")


def waiting(road: Road) -> list[ReturnLine]:
    """Return what waits at the warehouse, as its keeper sees it."""
    with scope(road.keeper) as by:
        return list(waiting_for_hand_over(by, road.warehouse))


def test_units_are_locked_at_once_and_the_warehouse_is_told(road: Road) -> None:
    shelf = make_store(road.warehouse)[0]
    place(road.units[0], shelf)
    act = register(road)
    assert (act.number, act.status, act.unit_count) == ("ВЗ-1", ReturnStatus.REGISTERED, 3)
    assert road.states() == ["pending_return"] * 3
    assert [(line.serial, line.unit.shelf.label if line.unit.shelf else None) for line in waiting(road)] == [
        (road.serials[0], shelf.label),
        (road.serials[1], None),
        (road.serials[2], None),
    ]
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.filter(user_id=road.keeper.person_id).get().params["count"] == 3
        assert AuditRecord.objects.filter(action="logistics.return.register").count() == 1


def test_a_locked_unit_goes_into_no_second_act_and_no_movement(road: Road) -> None:
    register(road, road.units[:1])
    with pytest.raises(WrongState):
        register(road, road.units[:1])
    with pytest.raises(WrongState):
        make_movement(road, road.units[:1])
    with system_scope(SystemJob.MAINTENANCE):
        assert ReturnAct.objects.count() == 1


def test_a_unit_on_the_list_of_a_movement_is_not_returned(road: Road) -> None:
    make_movement(road, road.units[:1])
    with pytest.raises(UnitTravels):
        register(road)
    assert road.states() == ["stored"] * 3


def test_a_unit_of_another_contract_is_refused(road: Road) -> None:
    other = make_contract(road.world.client)
    with scope(road.manager) as by, pytest.raises(NotOfTheContract):
        register_return(by=by, contract=other, units=road.units)
    with scope(road.manager) as by, pytest.raises(NothingChosen):
        register_return(by=by, contract=other, units=[])


def test_what_is_handed_over_leaves_its_shelf_and_is_the_clients(road: Road) -> None:
    place(road.units[0], make_store(road.warehouse)[0])
    act = register(road)
    with scope(road.keeper) as by:
        part = hand_over_units(act, by=by, lines=waiting(road)[:1], receiver_name="Anna", signature=picture())
        assert part.status == ReturnStatus.REGISTERED
    assert road.states() == ["returned", "pending_return", "pending_return"]
    with scope(road.keeper) as by:
        done = hand_over_units(act, by=by, lines=waiting(road), receiver_name="Anna")
        assert (done.status, done.closed_at is not None) == (ReturnStatus.HANDED_OVER, True)
    with system_scope(SystemJob.MAINTENANCE):
        last = CustodyRecord.objects.filter(unit=road.units[0]).latest("pk")
        assert (last.keeper_kind, last.keeper, last.document) == ("client", str(road.world.client), "ВЗ-1")
        assert Attachment.objects.get().signer_name == "Anna"
        road.units[0].refresh_from_db()
    assert (road.units[0].shelf_id, road.units[0].site_id) == (None, None)


def test_a_second_press_hands_nothing_over_twice(road: Road) -> None:
    act = register(road)
    lines = waiting(road)
    with scope(road.keeper) as by:
        for _again in range(2):
            hand_over_units(act, by=by, lines=lines, receiver_name="Anna")
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.filter(action="logistics.return.hand_over").count() == 1


def test_who_may_hand_over(road: Road) -> None:
    act = register(road)
    lines = waiting(road)
    for by in (road.manager, road.technician, road.driver):
        with scope(by), pytest.raises(AccessDenied):
            hand_over_units(act, by=by, lines=lines, receiver_name="Anna")
    with scope(road.keeper) as by, pytest.raises(Invalid):
        hand_over_units(act, by=by, lines=lines, receiver_name=" ")
    assert road.states() == ["pending_return"] * 3


def test_units_at_another_site_are_handed_over_there(road: Road) -> None:
    act = register(road, [road.units[0], road.world.units[0]])
    with system_scope(SystemJob.MAINTENANCE):
        lines = list(ReturnLine.objects.filter(act=act))
    with scope(road.keeper) as by:
        with pytest.raises(NothingChosen):
            hand_over_units(act, by=by, lines=lines, receiver_name="Anna")
        assert {line.state for line in ReturnLine.objects.filter(act=act)} == {ReturnLineState.WAITING}
        hand_over_units(act, by=by, lines=waiting(road), receiver_name="Anna")
    with system_scope(SystemJob.MAINTENANCE):
        states = [line.state for line in ReturnLine.objects.filter(act=act).order_by("position")]
    assert states == [ReturnLineState.HANDED_OVER, ReturnLineState.WAITING]


def test_an_act_states_roubles_and_nothing_of_a_value_in_another_currency(road: Road) -> None:
    values = ((Decimal(250_000), "RUB"), (Decimal(3_000), "USD"))
    with scope(road.world.admin) as by:
        for unit, (value, currency) in zip(road.units, values, strict=False):
            unit.refresh_from_db()
            change_unit(by=by, unit=unit, version=unit.version, declared_value=value, declared_currency=currency)
    act = register(road, road.units[:2])
    with scope(road.manager):
        assert list(act.lines.order_by("position").values_list("declared_value", flat=True)) == [250_000, None]


def test_a_cancelled_return_frees_its_units_and_keeps_its_number(road: Road) -> None:
    act = register(road)
    with scope(road.manager) as by:
        done = cancel_return(act, by=by, why="The client stays")
        assert done.status == ReturnStatus.VOIDED
        with pytest.raises(ReturnClosed):
            cancel_return(act, by=by, why="again")
    assert road.states() == ["stored"] * 3
    assert register(road).number == "ВЗ-2"


def test_a_return_cancelled_half_way_keeps_what_was_handed_over(road: Road) -> None:
    act = register(road)
    with scope(road.keeper) as by:
        hand_over_units(act, by=by, lines=waiting(road)[:1], receiver_name="Anna")
    with scope(road.manager) as by:
        assert cancel_return(act, by=by, why="The rest stays").status == ReturnStatus.HANDED_OVER
        states = list(act.lines.values_list("state", flat=True))
    assert states == [ReturnLineState.HANDED_OVER, ReturnLineState.CANCELLED, ReturnLineState.CANCELLED]


def test_people_of_a_site_see_acts_with_units_of_theirs_once(road: Road) -> None:
    act = register(road)
    with scope(road.keeper) as by:
        assert [row.pk for row in return_acts(by)] == [act.pk]
    with scope(road.technician) as by:
        assert list(return_acts(by)) == []


def test_the_database_keeps_a_registered_act_as_it_is(road: Road) -> None:
    act = register(road)
    with scope(road.manager):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnAct.objects.filter(pk=act.pk).update(unit_count=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnLine.objects.filter(act=act).update(serial="X")


def test_a_waiting_unit_may_be_put_on_another_shelf_and_stays_locked(road: Road) -> None:
    shelf = make_store(road.warehouse)[0]
    register(road, road.units[:1])
    with scope(road.keeper) as by:
        moved = place_unit(by=by, unit=road.units[0], shelf=shelf)
    assert (moved.state, moved.shelf_id) == ("pending_return", shelf.pk)


def test_the_act_is_printed_as_it_was_registered_and_the_same_every_time(road: Road) -> None:
    act = register(road)
    with scope(road.manager):
        kept = ReturnAct.objects.get(pk=act.pk)
        first, again = render(kept), render(kept)
    text = text_of(first)
    assert first == again
    assert [text.count(part) for part in ("ВЗ-1", str(road.world.client), "{{", "{%")] == [1, 1, 0, 0]
    assert all(serial in text for serial in road.serials)
