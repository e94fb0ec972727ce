"""The ledger of batches: how far each queue file was accepted, what was received, what is known to be lost.

Statements of every batch are written by hand: three of them, where the models would need six and as much time again.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from apps.common.crypto import encrypt_bytes
from apps.telemetry.enums import AgentStatus
from apps.telemetry.exceptions import ProtocolRefusal
from apps.telemetry.models import Agent, AgentEpoch, ReadingGap
from apps.telemetry.rules.batch import BODY_CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apps.telemetry.rules.batch import Batch

_LOCK = """
    SELECT status, device_revision, poll_interval_s, config_revision
    FROM telemetry_agent WHERE id = %s FOR NO KEY UPDATE
"""
# A statement of its own: what another batch of the agent has moved is seen only after its lock was waited for.
_EPOCH = "SELECT id, accepted_through FROM telemetry_agentepoch WHERE agent_id = %s AND epoch = %s"
_SETTLE = """
    WITH moved AS (
        UPDATE telemetry_agentepoch SET accepted_through = %(last_seq)s, updated_at = %(at)s WHERE id = %(epoch_id)s
    ), heard AS (
        UPDATE telemetry_agent SET last_heard_at = %(at)s, clock_error_ms = %(clock_error_ms)s WHERE id = %(agent_id)s
    ), receipt AS (
        INSERT INTO telemetry_batchreceipt (uid, created_at, updated_at, organisation_id, epoch_id, first_seq, last_seq,
            rows, duplicates, body_bytes, sha256)
        VALUES (%(uid)s, %(at)s, %(at)s, %(organisation_id)s, %(epoch_id)s, %(first_seq)s, %(last_seq)s, %(rows)s,
            %(duplicates)s, %(body_bytes)s, %(sha256)b)
        RETURNING id
    ), kept AS (
        INSERT INTO telemetry_batch (id, organisation_id, agent_id, received_at, body)
        SELECT id, %(organisation_id)s, %(agent_id)s, %(at)s, %(kept)b FROM receipt WHERE %(rows)s > 0
    )
    SELECT id FROM receipt
"""


@dataclass(frozen=True, slots=True)
class Epoch:
    """A queue file of an agent and how far it was accepted."""

    id: int
    accepted_through: int


@dataclass(frozen=True, slots=True)
class Heard:
    """When the agent was heard and how wrong its clock is."""

    at: datetime
    clock_error_ms: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored of a batch: how many rows; hash, size and encryption of its bytes (kept when it has rows)."""

    rows: int
    sha256: bytes
    body_bytes: int
    kept: bytes

    @classmethod
    def of(cls, rows: int, body: bytes) -> Stored:
        """Hash and encrypt the bytes of a batch."""
        kept = encrypt_bytes(body, BODY_CONTEXT) if rows else b""
        return cls(rows, hashlib.sha256(body).digest(), len(body), kept)


def lock_agent(agent: Agent) -> Agent:
    """Lock the agent's row and read it again; batches and parts of scans of one agent come one after the other.

    Raises ProtocolRefusal (401) for a key revoked meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [agent.pk])
        row = cursor.fetchone()
    if row is None or row[0] == AgentStatus.REVOKED:
        raise ProtocolRefusal(401, "key.revoked", "the key is not known here")
    agent.status, agent.device_revision, agent.poll_interval_s, agent.config_revision = row
    return agent


def epoch_of(agent: Agent, number: int) -> Epoch:
    """Return the epoch of a locked agent; a new one begins at 0."""
    with connection.cursor() as cursor:
        cursor.execute(_EPOCH, [agent.pk, number])
        row = cursor.fetchone()
    if row is None:
        row = (AgentEpoch.objects.create(organisation_id=agent.organisation_id, agent=agent, epoch=number).pk, 0)
    return Epoch(*row)


def note_heard(agent: Agent, heard: Heard) -> None:
    """Keep when the agent was heard and how wrong its clock is."""
    Agent.objects.filter(pk=agent.pk).update(last_heard_at=heard.at, clock_error_ms=heard.clock_error_ms)


def settle(agent: Agent, epoch: Epoch, batch: Batch, heard: Heard, stored: Stored) -> int:
    """Write gaps, receipt and the batch itself, move the epoch's head, note the agent; return the receipt's number."""
    gaps = _gaps(agent, epoch, batch.header.gaps)
    if gaps:
        ReadingGap.objects.bulk_create(gaps)
    values = {
        "uid": uuid.uuid4(),
        "at": heard.at,
        "clock_error_ms": heard.clock_error_ms,
        "organisation_id": agent.organisation_id,
        "agent_id": agent.pk,
        "epoch_id": epoch.id,
        "first_seq": max(batch.header.first_seq, epoch.accepted_through + 1),
        "last_seq": batch.header.last_seq,
        "rows": stored.rows,
        "duplicates": batch.rows - stored.rows,
        "body_bytes": stored.body_bytes,
        "sha256": stored.sha256,
        "kept": stored.kept,
    }
    connection.ensure_connection()
    # Django's own cursor binds on the client, as text: the batch would double in size.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_SETTLE, values)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - an INSERT of one row returns one
    return int(row[0])


def _gaps(agent: Agent, epoch: Epoch, gaps: Iterable[tuple[Any, ...]]) -> list[ReadingGap]:
    """Return the gaps beyond what was accepted before."""
    return [
        ReadingGap(
            organisation_id=agent.organisation_id,
            epoch_id=epoch.id,
            first_seq=max(first, epoch.accepted_through + 1),
            last_seq=last,
            reason=reason,
            from_at=_moment(from_ms),
            to_at=_moment(to_ms),
        )
        for first, last, reason, from_ms, to_ms in gaps
        if last > epoch.accepted_through
    ]


def _moment(at_ms: int | None) -> datetime | None:
    """Return milliseconds since 1970 as an instant."""
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, tz=UTC)
