"""Agents: what they are told is changed by one person at a time; a revoked key works no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.telemetry.exceptions import AgentRevoked
from apps.telemetry.models import Agent
from apps.telemetry.selectors.agents import agent_state, configuration
from apps.telemetry.services.agents import configure_agent, request_scan, revoke_agent
from apps.telemetry.services.codes import make_enrolment_code
from tests.factories import actor_for, make_user
from tests.telemetry.factories import Keys, Reading, batch_body, make_agent, make_site

if TYPE_CHECKING:
    from django.test import Client

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(organisation: Organisation) -> Agent:
    return make_agent(make_site(organisation))[0]


def _again(agent: Agent) -> Agent:
    with system_scope(SystemJob.MAINTENANCE):
        return Agent.objects.select_related("site").get(pk=agent.pk)


def _records() -> int:
    with system_scope(SystemJob.MAINTENANCE):
        return AuditRecord.objects.filter(action__startswith="telemetry.agent").count()


def test_a_change_reaches_the_configuration_under_a_new_revision(agent: Agent, admin: Actor) -> None:
    with scope(admin):
        configure_agent(by=admin, agent=agent, version=agent.version, poll_interval_s=15, port_rpc=14028)
    told = configuration(_again(agent))
    assert (told["revision"], told["poll"]["interval_s"], told["ports"]["rpc"]) == (2, 15, 14028)


def test_a_change_of_what_was_read_before_another_change_is_refused(agent: Agent, admin: Actor) -> None:
    with scope(admin):
        configure_agent(by=admin, agent=agent, version=agent.version, poll_interval_s=15)
    with scope(admin), pytest.raises(StaleVersion):
        configure_agent(by=admin, agent=agent, version=agent.version, poll_interval_s=60)
    assert (_again(agent).poll_interval_s, _records()) == (15, 1)


@pytest.mark.parametrize(
    ("field", "value"), [("scan_ranges", ["8.8.8.0/24"]), ("scan_exclude", ["x"]), ("poll_interval_s", 4)]
)
def test_a_value_that_is_not_acceptable_is_named_by_its_field(
    agent: Agent, admin: Actor, field: str, value: Any
) -> None:
    with scope(admin), pytest.raises(Invalid) as refusal:
        configure_agent(by=admin, agent=agent, version=agent.version, **{field: value})
    assert (refusal.value.field, _again(agent).config_revision, _records()) == (field, 1, 0)


def test_a_manager_may_not_manage_agents(agent: Agent, manager: Actor) -> None:
    with scope(manager), pytest.raises(AccessDenied):
        request_scan(by=manager, agent=agent)
    assert _again(agent).scan_request == 0


def test_an_administrator_of_another_organisation_does_not_reach_the_agent(
    agent: Agent, other_organisation: Organisation
) -> None:
    stranger = actor_for(make_user(other_organisation, Role.ADMIN))
    with scope(stranger), pytest.raises(AccessDenied):
        revoke_agent(by=stranger, agent=agent, reason="mine now")
    assert agent_state(_again(agent)) == "waiting"


def test_a_revoked_key_is_refused_at_once(client: Client, organisation: Organisation, admin: Actor) -> None:
    agent, key = make_agent(make_site(organisation))
    headers = {"Authorization": f"Bearer {key}"}
    body = batch_body(agent, [Reading(1)])
    path, kind = "/api/v1/agent/batches", "application/octet-stream"
    assert client.post(path, body, content_type=kind, headers=headers).status_code == 200
    with scope(admin):
        revoke_agent(by=admin, agent=agent, reason="stolen")
    answer = client.post(path, body, content_type=kind, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "key.revoked")


def test_a_revoked_agent_is_not_revoked_or_scanned_again(agent: Agent, admin: Actor) -> None:
    with scope(admin):
        revoke_agent(by=admin, agent=agent, reason="gone")
    with scope(admin), pytest.raises(AgentRevoked):
        revoke_agent(by=admin, agent=agent, reason="x")
    with scope(admin), pytest.raises(AgentRevoked):
        request_scan(by=admin, agent=agent)
    assert _records() == 1


def test_a_revoked_agent_does_not_come_back_with_its_old_code(
    client: Client, organisation: Organisation, admin: Actor
) -> None:
    site, keys = make_site(organisation), Keys()
    with scope(admin):
        code = make_enrolment_code(by=admin, site=site, agent_name="n", scan_ranges=["10.0.0.0/24"])[1]
    first = client.post("/api/v1/agent/enrol", keys.request(code), content_type="application/json")
    assert first.status_code == 201
    with system_scope(SystemJob.MAINTENANCE):
        agent = Agent.objects.get()
    with scope(admin):
        revoke_agent(by=admin, agent=agent, reason="stolen")
    later = keys.request(code, agent.enrolled_signed_at_ms + 1)
    answer = client.post("/api/v1/agent/enrol", later, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "enrol.code")
