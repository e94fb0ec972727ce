"""Live rows: the latest reading of each device in a batch, as the binary COPY block that the update reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from apps.telemetry.rules.details import dead_boards
from apps.telemetry.rules.pgcopy import block, timestamps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch

# Column of the live table: its dtype on PostgreSQL's wire and what stands for unknown; the update makes those null.
NUMBERS: dict[str, tuple[str, float]] = {
    "hashrate_ths": (">f4", np.nan),
    "expected_hashrate_ths": (">f4", np.nan),
    "power_w": (">f4", np.nan),
    "chip_temp_max_c": (">f4", np.nan),
    "board_temp_max_c": (">f4", np.nan),
    "fan_rpm_min": (">i4", -1),
    "uptime_s": (">i8", -1),
}
# The block's columns in their order: whose row it is, then what it takes over.
LIVE_COLUMNS: dict[str, str] = {
    "device_id": ">i8",
    "at": ">i8",
    "state": ">i2",
    **{name: dtype for name, (dtype, _) in NUMBERS.items()},
    "boards_dead": ">i2",
    "details_row": ">i4",
}


def latest_rows(device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the positions of each device's latest reading, one per device."""
    order = np.lexsort((at_ms, device_ids))
    ordered = device_ids[order]
    last_of_device = np.append(ordered[1:] != ordered[:-1], True)
    latest: NDArray[np.intp] = order[last_of_device]
    return latest


def live_block(
    batch: Batch, rows: NDArray[np.intp], device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]
) -> tuple[bytes, NDArray[np.int64]]:
    """Return the binary COPY stream of LIVE_COLUMNS and the devices in it, ascending; unknown numbers as NaN and -1.

    `rows` are positions in the batch; `device_ids` and `at_ms` belong to them.
    """
    chosen = latest_rows(device_ids, at_ms)
    rows, devices = rows[chosen], device_ids[chosen]
    columns: dict[str, Any] = {
        "device_id": devices,
        "at": timestamps(at_ms[chosen]),
        "state": batch.columns["state"][rows],
    }
    for name, (_, unknown) in NUMBERS.items():
        columns[name] = _values(batch, name, rows, unknown)
    columns["boards_dead"] = dead_boards(batch, rows)
    columns["details_row"] = rows
    return block({name: (dtype, columns[name]) for name, dtype in LIVE_COLUMNS.items()}), devices


def _values(batch: Batch, name: str, rows: NDArray[np.intp], unknown: float) -> NDArray[Any]:
    """Return a column of numbers, `unknown` where it is absent or negative where nothing negative is known."""
    values = batch.columns.get(name)
    if values is None:
        return np.full(len(rows), unknown)
    return values[rows] if values.dtype.kind == "f" else np.maximum(values[rows], int(unknown))
