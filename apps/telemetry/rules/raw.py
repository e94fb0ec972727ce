"""Raw rows: the columns of the raw table and how a batch becomes one binary COPY block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from apps.telemetry.rules.pgcopy import block, timestamps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch

# Column of the raw table: (its dtype on PostgreSQL's wire, the value that stands for unknown).
_FROM_BATCH: dict[str, tuple[str, float]] = {
    "state": (">i2", 0),
    "hashrate_ths": (">f4", np.nan),
    "hashrate_avg_ths": (">f4", np.nan),
    "expected_hashrate_ths": (">f4", np.nan),
    "power_w": (">f4", np.nan),
    "power_source": (">i2", 0),
    "chip_temp_max_c": (">f4", np.nan),
    "board_temp_max_c": (">f4", np.nan),
    "inlet_temp_c": (">f4", np.nan),
    "fan_rpm_min": (">i4", -1),
    "fan_rpm_max": (">i4", -1),
    "uptime_s": (">i8", -1),
    "accepted": (">i8", -1),
    "rejected": (">i8", -1),
    "hw_errors": (">i8", -1),
}
RAW_COLUMNS = ("organisation_id", "device_id", "at", "epoch", "seq", *_FROM_BATCH)


def raw_block(
    batch: Batch,
    rows: NDArray[np.intp],
    organisation_id: int,
    device_ids: NDArray[np.int64],
    at_ms: NDArray[np.int64],
) -> bytes:
    """Return the binary COPY stream of the chosen rows, columns in the order of RAW_COLUMNS."""
    count = len(rows)
    columns: dict[str, tuple[str, NDArray[Any]]] = {
        "organisation_id": (">i8", np.full(count, organisation_id)),
        "device_id": (">i8", device_ids),
        "at": (">i8", timestamps(at_ms)),
        "epoch": (">i8", np.full(count, batch.epoch)),
        "seq": (">i8", batch.columns["seq"][rows]),
    }
    for name, (dtype, unknown) in _FROM_BATCH.items():
        values = batch.columns.get(name)
        columns[name] = (dtype, np.full(count, unknown) if values is None else values[rows])
    return block(columns)
