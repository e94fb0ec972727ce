"""Ingest: one batch in one transaction: ledger, raw rows by COPY, the batch, live rows (docs/protocol/batches.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from apps.common.clock import now
from apps.telemetry.exceptions import BatchRefused, ProtocolRefusal
from apps.telemetry.rules import batch as wire
from apps.telemetry.rules.live import live_block
from apps.telemetry.rules.raw import RAW_COLUMNS, raw_block
from apps.telemetry.services.devices import resolve_told
from apps.telemetry.services.ledger import Epoch, Heard, Stored, epoch_of, lock_agent, note_heard, settle
from apps.telemetry.services.live import update_live

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.models import Agent
    from apps.telemetry.rules.batch import Batch

_COPY = f"COPY telemetry_raw ({', '.join(RAW_COLUMNS)}) FROM STDIN (FORMAT binary)"
# Tables and hours whose partition this process has seen; a new one is made by the database's own function.
_known_hours: set[tuple[str, int]] = set()
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

    Effects in one transaction: the agent's row locked, devices resolved, raw rows copied, gaps, receipt and the batch
    itself kept, `accepted_through` moved, live rows updated. Rows already accepted are dropped. Raises ProtocolRefusal
    (409 gap, 401 of a key revoked meanwhile, 413, 422) with nothing stored.
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
        agent = lock_agent(agent)
        epoch = epoch_of(agent, batch.epoch)
        head = batch.header
        if head.first_seq > epoch.accepted_through + 1:
            expected = epoch.accepted_through + 1
            raise ProtocolRefusal(
                409, "batch.gap", f"expected {expected}", expected_seq=expected, epoch=batch.header.epoch
            )
        fresh = np.flatnonzero(batch.columns["seq"] > epoch.accepted_through)
        heard = Heard(received_at, head.sent_at_ms - int(received_at.timestamp() * 1000))
        if head.last_seq <= epoch.accepted_through:
            note_heard(agent, heard)
        elif not len(fresh):
            settle(agent, epoch, batch, heard, Stored.of(0, body))
        else:
            _store(agent, epoch, batch, fresh, heard, body)
    return Acknowledgement(
        epoch=head.epoch,
        accepted_through=max(epoch.accepted_through, head.last_seq),
        rows=len(fresh),
        duplicates=batch.rows - len(fresh),
        config_revision=agent.config_revision,
    )


def _store(agent: Agent, epoch: Epoch, batch: Batch, rows: NDArray[np.intp], heard: Heard, body: bytes) -> None:
    """Write the chosen rows as raw, the batch itself, the ledger, and the latest readings."""
    entries = batch.columns["device"][rows]
    device_ids = _devices_of(agent, batch, entries)[entries]
    # Raw rows lie in the order of their devices: their index is one of block ranges.
    order = np.argsort(device_ids, kind="stable")
    rows, device_ids = rows[order], device_ids[order]
    received_at_ms = int(heard.at.timestamp() * 1000)
    at_ms = wire.true_time_ms(batch, received_at_ms)[rows]
    _ensure_partitions("telemetry_raw", at_ms)
    _ensure_partitions("telemetry_batch", np.array([received_at_ms]))
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(raw_block(batch, rows, agent.organisation_id, device_ids, at_ms))
        # All this is made while PostgreSQL is busy with the rows.
        block, devices = live_block(batch, rows, device_ids, at_ms)
        stored = Stored.of(len(rows), body)
    details_id = settle(agent, epoch, batch, heard, stored)
    update_live(agent, block, devices, details_id)


def _devices_of(agent: Agent, batch: Batch, entries: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the device of each entry of the header, 0 for one that none of the rows names."""
    told = batch.header.devices
    used = np.unique(entries)
    ids = np.zeros(len(told), dtype=np.int64)
    try:
        ids[used] = resolve_told(agent, [bytes(told[index]) for index in used.tolist()])
    except wire.MalformedBatch as error:
        raise BatchRefused(str(error)) from error
    return ids


def _ensure_partitions(table: str, at_ms: NDArray[np.int64]) -> None:
    """Make the hourly partitions the rows fall in; what is older than the retention goes to the one for late rows."""
    kept_from = now() - timedelta(hours=settings.TELEMETRY_RAW_RETENTION_HOURS)
    oldest = int(kept_from.timestamp() * 1000) // _HOUR_MS
    hours = {(table, hour) for hour in np.unique(at_ms // _HOUR_MS).tolist() if hour >= oldest} - _known_hours
    if not hours:
        return
    with connection.cursor() as cursor:
        for _, hour in sorted(hours):
            begin = datetime.fromtimestamp(hour * 3600, tz=UTC)
            cursor.execute("SELECT telemetry_ensure_partition(%s, %s)", [table, begin])
    # Forgotten when the transaction rolls back: the partition is gone with it.
    transaction.on_commit(lambda: _known_hours.update(hours))
