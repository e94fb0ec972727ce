"""Reports of agents: parts of a scan, heartbeats (docs/protocol/discoveries.md, config.md)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import msgspec
from django.db import transaction

from apps.common.clock import now
from apps.telemetry.exceptions import ProtocolRefusal
from apps.telemetry.models import Agent, DiscoveryPart
from apps.telemetry.rules.batch import DeviceEntry
from apps.telemetry.services.devices import match_found_devices, resolve_found

if TYPE_CHECKING:
    from apps.common.actor import Actor

DocumentT = TypeVar("DocumentT")

MAX_DISCOVERY_BYTES = 2 * 1024 * 1024
MAX_HEARTBEAT_BYTES = 64 * 1024
MAX_DEVICES = 1_000


class DiscoveryReport(msgspec.Struct):
    """One part of a scan's result, as on the wire."""

    version: int
    scan_uid: UUID
    part: int
    complete: bool
    devices: list[DeviceEntry]


class Heartbeat(msgspec.Struct):
    """An agent's sign of life, as on the wire; what is for people is kept as it came."""

    version: int
    sent_at_ms: int
    agent_version: str = ""
    config_revision: int = 0
    config_refused: Any = None
    queue: dict[str, Any] = msgspec.field(default_factory=dict)
    devices: dict[str, Any] = msgspec.field(default_factory=dict)
    scan: dict[str, Any] = msgspec.field(default_factory=dict)
    problems: list[dict[str, Any]] = msgspec.field(default_factory=list)


def _decoded(body: bytes, limit: int, kind: type[DocumentT]) -> DocumentT:
    """Decode a JSON body. Raises ProtocolRefusal 400, 413."""
    if len(body) > limit:
        raise ProtocolRefusal(413, "request.too_large", f"the body has {len(body)} bytes, the limit is {limit}")
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise ProtocolRefusal(400, "request.malformed", str(error)) from error


def accept_discoveries(agent: Agent, body: bytes, *, by: Actor) -> int:
    """Take in one part of a scan, once; match what was found to units; return how many devices it names.

    The caller holds the scope of the job `telemetry-ingest`. Raises ProtocolRefusal.
    """
    report = _decoded(body, MAX_DISCOVERY_BYTES, DiscoveryReport)
    if len(report.devices) > MAX_DEVICES:
        raise ProtocolRefusal(
            422, "discovery.refused", f"{len(report.devices)} devices; a part has at most {MAX_DEVICES}"
        )
    for entry in report.devices:
        try:
            ipaddress.IPv4Address(entry.ip)
        except ValueError as error:
            raise ProtocolRefusal(422, "discovery.refused", f"{entry.ip!r} is not an address") from error
    with transaction.atomic():
        # The agent's row is the lock: two parts that name the same machine make one device.
        agent = Agent.objects.select_for_update().get(pk=agent.pk)
        _, is_new = DiscoveryPart.objects.get_or_create(
            agent=agent,
            scan_uid=report.scan_uid,
            part=report.part,
            defaults={
                "organisation_id": agent.organisation_id,
                "devices": len(report.devices),
                "complete": report.complete,
            },
        )
        if is_new:
            resolve_found(agent, report.devices)
            match_found_devices(by=by, agent=agent)
    return len(report.devices)


def accept_heartbeat(agent: Agent, body: bytes) -> None:
    """Keep an agent's sign of life. Raises ProtocolRefusal."""
    report = _decoded(body, MAX_HEARTBEAT_BYTES, Heartbeat)
    at = now()
    Agent.objects.filter(pk=agent.pk).update(
        last_heard_at=at,
        clock_error_ms=report.sent_at_ms - int(at.timestamp() * 1000),
        agent_version=report.agent_version[:200] or agent.agent_version,
        heartbeat=msgspec.to_builtins(report),
    )
