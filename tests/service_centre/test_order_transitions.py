"""The table of a repair order's life: every pair of state and verb, and through the one door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.scope import scope
from apps.inventory.models import Unit
from apps.inventory.service_centre.enums import CLOSED_STATES, OrderState, OrderVerb
from apps.inventory.service_centre.exceptions import WrongOrderState
from apps.inventory.service_centre.models import RepairOrder, RepairStep
from apps.inventory.service_centre.services import door
from apps.inventory.service_centre.services.locking import lock_order
from apps.inventory.service_centre.transitions import TRANSITIONS, after
from tests.service_centre.factories import make_order

if TYPE_CHECKING:
    from tests.service_centre.factories import Workshop


def test_the_table_is_exactly_this() -> None:
    shown = {(str(state), str(verb)): str(target) for (state, verb), target in TRANSITIONS.items()}
    assert shown == {
        ("opened", "diagnose"): "diagnosed",
        ("diagnosed", "diagnose"): "diagnosed",
        ("waiting_parts", "diagnose"): "diagnosed",
        ("waiting_approval", "diagnose"): "diagnosed",
        ("in_work", "diagnose"): "diagnosed",
        ("diagnosed", "wait_for_parts"): "waiting_parts",
        ("in_work", "wait_for_parts"): "waiting_parts",
        ("diagnosed", "ask_approval"): "waiting_approval",
        ("waiting_parts", "ask_approval"): "waiting_approval",
        ("in_work", "ask_approval"): "waiting_approval",
        ("waiting_approval", "approve"): "diagnosed",
        ("waiting_approval", "decline"): "diagnosed",
        ("diagnosed", "start"): "in_work",
        ("waiting_parts", "start"): "in_work",
        ("in_work", "test"): "testing",
        ("testing", "fail_test"): "in_work",
        ("testing", "finish"): "repair_done",
        ("diagnosed", "scrap"): "scrapped",
        ("waiting_parts", "scrap"): "scrapped",
        ("waiting_approval", "scrap"): "scrapped",
        ("in_work", "scrap"): "scrapped",
        ("testing", "scrap"): "scrapped",
        ("opened", "cancel"): "cancelled",
        ("diagnosed", "cancel"): "cancelled",
        ("waiting_parts", "cancel"): "cancelled",
        ("waiting_approval", "cancel"): "cancelled",
        ("in_work", "cancel"): "cancelled",
    }


def test_nothing_follows_an_end() -> None:
    assert {after(state, verb) for state in CLOSED_STATES for verb in OrderVerb} == {None}


@pytest.mark.django_db
@pytest.mark.parametrize("state", OrderState)
def test_each_verb_in_each_state_goes_through_the_door_or_changes_nothing(
    workshop: Workshop, state: OrderState
) -> None:
    order = make_order(workshop, state=state)
    assert order.state == state
    with scope(workshop.admin) as by:
        for verb in OrderVerb:
            if after(state, verb) is not None:
                continue
            steps, records = RepairStep.objects.count(), AuditRecord.objects.count()
            with pytest.raises(WrongOrderState) as refusal:
                door.step(lock_order(order), verb, by=by)
            assert refusal.value.params["number"] == order.number
            assert RepairOrder.objects.get(pk=order.pk).state == state
            assert (RepairStep.objects.count(), AuditRecord.objects.count()) == (steps, records)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verb"), sorted(TRANSITIONS))
def test_a_possible_verb_writes_one_step_and_one_record(workshop: Workshop, state: str, verb: str) -> None:
    order = make_order(workshop, state=OrderState(state))
    with scope(workshop.admin) as by:
        steps, records = RepairStep.objects.count(), AuditRecord.objects.count()
        door.step(lock_order(order), OrderVerb(verb), by=by, note="because")
        kept = RepairOrder.objects.get(pk=order.pk)
        assert kept.state == after(state, verb)
        assert (kept.closed_at is not None) == (kept.state in CLOSED_STATES)
        assert (RepairStep.objects.count(), AuditRecord.objects.count()) == (steps + 1, records + 1)
        assert AuditRecord.objects.latest("pk").action == f"inventory.repair.{verb}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "unit_state"),
    [
        (OrderState.OPENED, "in_repair"),
        (OrderState.WAITING_PARTS, "in_repair"),
        (OrderState.TESTING, "in_repair"),
        (OrderState.DONE, "stored"),
        (OrderState.SCRAPPED, "written_off"),
        (OrderState.CANCELLED, "stored"),
    ],
)
def test_the_units_status_follows_the_order(workshop: Workshop, state: OrderState, unit_state: str) -> None:
    make_order(workshop, state=state)
    with scope(workshop.admin):
        assert Unit.objects.get(pk=workshop.units[0].pk).state == unit_state
