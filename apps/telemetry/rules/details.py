"""Details of readings: boards, fans, pools, text and the figures nobody searches by.

At ingest nothing is done about them: the batch is kept as it came, and `details_of_row` reads any one row of it. A
reading whose batch is past keeps its own (`own_details`), which say their version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from apps.telemetry.rules.columns import TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Batch

_VERSION = 1
_FIGURES = ("power_source", "hashrate_avg_ths", "inlet_temp_c", "fan_rpm_max", "accepted", "rejected", "hw_errors")
_DIGITS = 3  # a float32 says no more of the figures kept here


class Details(msgspec.Struct, kw_only=True):
    """What one reading says beside its main figures; unknown is None."""

    version: int = _VERSION
    boards: list[dict[str, Any]] = []
    fans: list[dict[str, Any]] = []
    pools: list[dict[str, Any]] = []
    detail: str = ""
    power_source: int | None = None
    hashrate_avg_ths: float | None = None
    inlet_temp_c: float | None = None
    fan_rpm_max: int | None = None
    accepted: int | None = None
    rejected: int | None = None
    hw_errors: int | None = None


def details_of_row(batch: Batch, row: int) -> Details:
    """Return what the reading at this place of a batch says."""
    boards, fans, pools = (_group(batch, name, row) for name in ("board", "fan", "pool"))
    details = Details(boards=boards, fans=fans, pools=pools)
    for name in _FIGURES:
        if name in batch.columns:
            setattr(details, name, _known(batch.columns[name][row].item()))
    if "detail" in batch.columns:
        details.detail = _text(batch, int(batch.columns["detail"][row])) or ""
    return details


def _group(batch: Batch, name: str, row: int) -> list[dict[str, Any]]:
    """Return one row's values of a group as objects."""
    group = batch.groups.get(name)
    if group is None:
        return []
    begin, end = group.offset[row : row + 2].tolist()
    read: dict[str, list[Any]] = {}
    for column, values in group.columns.items():
        numbers = values[begin:end].tolist()
        is_text = column in TEXTS[name]
        read[column] = [_text(batch, number) if is_text else _known(number) for number in numbers]
    return [dict(zip(read, values, strict=True)) for values in zip(*read.values(), strict=True)]


def _text(batch: Batch, place: int) -> str | None:
    """Return the text at a place of the batch's dictionary."""
    return None if place < 0 else batch.header.texts[place]


def own_details(details: Details) -> bytes:
    """Return one reading's details as its own row keeps them."""
    return msgspec.msgpack.encode(details)


def read_own(data: bytes) -> Details:
    """Return the details that a row keeps itself. Raises ValueError for a version that is not known here."""
    details = msgspec.msgpack.decode(data, type=Details)
    if details.version != _VERSION:
        message = f"details of version {details.version}"
        raise ValueError(message)
    return details


def dead_boards(batch: Batch, rows: NDArray[np.intp]) -> Any:
    """Return how many boards of each chosen row are dead: no chip answers, or no hashrate while the machine has some.

    Unknown is not dead.
    """
    group = batch.groups.get("board")
    if group is None:
        return np.zeros(len(rows), dtype=np.int16)
    count = len(group.offset) - 1
    owner = np.repeat(np.arange(count), np.diff(group.offset))
    dead = np.zeros(len(owner), dtype=bool)
    if "chips_ok" in group.columns:
        dead |= group.columns["chips_ok"] == 0
    if "hashrate_ths" in group.columns and "hashrate_ths" in batch.columns:
        dead |= (group.columns["hashrate_ths"] == 0) & (batch.columns["hashrate_ths"][owner] > 0)
    return np.bincount(owner, dead, count)[rows].astype(np.int16)


def _known(value: float) -> int | float | None:
    """Return a number as it is shown, None when it stands for unknown."""
    if value != value:  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, int):
        return None if value < 0 else value
    return round(value, _DIGITS)
