"""Live rows: the latest reading of each device in a batch, as the parallel arrays that the upsert unnests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from apps.telemetry.rules import pgarray
from apps.telemetry.rules.packed import dead_boards, pack
from apps.telemetry.rules.pgcopy import timestamps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch
    from apps.telemetry.rules.pgarray import PgArray, PgType

# Column of the live table: its type on the wire and what stands for unknown; the upsert makes NaN and -1 null.
NUMBERS: dict[str, tuple[PgType, float]] = {
    "hashrate_ths": (pgarray.FLOAT4, np.nan),
    "hashrate_avg_ths": (pgarray.FLOAT4, np.nan),
    "expected_hashrate_ths": (pgarray.FLOAT4, np.nan),
    "power_w": (pgarray.FLOAT4, np.nan),
    "chip_temp_max_c": (pgarray.FLOAT4, np.nan),
    "board_temp_max_c": (pgarray.FLOAT4, np.nan),
    "inlet_temp_c": (pgarray.FLOAT4, np.nan),
    "fan_rpm_min": (pgarray.INT4, -1),
    "fan_rpm_max": (pgarray.INT4, -1),
    "uptime_s": (pgarray.INT8, -1),
    "accepted": (pgarray.INT8, -1),
    "rejected": (pgarray.INT8, -1),
    "hw_errors": (pgarray.INT8, -1),
}
# Column of the live table: the group of the batch it is packed from.
PACKED = {"boards": "board", "fans": "fan", "pools": "pool"}


def latest_rows(device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the positions of each device's latest reading, one per device."""
    order = np.lexsort((at_ms, device_ids))
    ordered = device_ids[order]
    last_of_device = np.append(ordered[1:] != ordered[:-1], True)
    latest: NDArray[np.intp] = order[last_of_device]
    return latest


def live_rows(
    batch: Batch, rows: NDArray[np.intp], device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]
) -> dict[str, PgArray]:
    """Return the columns of the upsert by their names, in its order; unknown numbers as NaN and -1.

    `rows` are positions in the batch; `device_ids` and `at_ms` belong to them.
    """
    chosen = latest_rows(device_ids, at_ms)
    rows = rows[chosen]
    columns = {
        "device_id": pgarray.numbers(pgarray.INT8, device_ids[chosen]),
        "at": pgarray.numbers(pgarray.TIMESTAMPTZ, timestamps(at_ms[chosen])),
        "state": pgarray.numbers(pgarray.INT2, batch.columns["state"][rows]),
        "power_source": pgarray.numbers(pgarray.INT2, _values(batch, "power_source", rows, 0)),
    }
    for name, (kind, unknown) in NUMBERS.items():
        columns[name] = pgarray.numbers(kind, _values(batch, name, rows, unknown))
    boards = batch.groups.get("board")
    columns["boards_dead"] = pgarray.numbers(pgarray.INT2, dead_boards(boards, batch.columns.get("hashrate_ths"), rows))
    for name, group in PACKED.items():
        packed = pack(group, batch.groups.get(group), batch.header.texts, rows)
        columns[name] = pgarray.strings(pgarray.BYTEA, packed)
    columns["detail"] = pgarray.strings(pgarray.TEXT, _texts(batch, "detail", rows))
    return columns


def _values(batch: Batch, name: str, rows: NDArray[np.intp], unknown: float) -> NDArray[Any]:
    """Return a column of numbers, `unknown` where it is absent or negative where nothing negative is known."""
    values = batch.columns.get(name)
    if values is None:
        return np.full(len(rows), unknown)
    return values[rows] if values.dtype.kind == "f" else np.maximum(values[rows], int(unknown))


def _texts(batch: Batch, name: str, rows: NDArray[np.intp]) -> list[bytes]:
    """Return a text column, empty where unknown."""
    values = batch.columns.get(name)
    if values is None:
        return [b""] * len(rows)
    texts = [*(text.encode() for text in batch.header.texts), b""]
    return [texts[index] for index in values[rows].tolist()]
