"""Retention: what is dropped when, and what a live row keeps of its batch before that."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from apps.common.clock import now
from apps.common.crypto import decrypt_bytes
from apps.telemetry.models import FleetFigures
from apps.telemetry.rules.batch import BODY_CONTEXT, decode
from apps.telemetry.rules.details import details_of_row, own_details

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FIGURES_RETENTION = timedelta(days=90)
_POINTING = """
    SELECT live.details_id, live.device_id, live.details_row
    FROM telemetry_livereading AS live JOIN telemetry_batch AS batch ON batch.id = live.details_id
    WHERE batch.received_at < %s ORDER BY live.details_id
"""
_OWN = """
    UPDATE telemetry_livereading AS live SET own_details = own.details, details_id = NULL, details_row = NULL
    FROM unnest(%s::bigint[], %s::bytea[]) AS own (device_id, details)
    WHERE live.device_id = own.device_id AND live.details_id = %s
"""


def drop_old_partitions() -> int:
    """Drop raw readings, batches and figures beyond their retention; return how many partitions.

    Live rows of machines that are silent for that long keep their own details first, in the same transaction. The
    caller holds a system scope.
    """
    at = now()
    batches_before = at - timedelta(hours=settings.TELEMETRY_BATCH_RETENTION_HOURS)
    raw_before = at - timedelta(hours=settings.TELEMETRY_RAW_RETENTION_HOURS)
    with transaction.atomic():
        FleetFigures.objects.filter(at__lt=at - FIGURES_RETENTION).delete()
        _keep_details_of(batches_before)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT telemetry_drop_partitions('telemetry_raw', %s) + "
                "telemetry_drop_partitions('telemetry_batch', %s)",
                [raw_before, batches_before],
            )
            return int(cursor.fetchone()[0])


def summarise_raw() -> int:
    """Index the newest raw readings by device; return how many block ranges. The caller holds a system scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT telemetry_summarise_raw()")
        return int(cursor.fetchone()[0])


def _keep_details_of(before: datetime) -> None:
    """Give live rows that point at batches received before then their own details."""
    with connection.cursor() as cursor:
        cursor.execute(_POINTING, [before])
        pointing = cursor.fetchall()
    for batch_id, rows in groupby(pointing, key=lambda row: row[0]):
        _keep_details(batch_id, [(device_id, place) for _, device_id, place in rows])


def _keep_details(batch_id: int, rows: Sequence[tuple[int, int]]) -> None:
    """Write the details of some rows of one batch beside them; a row that was read again meanwhile is left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM telemetry_batch WHERE id = %s", [batch_id])
        batch = decode(decrypt_bytes(bytes(cursor.fetchone()[0]), BODY_CONTEXT))
        kept = [own_details(details_of_row(batch, place)) for _, place in rows]
        cursor.execute(_OWN, [[device_id for device_id, _ in rows], kept, batch_id])
