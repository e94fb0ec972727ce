"""Agents: who talks, what each is told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apps.common import access
from apps.common.clock import now
from apps.telemetry.enums import AgentStatus
from apps.telemetry.models import Agent
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.rules.freshness import fresh_for_s
from apps.telemetry.rules.keys import key_digest

# Two heartbeats missed (one is sent every minute), with time for the second one's way.
SILENT_AFTER_S = 150

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def agents(actor: Actor) -> QuerySet[Agent]:
    """Return the agents the actor manages."""
    return access.narrow(actor, AGENT_MANAGE, Agent.objects.select_related("site"))


def agent_state(agent: Agent) -> str:
    """Return the status key of an agent: revoked, waiting for its first word, silent, or active."""
    if agent.status == AgentStatus.REVOKED:
        return "revoked"
    if agent.last_heard_at is None:
        return "waiting"
    allowed_s = max(fresh_for_s(agent.poll_interval_s), SILENT_AFTER_S)
    return "silent" if now() - agent.last_heard_at > timedelta(seconds=allowed_s) else "active"


def agent_states(actor: Actor) -> Counter[str]:
    """Return how many of the actor's agents are in each state, the revoked left out (one query)."""
    rows = agents(actor).select_related(None).exclude(status=AgentStatus.REVOKED)
    return Counter(agent_state(agent) for agent in rows.only("status", "last_heard_at", "poll_interval_s"))


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
