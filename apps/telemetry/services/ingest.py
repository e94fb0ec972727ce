"""Ingest: one batch in one transaction — ledger, raw rows by COPY, live rows by upsert (docs/protocol/batches.md)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from apps.common.clock import now
from apps.telemetry.enums import AgentStatus
from apps.telemetry.exceptions import BatchRefused, ProtocolRefusal
from apps.telemetry.models import Agent, AgentEpoch, BatchReceipt, ReadingGap
from apps.telemetry.rules import batch as wire
from apps.telemetry.rules.live import live_rows
from apps.telemetry.rules.raw import RAW_COLUMNS, raw_block
from apps.telemetry.services.devices import resolve_devices
from apps.telemetry.services.live import upsert_live

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch

_COPY = f"COPY telemetry_raw ({', '.join(RAW_COLUMNS)}) FROM STDIN (FORMAT binary)"
# Hours whose partition this process has seen; a new one is made by the database's own function.
_known_hours: set[int] = set()
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the agent is told once the transaction has committed."""

    epoch: str
    accepted_through: int
    rows: int
    duplicates: int
    config_revision: int


def accept_batch(agent: Agent, body: bytes) -> Acknowledgement:
    """Store one batch, exactly once. The caller holds the scope of the job `telemetry-ingest`.

    Effects in one transaction: agent and epoch rows locked, devices resolved, raw rows copied, live rows upserted, gaps
    and receipt written, `accepted_through` moved. Rows already accepted are dropped. Raises ProtocolRefusal (409 gap,
    401 of a key revoked meanwhile, 413, 422) with nothing stored.
    """
    try:
        batch = wire.decode(body)
    except wire.BatchTooLarge as error:
        raise ProtocolRefusal(413, "batch.too_large", str(error)) from error
    except wire.MalformedBatch as error:
        raise BatchRefused(str(error)) from error
    if batch.header.agent != str(agent.uid):
        raise BatchRefused("the batch names another agent than its key")
    received_at = now()
    with transaction.atomic():
        agent = _locked_agent(agent)
        epoch = _locked_epoch(agent, batch.epoch)
        head = batch.header
        if head.first_seq > epoch.accepted_through + 1:
            expected = epoch.accepted_through + 1
            raise ProtocolRefusal(
                409, "batch.gap", f"expected {expected}", expected_seq=expected, epoch=batch.header.epoch
            )
        fresh = batch.columns["seq"] > epoch.accepted_through
        stored = int(fresh.sum())
        if stored:
            _store(agent, batch, np.flatnonzero(fresh), received_at)
        if head.last_seq > epoch.accepted_through:
            _settle(agent, epoch, batch, stored, body)
        _note_clock(agent, batch, received_at)
    return Acknowledgement(
        epoch=head.epoch,
        accepted_through=epoch.accepted_through,
        rows=stored,
        duplicates=batch.rows - stored,
        config_revision=agent.config_revision,
    )


def _locked_agent(agent: Agent) -> Agent:
    """Return the agent's row, locked: batches and parts of scans that name the same machine make one device."""
    agent = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    if agent.status == AgentStatus.REVOKED:
        raise ProtocolRefusal(401, "key.revoked", "the key is not known here")
    return agent


def _locked_epoch(agent: Agent, number: int) -> AgentEpoch:
    """Return the epoch's row, locked until the transaction ends; a new epoch begins at 0."""
    # The agent's row is locked: nobody else makes the epoch meanwhile.
    epoch = AgentEpoch.objects.select_for_update().filter(agent=agent, epoch=number).first()
    if epoch is None:
        epoch = AgentEpoch.objects.create(organisation_id=agent.organisation_id, agent=agent, epoch=number)
    return epoch


def _store(agent: Agent, batch: Batch, rows: NDArray[np.intp], received_at: datetime) -> None:
    """Write the chosen rows as raw and as the latest reading of their devices."""
    entries = batch.header.devices
    used = np.unique(batch.columns["device"][rows])
    ids = np.zeros(len(entries), dtype=np.int64)
    ids[used] = resolve_devices(agent, [entries[index] for index in used.tolist()])
    at_ms = wire.true_time_ms(batch, int(received_at.timestamp() * 1000))[rows]
    device_ids = ids[batch.columns["device"][rows]]
    _ensure_partitions(at_ms)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(raw_block(batch, rows, agent.organisation_id, device_ids, at_ms))
    upsert_live(agent, live_rows(batch, rows, device_ids, at_ms))


def _ensure_partitions(at_ms: NDArray[np.int64]) -> None:
    """Make the hourly partitions the rows fall in; what is older than the retention goes to the one for late rows."""
    kept_from = now() - timedelta(hours=settings.TELEMETRY_RAW_RETENTION_HOURS)
    oldest = int(kept_from.timestamp() * 1000) // _HOUR_MS
    hours = {hour for hour in np.unique(at_ms // _HOUR_MS).tolist() if hour >= oldest} - _known_hours
    if not hours:
        return
    with connection.cursor() as cursor:
        for hour in sorted(hours):
            cursor.execute("SELECT telemetry_ensure_partition(%s)", [datetime.fromtimestamp(hour * 3600, tz=UTC)])
    # Forgotten when the transaction rolls back: the partition is gone with it.
    transaction.on_commit(lambda: _known_hours.update(hours))


def _settle(agent: Agent, epoch: AgentEpoch, batch: Batch, stored: int, body: bytes) -> None:
    """Write gaps and receipt, and move the head."""
    ReadingGap.objects.bulk_create(_gaps(agent, epoch, batch.header.gaps))
    BatchReceipt.objects.create(
        organisation_id=agent.organisation_id,
        epoch=epoch,
        first_seq=max(batch.header.first_seq, epoch.accepted_through + 1),
        last_seq=batch.header.last_seq,
        rows=stored,
        duplicates=batch.rows - stored,
        body_bytes=len(body),
        sha256=hashlib.sha256(body).digest(),
    )
    epoch.accepted_through = batch.header.last_seq
    epoch.save(update_fields=["accepted_through", "updated_at"])


def _gaps(agent: Agent, epoch: AgentEpoch, gaps: Iterable[tuple[Any, ...]]) -> list[ReadingGap]:
    """Return the gaps beyond what was accepted before."""
    rows = []
    for first, last, reason, from_ms, to_ms in gaps:
        if last > epoch.accepted_through:
            rows.append(
                ReadingGap(
                    organisation_id=agent.organisation_id,
                    epoch=epoch,
                    first_seq=max(first, epoch.accepted_through + 1),
                    last_seq=last,
                    reason=reason,
                    from_at=_moment(from_ms),
                    to_at=_moment(to_ms),
                )
            )
    return rows


def _moment(at_ms: int | None) -> datetime | None:
    """Return milliseconds since 1970 as an instant."""
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _note_clock(agent: Agent, batch: Batch, received_at: datetime) -> None:
    """Keep when the agent was heard and how wrong its clock is."""
    error_ms = batch.header.sent_at_ms - int(received_at.timestamp() * 1000)
    Agent.objects.filter(pk=agent.pk).update(last_heard_at=received_at, clock_error_ms=error_ms)
