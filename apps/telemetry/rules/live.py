"""Live rows: the latest reading of each device in a batch, as the parallel lists that the upsert unnests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from apps.telemetry.rules.columns import TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch, Group

_FLOATS_BEFORE = ("hashrate_ths", "hashrate_avg_ths", "expected_hashrate_ths", "power_w")
_FLOATS_AFTER = ("chip_temp_max_c", "board_temp_max_c", "inlet_temp_c")
_INTEGERS = ("fan_rpm_min", "fan_rpm_max", "uptime_s", "accepted", "rejected", "hw_errors")
_GROUPS = ("board", "fan", "pool")


def latest_rows(device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the positions of each device's latest reading, one per device."""
    order = np.lexsort((at_ms, device_ids))
    ordered = device_ids[order]
    last_of_device = np.append(ordered[1:] != ordered[:-1], True)
    latest: NDArray[np.intp] = order[last_of_device]
    return latest


def live_rows(
    batch: Batch, rows: NDArray[np.intp], device_ids: NDArray[np.int64], at_ms: NDArray[np.int64]
) -> list[Any]:
    """Return the columns of the upsert in its order, unknown as None; the last is one JSON list for all groups.

    `rows` are positions in the batch; `device_ids` and `at_ms` belong to them.
    """
    chosen = latest_rows(device_ids, at_ms)
    at = [datetime.fromtimestamp(ms / 1000, tz=UTC) for ms in at_ms[chosen].tolist()]
    rows = rows[chosen]
    return [
        device_ids[chosen].tolist(),
        at,
        batch.columns["state"][rows].tolist(),
        *(_floats(batch, name, rows) for name in _FLOATS_BEFORE),
        _plain(batch, "power_source", rows, 0),
        *(_floats(batch, name, rows) for name in _FLOATS_AFTER),
        *(_integers(batch, name, rows) for name in _INTEGERS),
        _texts(batch, "detail", rows),
        orjson.dumps([{name: _group(batch, name, row) for name in _GROUPS} for row in rows.tolist()]).decode(),
    ]


def _floats(batch: Batch, name: str, rows: NDArray[np.intp]) -> list[float | None]:
    """Return a float column with None for NaN."""
    values = batch.columns.get(name)
    if values is None:
        return [None] * len(rows)
    return [None if value != value else value for value in values[rows].astype(float).tolist()]  # noqa: PLR0124 - NaN


def _integers(batch: Batch, name: str, rows: NDArray[np.intp]) -> list[int | None]:
    """Return an integer column with None for -1."""
    values = batch.columns.get(name)
    if values is None:
        return [None] * len(rows)
    return [None if value < 0 else value for value in values[rows].tolist()]


def _plain(batch: Batch, name: str, rows: NDArray[np.intp], unknown: int) -> list[int]:
    """Return an integer column, `unknown` where it is absent."""
    values = batch.columns.get(name)
    return [unknown] * len(rows) if values is None else values[rows].tolist()


def _texts(batch: Batch, name: str, rows: NDArray[np.intp]) -> list[str]:
    """Return a text column, empty where unknown."""
    values = batch.columns.get(name)
    if values is None:
        return [""] * len(rows)
    texts = batch.header.texts
    return ["" if index < 0 else texts[index] for index in values[rows].tolist()]


def _group(batch: Batch, name: str, row: int) -> list[dict[str, Any]]:
    """Return the values a row owns in a group as objects; unknown is None."""
    group = batch.groups.get(name)
    if group is None:
        return []
    start, end = int(group.offset[row]), int(group.offset[row + 1])
    values = {column: _json_values(batch, name, column, group, start, end) for column in group.columns}
    return [dict(zip(values, one, strict=True)) for one in zip(*values.values(), strict=True)]


def _json_values(batch: Batch, name: str, column: str, group: Group, start: int, end: int) -> list[Any]:
    """Return one column's values of a row; indexes of texts become texts, NaN and -1 become None."""
    values = group.columns[column][start:end]
    if column in TEXTS[name]:
        return [None if index < 0 else batch.header.texts[index] for index in values.tolist()]
    if values.dtype.kind == "f":
        return [None if value != value else round(value, 3) for value in values.tolist()]  # noqa: PLR0124 - NaN
    return [None if value < 0 else value for value in values.tolist()]
