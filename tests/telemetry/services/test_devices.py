"""Matching: serial number before MAC, one device a unit, by hand when machines cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Unit
from apps.telemetry.enums import AgentStatus
from apps.telemetry.exceptions import DeviceAlreadyMatched
from apps.telemetry.models import Agent, Device, Problem
from apps.telemetry.services.agents import revoke_agent
from apps.telemetry.services.devices import match_device, match_found_devices, unmatch_device
from apps.telemetry.services.enrolment import agent_actor
from tests.inventory.factories import World, make_world
from tests.telemetry.factories import make_agent, make_device, make_problem

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation: Organisation) -> World:
    return make_world(organisation)


@pytest.fixture
def agent(world: World) -> Agent:
    return make_agent(world.site)[0]


def _claim(device: Device, **identity: str) -> Device:
    with system_scope(SystemJob.MAINTENANCE):
        for name, value in identity.items():
            setattr(device, name, value)
        device.save()
    return device


def _match(agent: Agent) -> int:
    with system_scope(SystemJob.TELEMETRY_INGEST):
        return match_found_devices(by=agent_actor(agent), agent=agent)


def _unit_of(device: Device) -> tuple[str | None, str]:
    with system_scope(SystemJob.MAINTENANCE):
        device = Device.objects.select_related("unit").get(pk=device.pk)
        return (device.unit.serial if device.unit else None, device.matched_by)


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = AuditRecord.objects.filter(action__startswith="telemetry.").order_by("pk")
        return list(rows.values_list("action", flat=True))


def test_a_machine_is_matched_by_its_serial_number_however_it_is_written(world: World, agent: Agent) -> None:
    device = _claim(make_device(agent), serial=world.units[0].serial.lower())
    assert _match(agent) == 1
    assert _unit_of(device) == (world.units[0].serial, "serial")
    assert _actions() == ["telemetry.device.match"]


def test_a_machine_without_serial_number_is_matched_by_its_mac(world: World, agent: Agent) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        unit = Unit.objects.get(pk=world.units[1].pk)
        unit.mac = "02:AA:00:00:00:01"
        unit.save()
    device = _claim(make_device(agent), serial="", mac="02:aa:00:00:00:01")
    assert _match(agent) == 1
    assert _unit_of(device) == (world.units[1].serial, "mac")


def test_two_machines_that_claim_one_serial_number_are_left_to_a_person(world: World, agent: Agent) -> None:
    first = make_device(agent, world.units[0])
    second = _claim(make_device(agent), serial=world.units[0].serial)
    assert _match(agent) == 0
    assert (_unit_of(first)[0], _unit_of(second)[0]) == (world.units[0].serial, None)


def test_a_unit_of_another_organisation_is_never_matched(agent: Agent, other_organisation: Organisation) -> None:
    foreign = make_world(other_organisation)
    _claim(make_device(agent), serial=foreign.units[0].serial)
    assert _match(agent) == 0


def test_what_a_revoked_agent_found_gives_its_unit_to_the_new_agents_device(world: World, agent: Agent) -> None:
    old = make_device(agent, world.units[0])
    make_problem(old)
    with scope(world.admin):
        revoke_agent(by=world.admin, agent=agent, reason="new computer")
    new_agent, _key = make_agent(world.site, name="second")
    new = _claim(make_device(new_agent), serial=world.units[0].serial)
    assert _match(new_agent) == 1
    assert (_unit_of(old)[0], _unit_of(new)[0]) == (None, world.units[0].serial)
    assert _actions() == ["telemetry.agent.revoke", "telemetry.device.unmatch", "telemetry.device.match"]
    with system_scope(SystemJob.MAINTENANCE):
        assert Problem.objects.filter(resolved_at__isnull=True).count() == 0
        assert Agent.objects.get(pk=agent.pk).status == AgentStatus.REVOKED


def test_a_person_matches_and_takes_off_with_a_record_each(world: World, agent: Agent) -> None:
    device = make_device(agent)
    with scope(world.technician):
        match_device(by=world.technician, device=device, unit=world.units[2])
        assert _unit_of(device) == (world.units[2].serial, "person")
        unmatch_device(by=world.technician, device=device, reason="wrong shelf")
    assert _unit_of(device) == (None, "")
    assert _actions() == ["telemetry.device.match", "telemetry.device.unmatch"]


def test_a_unit_that_has_a_device_gets_no_second_one(world: World, agent: Agent) -> None:
    make_device(agent, world.units[0])
    device = make_device(agent)
    with scope(world.technician), pytest.raises(DeviceAlreadyMatched):
        match_device(by=world.technician, device=device, unit=world.units[0])
    assert (_unit_of(device), _actions()) == ((None, ""), [])


def test_who_may_not_match_changes_nothing(world: World, agent: Agent, manager: Actor) -> None:
    device = make_device(agent)
    with scope(manager), pytest.raises(AccessDenied):
        match_device(by=manager, device=device, unit=world.units[0])
    assert (_unit_of(device), _actions()) == ((None, ""), [])
