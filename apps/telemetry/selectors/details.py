"""Details of live readings: boards, fans, pools, texts, read out of the batches they came with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.common.crypto import decrypt_bytes
from apps.telemetry.rules.batch import BODY_CONTEXT, decode
from apps.telemetry.rules.details import Details, details_of_row, read_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apps.telemetry.models import Device, LiveReading
    from apps.telemetry.rules.batch import Batch

_BODIES = "SELECT id, body FROM telemetry_batch_visible WHERE id = ANY(%s)"


def with_details(devices: Iterable[Device]) -> None:
    """Give each device's latest reading its `details`, with one query at most. The caller may see the devices."""
    rows = [live for device in devices if (live := getattr(device, "live", None)) is not None]
    found = details_of(rows)
    for row in rows:
        row.details = found[row.pk]


def details_of(rows: Iterable[LiveReading]) -> Mapping[int, Details]:
    """Return the details of each reading by the id of its device, with one query at most.

    The caller may see the readings; the database shows their batches only to those who may.
    """
    rows = list(rows)
    waiting = {row.details_id for row in rows if row.own_details is None and row.details_id is not None}
    batches = _batches(waiting) if waiting else {}
    found: dict[int, Details] = {}
    for row in rows:
        if row.own_details is not None:
            found[row.pk] = read_own(bytes(row.own_details))
        elif row.details_id in batches and row.details_row is not None:
            found[row.pk] = details_of_row(batches[row.details_id], row.details_row)
        else:
            found[row.pk] = Details()
    return found


def _batches(numbers: Iterable[int]) -> dict[int | None, Batch]:
    """Return batches by the number of their receipt, as far as the database shows them."""
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [sorted(numbers)])
        return {number: decode(decrypt_bytes(bytes(body), BODY_CONTEXT)) for number, body in cursor.fetchall()}
