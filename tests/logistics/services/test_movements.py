"""Movements: planned with checked units, given to a driver, cancelled; refusals change nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.accounts.models import Notification, User
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.inventory.exceptions import NotAtThisSite
from apps.logistics.documents.transfer_note import render
from apps.logistics.enums import MovementStatus, MovementVerb
from apps.logistics.exceptions import NothingChosen, StepRefused, UnitGoesBack, UnitTravels
from apps.logistics.models import Movement, MovementLine
from apps.logistics.selectors import movements, tasks
from apps.logistics.services import Plan, assign_driver, cancel_movement, create_movement, register_return
from apps.logistics.transitions import MOVEMENT, after
from tests.factories import actor_for, make_user
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def test_a_movement_gets_the_next_number_and_its_driver_is_told(road: Road) -> None:
    first, second = make_movement(road, road.units[:2]), make_movement(road, road.units[2:])
    assert (first.number, second.number) == ("ПМ-1", "ПМ-2")
    assert (first.status, first.unit_count, first.power_w) == (MovementStatus.PENDING, 2, 7000)
    assert road.states() == ["stored"] * 3
    with system_scope(SystemJob.MAINTENANCE):
        told = Notification.objects.filter(user_id=road.driver.person_id)
        assert sorted(note.params["number"] for note in told) == ["ПМ-1", "ПМ-2"]
        assert AuditRecord.objects.filter(action="logistics.movement.create").count() == 2


@pytest.mark.parametrize("role_may", [("manager", True), ("technician", True), ("keeper", False), ("driver", False)])
def test_who_may_plan_a_movement(road: Road, role_may: tuple[str, bool]) -> None:
    name, may = role_may
    by = getattr(road, name)
    plan = Plan(road.centre, road.warehouse, "Back to store")
    units = road.world.units
    with scope(by):
        if may:
            assert create_movement(by=by, plan=plan, units=units).status == MovementStatus.PENDING
        else:
            with pytest.raises(AccessDenied):
                create_movement(by=by, plan=plan, units=units)
            assert Movement.objects.count() == 0


def test_a_technician_starts_movements_at_own_sites_only(road: Road) -> None:
    with scope(road.technician) as by, pytest.raises(AccessDenied):
        create_movement(by=by, plan=Plan(road.warehouse, road.centre, "x"), units=road.units)


def test_a_unit_that_stands_elsewhere_is_refused_and_no_number_is_used(road: Road) -> None:
    with scope(road.manager) as by, pytest.raises(NotAtThisSite), transaction.atomic():
        create_movement(by=by, plan=Plan(road.warehouse, road.centre, "x"), units=[*road.units, *road.world.units])
    assert make_movement(road).number == "ПМ-1"
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.filter(action="logistics.movement.create").count() == 1


def test_a_unit_travels_with_one_movement_at_a_time(road: Road) -> None:
    make_movement(road, road.units[:1])
    with scope(road.manager), pytest.raises(UnitTravels, match="ПМ-1"):
        make_movement(road)
    other = make_movement(road, road.units[1:])
    twin = MovementLine(
        organisation_id=other.organisation_id, movement=other, unit=road.units[0], position=9, power_w=1
    )
    with scope(road.manager), pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_unit_that_goes_back_to_its_owner_does_not_travel(road: Road) -> None:
    with scope(road.manager) as by:
        register_return(by=by, contract=road.contract(), units=road.units[:1])
    with scope(road.manager), pytest.raises(Exception, match=road.units[0].serial) as refusal:
        make_movement(road)
    assert refusal.value.code in {"inventory_wrong_state", UnitGoesBack.code}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "values"),
    [("to_site", {"to": "warehouse"}), ("reason", {"reason": " "}), ("driver", {"driver": "keeper"})],
)
def test_a_wrong_plan_names_its_field(road: Road, field: str, values: dict[str, str]) -> None:
    end = getattr(road, values.get("to", "centre"))
    with scope(road.manager) as by:
        person = User.objects.get(pk=getattr(road, values["driver"]).person_id) if "driver" in values else None
        plan = Plan(road.warehouse, end, values.get("reason", "x"), person)
        with pytest.raises(Invalid) as refusal:
            create_movement(by=by, plan=plan, units=road.units)
        assert refusal.value.field == field
        with pytest.raises(NothingChosen):
            create_movement(by=by, plan=Plan(road.warehouse, road.centre, "x"), units=[])


def test_another_driver_may_be_named_while_it_waits(road: Road, organisation: Organisation) -> None:
    movement = make_movement(road)
    other = make_user(organisation, "driver")  # type: ignore[arg-type]  # the role's own value
    with scope(road.manager) as by:
        changed = assign_driver(movement, by=by, driver=other, version=movement.version)
        assert changed.driver_id == other.pk
    with scope(actor_for(other)) as by:
        assert [row.pk for row in tasks(by, movement.planned_on)] == [movement.pk]
    with scope(road.driver) as by:
        assert (tasks(by, movement.planned_on), list(movements(by))) == ([], [])


@time_machine.travel(datetime(2026, 12, 31, 21, 30, tzinfo=UTC), tick=False)
def test_a_driver_sees_what_is_fetched_on_the_day_that_has_begun_there(road: Road) -> None:
    """In Moscow, where it is fetched, the new year has begun; for a driver whose clock is in London it has not."""
    movement = make_movement(road)
    with scope(road.driver) as by:
        assert [row.pk for row in tasks(by, date(2026, 12, 31))] == [movement.pk]
        assert movement.planned_on == date(2027, 1, 1)


def test_a_cancelled_movement_keeps_its_number_and_frees_its_units(road: Road) -> None:
    movement = make_movement(road)
    with scope(road.manager) as by:
        done = cancel_movement(movement, by=by, why="No truck", version=movement.version)
        assert (done.status, done.number, done.cancel_reason) == (MovementStatus.CANCELLED, "ПМ-1", "No truck")
    assert make_movement(road).number == "ПМ-2"
    with scope(road.manager), pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).delete()


def test_a_movement_on_the_way_is_not_cancelled(road: Road) -> None:
    movement = load(road, make_movement(road))
    with scope(road.manager) as by:
        with pytest.raises(StepRefused):
            cancel_movement(movement, by=by, why="x", version=movement.version)
        assert Movement.objects.get().status == MovementStatus.PICKED_UP


@pytest.mark.parametrize("status", list(MovementStatus))
@pytest.mark.parametrize("verb", list(MovementVerb))
def test_a_step_outside_the_table_is_refused(status: MovementStatus, verb: MovementVerb) -> None:
    assert after(status, verb) == MOVEMENT.get((status, verb), frozenset())
    if status is MovementStatus.CANCELLED:
        assert after(status, verb) == frozenset()


def test_the_transfer_note_names_places_units_and_what_became_of_them(road: Road) -> None:
    movement = load(road, make_movement(road), road.serials[:1])
    with scope(road.manager):
        text = text_of(render(movement))
    assert [text.count(part) for part in ("ПМ-1", "в пути", "к перевозке", "{{", "{%")] == [1, 1, 2, 0, 0]
    assert all(serial in text for serial in road.serials)
