"""Agents: who talks, what each is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common import access
from apps.telemetry.enums import AgentStatus
from apps.telemetry.models import Agent
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.rules.keys import key_digest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def agents(actor: Actor) -> QuerySet[Agent]:
    """Return the agents the actor manages."""
    return access.narrow(actor, AGENT_MANAGE, Agent.objects.select_related("site"))


def agent_of_key(key: str) -> Agent | None:
    """Return the active agent of a bearer key. Needs a system scope."""
    return Agent.objects.select_related("site").filter(key_digest=key_digest(key), status=AgentStatus.ACTIVE).first()


def configuration(agent: Agent) -> dict[str, Any]:
    """Return the document of `GET /api/v1/agent/config` (docs/protocol/config.md)."""
    return {
        "version": 1,
        "revision": agent.config_revision,
        "agent": {"name": agent.name, "site": agent.site.name},
        "ports": {"rpc": agent.port_rpc, "http": agent.port_http, "whatsminer_v3": agent.port_whatsminer_v3},
        "scan": {
            "ranges": agent.scan_ranges,
            "exclude": agent.scan_exclude,
            "request": agent.scan_request,
        },
        "poll": {"interval_s": agent.poll_interval_s},
        "heartbeat": {"interval_s": 60},
    }
