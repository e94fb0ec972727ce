"""Agents: what they are told to do, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Invalid, StaleVersion
from apps.telemetry.enums import AgentStatus
from apps.telemetry.exceptions import AgentRevoked
from apps.telemetry.models import Agent, Problem
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.rules.addresses import RefusedRange, checked_ranges

if TYPE_CHECKING:
    from apps.common.actor import Actor

_MIN_POLL_S, _MAX_POLL_S = 5, 3600
_CONFIGURABLE = (
    "name",
    "scan_ranges",
    "scan_exclude",
    "poll_interval_s",
    "port_rpc",
    "port_http",
    "port_whatsminer_v3",
)


def configure_agent(*, by: Actor, agent: Agent, version: int, **changes: Any) -> Agent:
    """Change what an agent is told: name, ranges, poll interval, ports; the agent asks for it within a minute.

    Effects: row written, configuration revision counted up, audit record. Raises AccessDenied, StaleVersion,
    Invalid naming the field.
    """
    access.require(by, AGENT_MANAGE, agent)
    unknown = changes.keys() - set(_CONFIGURABLE)
    if unknown:
        message = f"not configurable: {sorted(unknown)}"
        raise TypeError(message)
    for name in ("scan_ranges", "scan_exclude"):
        if name in changes:
            try:
                changes[name] = checked_ranges(changes[name])
            except RefusedRange as error:
                raise Invalid(_("Address range refused: %(range)s."), field=name, range=str(error)) from error
    if not _MIN_POLL_S <= changes.get("poll_interval_s", _MIN_POLL_S) <= _MAX_POLL_S:
        raise Invalid(_("The poll interval is 5 to 3600 seconds."), field="poll_interval_s")
    with transaction.atomic():
        agent = Agent.objects.select_for_update().get(pk=agent.pk)
        if agent.version != version:
            raise StaleVersion
        before = {name: getattr(agent, name) for name in changes}
        for name, value in changes.items():
            setattr(agent, name, value)
        agent.config_revision += 1
        agent.save_version(version, [*changes, "config_revision"])
        record(by=by, action="telemetry.agent.configure", subject=agent, before=before, after=changes)
    return agent


def request_scan(*, by: Actor, agent: Agent) -> Agent:
    """Ask an agent to scan its ranges now. Raises AccessDenied, AgentRevoked."""
    access.require(by, AGENT_MANAGE, agent)
    with transaction.atomic():
        agent = Agent.objects.select_for_update().get(pk=agent.pk)
        if agent.status == AgentStatus.REVOKED:
            raise AgentRevoked
        agent.scan_request += 1
        agent.config_revision += 1
        agent.save(update_fields=["scan_request", "config_revision", "updated_at"])
        record(by=by, action="telemetry.agent.request_scan", subject=agent, after={"scan_request": agent.scan_request})
    return agent


def revoke_agent(*, by: Actor, agent: Agent, reason: str) -> Agent:
    """End an agent's right to talk to the server; its key stops working at once.

    Effects: status, open problems of its machines ended (nobody watches them any more), audit record. Raises
    AccessDenied, AgentRevoked when it is revoked already.
    """
    access.require(by, AGENT_MANAGE, agent)
    with transaction.atomic():
        agent = Agent.objects.select_for_update().get(pk=agent.pk)
        if agent.status == AgentStatus.REVOKED:
            raise AgentRevoked
        agent.status = AgentStatus.REVOKED
        agent.save(update_fields=["status", "updated_at"])
        ended = Problem.objects.filter(device__agent=agent, resolved_at__isnull=True).update(resolved_at=now())
        record(
            by=by,
            action="telemetry.agent.revoke",
            subject=agent,
            before={"status": AgentStatus.ACTIVE.value},
            after={"status": AgentStatus.REVOKED.value, "problems_ended": ended},
            reason=reason,
        )
    return agent
