"""The table of a unit's life: every pair of state and verb, and through the one door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.scope import scope
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import WrongState
from apps.inventory.models import Unit, UnitStatus
from apps.inventory.participants import Place
from apps.inventory.services import lifecycle
from apps.inventory.services.locks import lock_unit
from apps.inventory.transitions import TRANSITIONS, after
from tests.inventory.factories import make_site

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

ROUTES = {
    UnitState.STORED: (),
    UnitState.EXPECTED: (UnitVerb.WITHDRAW,),
    UnitState.IN_SERVICE: (UnitVerb.COMMISSION,),
    UnitState.IN_TRANSIT: (UnitVerb.PICK_UP,),
    UnitState.IN_REPAIR: (UnitVerb.SEND_TO_REPAIR,),
    UnitState.PENDING_RETURN: (UnitVerb.REQUEST_RETURN,),
    UnitState.RETURNED: (UnitVerb.REQUEST_RETURN, UnitVerb.HAND_OVER),
    UnitState.LOST: (UnitVerb.REPORT_LOST,),
    UnitState.WRITTEN_OFF: (UnitVerb.WRITE_OFF,),
}
HELD = {UnitState.STORED, UnitState.IN_SERVICE, UnitState.IN_REPAIR, UnitState.PENDING_RETURN}


def test_the_table_is_exactly_this() -> None:
    shown = {(str(state), str(verb)): str(target) for (state, verb), target in TRANSITIONS.items()}
    assert shown == {
        ("expected", "register"): "stored",
        ("returned", "register"): "stored",
        ("stored", "withdraw"): "expected",
        ("stored", "place"): "stored",
        ("in_repair", "place"): "in_repair",
        ("pending_return", "place"): "pending_return",
        ("stored", "commission"): "in_service",
        ("in_service", "commission"): "in_service",
        ("stored", "take_off"): "stored",
        ("in_service", "take_off"): "stored",
        ("pending_return", "take_off"): "pending_return",
        ("stored", "pick_up"): "in_transit",
        ("in_service", "pick_up"): "in_transit",
        ("in_transit", "accept"): "stored",
        ("stored", "send_to_repair"): "in_repair",
        ("in_service", "send_to_repair"): "in_repair",
        ("in_repair", "finish_repair"): "stored",
        ("stored", "request_return"): "pending_return",
        ("in_service", "request_return"): "pending_return",
        ("in_repair", "request_return"): "pending_return",
        ("pending_return", "cancel_return"): "stored",
        ("pending_return", "hand_over"): "returned",
        ("stored", "report_lost"): "lost",
        ("in_service", "report_lost"): "lost",
        ("in_transit", "report_lost"): "lost",
        ("in_repair", "report_lost"): "lost",
        ("pending_return", "report_lost"): "lost",
        ("lost", "find"): "stored",
        ("stored", "write_off"): "written_off",
        ("in_repair", "write_off"): "written_off",
        ("lost", "write_off"): "written_off",
    }


@pytest.mark.parametrize("state", UnitState)
def test_a_pair_that_is_not_in_the_table_leads_nowhere(state: UnitState) -> None:
    missing = {verb for verb in UnitVerb if (state, verb) not in TRANSITIONS}
    assert {after(state, verb) for verb in missing} <= {None}


def _place_after(world: World, state: UnitState | None, courier: int) -> Place | None:
    """Return a place that fits a state."""
    if state in HELD:
        return Place(site_id=world.site.pk)
    return Place(holder_id=courier) if state is UnitState.IN_TRANSIT else None


def _walk(world: World, state: UnitState) -> Unit:
    """Bring a unit into a state through the door."""
    unit = lock_unit(world.units[0])
    for verb in ROUTES[state]:
        place = _place_after(world, after(unit.state, verb), world.admin.id or 0)
        change = lifecycle.step(unit=unit, verb=verb, place=place, why="test")
        lifecycle.tell(by=world.admin, changes=[change])
    return unit


@pytest.mark.django_db
@pytest.mark.parametrize("state", UnitState)
def test_each_verb_in_each_state_goes_through_the_door_or_changes_nothing(world: World, state: UnitState) -> None:
    with scope(world.admin) as by:
        unit = _walk(world, state)
        assert unit.state == state
        for verb in UnitVerb:
            target = after(state, verb)
            kept = Unit.objects.get(pk=unit.pk)
            facts, records = UnitStatus.objects.filter(unit=unit).count(), AuditRecord.objects.count()
            place = _place_after(world, target, by.id or 0)
            if target is None:
                with pytest.raises(WrongState) as refusal:
                    lifecycle.step(unit=kept, verb=verb, place=place)
                assert refusal.value.params["serial"] == kept.serial
                assert Unit.objects.get(pk=unit.pk).state == state
                assert UnitStatus.objects.filter(unit=unit).count() == facts
                assert AuditRecord.objects.count() == records


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "verb"), sorted(TRANSITIONS))
def test_a_possible_verb_writes_one_fact_and_one_record(world: World, state: str, verb: str) -> None:
    with scope(world.admin) as by:
        unit = _walk(world, UnitState(state))
        target = after(state, verb)
        records = AuditRecord.objects.count()
        change = lifecycle.step(
            unit=unit, verb=UnitVerb(verb), place=_place_after(world, target, by.id or 0), why="because"
        )
        lifecycle.tell(by=by, changes=[change])
        kept = Unit.objects.get(pk=unit.pk)
        open_facts = UnitStatus.objects.filter(unit=unit, during__upper_inf=True)
        assert kept.state == target
        assert [fact.state for fact in open_facts] == [target]
        assert AuditRecord.objects.count() == records + 1
        assert AuditRecord.objects.latest("pk").action == f"inventory.unit.{verb}"


@pytest.mark.django_db
def test_a_lost_unit_is_found_at_a_site_with_a_reason(organisation: Organisation, world: World) -> None:
    elsewhere = make_site(organisation)
    with scope(world.admin) as by:
        lifecycle.change_state(by=by, unit=world.units[0], verb=UnitVerb.REPORT_LOST, why="not at its place")
        unit = lifecycle.change_state(
            by=by, unit=world.units[0], verb=UnitVerb.FIND, why="stood behind the door", site=elsewhere
        )
        assert (unit.state, unit.site_id, unit.shelf_id) == ("stored", elsewhere.pk, None)
