"""Factories of telemetry: sites with agents, batches as an agent would send them."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import numpy as np
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from apps.accounts.models import Organisation
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope
from apps.inventory.models import Site, Unit
from apps.telemetry.enums import SEVERITY_OF, MachineState, ProblemCode
from apps.telemetry.models import Agent, Device, LiveReading, Problem
from apps.telemetry.rules.columns import SCALARS
from apps.telemetry.rules.freshness import fresh_for_s
from apps.telemetry.rules.keys import KEY_PREFIX, key_digest
from apps.telemetry.services.codes import normalise

EPOCH = "1f0c3a5e9d27b684"
_numbers = count(1)


def make_site(organisation: Organisation, name: str = "North", **values: Any) -> Site:
    """Make a data centre."""
    with system_scope(SystemJob.MAINTENANCE):
        return Site.objects.create(
            **{"organisation": organisation, "name": name, "type": "data_centre", "postal_address": "-"} | values
        )


def make_agent(site: Site, **values: Any) -> tuple[Agent, str]:
    """Make an enrolled agent; return it with its key."""
    key = KEY_PREFIX + secrets.token_urlsafe(16)
    with system_scope(SystemJob.MAINTENANCE):
        agent = Agent.objects.create(
            **{
                "organisation_id": site.organisation_id,
                "site": site,
                "name": f"agent {site.name}",
                "ed25519_public": bytes(32),
                "x25519_public": bytes(32),
                "key_digest": key_digest(key),
                "enrolled_signed_at_ms": 1,
            }
            | values
        )
    return agent, key


def make_device(agent: Agent, unit: Unit | None = None, *, age_s: float = 0, **live: Any) -> Device:
    """Make a device of an agent, matched to `unit`; with figures of `live` it was read `age_s` seconds ago."""
    number = next(_numbers)
    at = now() - timedelta(seconds=age_s)
    with system_scope(SystemJob.MAINTENANCE):
        device = Device.objects.create(
            organisation_id=agent.organisation_id,
            agent=agent,
            site_id=agent.site_id,
            unit=unit,
            matched_by="serial" if unit else "",
            ip=f"127.20.{number // 250}.{number % 250 + 1}",
            mac=f"02:00:00:00:{number // 256:02x}:{number % 256:02x}",
            serial=unit.serial if unit else f"FOUND{number:06}",
            family="antminer_stock",
            make="Antminer",
            model="S21",
        )
        if live:
            LiveReading.objects.create(
                **{
                    "device": device,
                    "organisation_id": agent.organisation_id,
                    "at": at,
                    "fresh_until": at + timedelta(seconds=fresh_for_s(agent.poll_interval_s)),
                    "state_since": at,
                    "state": MachineState.MINING,
                }
                | live
            )
    return device


def make_problem(device: Device, code: str = "offline", **values: Any) -> Problem:
    """Make an open problem of a device."""
    with system_scope(SystemJob.MAINTENANCE):
        return Problem.objects.create(
            **{
                "organisation_id": device.organisation_id,
                "device": device,
                "code": code,
                "severity": SEVERITY_OF[ProblemCode(code)],
                "opened_at": now(),
            }
            | values
        )


@dataclass
class Reading:
    """One reading to be sent; `values` are columns by name."""

    seq: int
    ip: str = "127.20.0.1"
    mac: str | None = "02:00:00:00:00:01"
    serial: str | None = None
    at_ms: int = 0
    state: int = 5
    values: dict[str, float] = field(default_factory=dict)


def batch_body(agent: Agent, readings: list[Reading], **header: Any) -> bytes:
    """Return the bytes of a batch of these readings, as docs/protocol/batches.md says."""
    devices: list[dict[str, Any]] = []
    index = []
    for one in readings:
        device = {"ip": one.ip, "family": "antminer_stock", "mac": one.mac, "serial": one.serial, "model": "S21"}
        if device not in devices:
            devices.append(device)
        index.append(devices.index(device))
    at_ms = int(now().timestamp() * 1000)
    columns: dict[str, list[Any]] = {
        "seq": [one.seq for one in readings],
        "at_ms": [one.at_ms or at_ms for one in readings],
        "device": index,
        "state": [one.state for one in readings],
    }
    for name in {name for one in readings for name in one.values}:
        unknown = np.nan if "f" in SCALARS[name] else -1
        columns[name] = [one.values.get(name, unknown) for one in readings]
    area = b""
    directory = []
    for name, values in columns.items():
        area += b"\0" * (-len(area) % 8)
        directory.append((name, SCALARS[name], len(area), len(values)))
        area += np.array(values, dtype=SCALARS[name]).tobytes()
    head = {
        "agent": str(agent.uid),
        "epoch": EPOCH,
        "first_seq": readings[0].seq if readings else 1,
        "last_seq": readings[-1].seq if readings else 1,
        "rows": len(readings),
        "gaps": [],
        "sent_at_ms": at_ms,
        "sent_mono_ms": 1000,
        "sent_boot": "boot",
        "boots": ["boot"],
        "devices": devices,
        "texts": [],
        "columns": directory,
    }
    raw = msgspec.msgpack.encode(head | header)
    payload = len(raw).to_bytes(4, "little") + raw
    payload += b"\0" * (-len(payload) % 8) + area
    frame = zstandard.ZstdCompressor(write_content_size=True, write_checksum=True).compress(payload)
    return b"NHTB" + bytes([1, 0, 0, 0]) + len(payload).to_bytes(4, "little") + frame


@dataclass
class Keys:
    """The two key pairs of an agent that enrols."""

    ed25519: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    x25519: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def request(self, code: str, signed_at_ms: int | None = None, **changes: Any) -> dict[str, Any]:
        """Return the body of an enrolment, signed as docs/protocol/enrolment.md says."""
        ed25519 = base64.b64encode(self.ed25519.public_key().public_bytes_raw()).decode()
        x25519 = base64.b64encode(self.x25519.public_key().public_bytes_raw()).decode()
        at_ms = signed_at_ms if signed_at_ms is not None else int(now().timestamp() * 1000)
        lines = ("neurohost-enrol-v1", normalise(code), ed25519, x25519, str(at_ms), "")
        signature = self.ed25519.sign("\n".join(lines).encode())
        return {
            "version": 1,
            "code": code,
            "ed25519_public": ed25519,
            "x25519_public": x25519,
            "signed_at_ms": at_ms,
            "signature": base64.b64encode(signature).decode(),
            "agent": {"version": "1.0.0", "hostname": "site-pc"},
        } | changes
