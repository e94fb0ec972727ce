"""Boards, fans and pools of one reading as bytes: cut out of a batch's columns without touching a value.

Layout: version (1 byte), which columns are there (2 bytes, bit n is column n of the group), how many values (1 byte),
then one little-endian record a value, then the text columns as a msgpack list of lists. Empty bytes are an empty list.
Version 1 fixes the order of the columns: new ones are added at the end of their group.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from apps.telemetry.rules.columns import GROUPS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from apps.telemetry.rules.batch import Group

_VERSION = 1
_HEAD = struct.Struct("<BHB")
_CODES = {"<i2": "h", "<i4": "i", "<i8": "q", "|i1": "b", "<f4": "f"}
_DIGITS = 3  # a float32 says no more of the figures kept here


def pack(name: str, group: Group | None, texts: Sequence[str], rows: NDArray[np.intp]) -> list[bytes]:
    """Return what each of the chosen rows of a batch owns of a group."""
    if group is None:
        return [b""] * len(rows)
    mask, numeric, textual = _columns(name, _mask(name, group.columns))
    table = np.empty(int(group.offset[-1]), dtype=[(column, GROUPS[name][1][column]) for column in numeric])
    for column in numeric:
        table[column] = group.columns[column]
    records, size = table.tobytes(), table.itemsize
    starts, ends = group.offset[rows].tolist(), group.offset[rows + 1].tolist()
    heads = [b"", *(_HEAD.pack(_VERSION, mask, count) for count in range(1, GROUPS[name][0] + 1))]
    if not textual:
        return [
            heads[end - start] + records[start * size : end * size] for start, end in zip(starts, ends, strict=True)
        ]
    width = 4 * len(textual)
    places = np.stack([group.columns[column] for column in textual], axis=1).astype("<i4").tobytes()
    tails: dict[bytes, bytes] = {}  # the machines of a site name few pools
    packed = []
    for start, end in zip(starts, ends, strict=True):
        where = places[start * width : end * width]
        tail = tails.get(where)
        if tail is None:
            tail = tails[where] = _tail(where, len(textual), texts)
        packed.append(heads[end - start] + records[start * size : end * size] + tail)
    return packed


def pack_values(name: str, values: Sequence[Mapping[str, Any]]) -> bytes:
    """Return one row's values, given as objects; None and columns that are not there are unknown."""
    if not values:
        return b""
    mask, numeric, textual = _columns(name, _mask(name, {column for value in values for column in value}))
    record = _record(name, mask)
    unknown = {column: float("nan") if "f" in GROUPS[name][1][column] else -1 for column in numeric}
    body = b"".join(
        record.pack(*(unknown[column] if value.get(column) is None else value[column] for column in numeric))
        for value in values
    )
    tail = msgspec.msgpack.encode([[value.get(column) for column in textual] for value in values]) if textual else b""
    return _HEAD.pack(_VERSION, mask, len(values)) + body + tail


def unpack(name: str, data: bytes) -> list[dict[str, Any]]:
    """Return the values as objects; unknown is None. Raises ValueError for a version that is not known here."""
    if not data:
        return []
    version, mask, count = _HEAD.unpack_from(data)
    if version != _VERSION:
        message = f"packed {name} of version {version}"
        raise ValueError(message)
    _, numeric, textual = _columns(name, mask)
    record = _record(name, mask)
    end = _HEAD.size + count * record.size
    rows = [record.unpack_from(data, _HEAD.size + number * record.size) for number in range(count)]
    texts = msgspec.msgpack.decode(data[end:]) if textual else [()] * count
    return [
        dict(zip(numeric, map(_known, row), strict=True)) | dict(zip(textual, words, strict=True))
        for row, words in zip(rows, texts, strict=True)
    ]


def dead_boards(group: Group | None, hashrate_ths: NDArray[np.float32] | None, rows: NDArray[np.intp]) -> Any:
    """Return how many boards of each chosen row are dead: no chip answers, or no hashrate while the machine has some.

    `hashrate_ths` is the column of the whole batch. Unknown is not dead.
    """
    if group is None:
        return np.zeros(len(rows), dtype=np.int16)
    count = len(group.offset) - 1
    owner = np.repeat(np.arange(count), np.diff(group.offset))
    dead = np.zeros(len(owner), dtype=bool)
    if "chips_ok" in group.columns:
        dead |= group.columns["chips_ok"] == 0
    if "hashrate_ths" in group.columns and hashrate_ths is not None:
        dead |= (group.columns["hashrate_ths"] == 0) & (hashrate_ths[owner] > 0)
    return np.bincount(owner, dead, count)[rows].astype(np.int16)


def _mask(name: str, columns: Any) -> int:
    """Return the bits of the columns that are there."""
    return sum(1 << number for number, column in enumerate(GROUPS[name][1]) if column in columns)


@lru_cache(maxsize=256)
def _columns(name: str, mask: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return the mask with the columns it means: those of numbers and those of texts."""
    there = [column for number, column in enumerate(GROUPS[name][1]) if mask >> number & 1]
    numeric = tuple(column for column in there if column not in TEXTS[name])
    return mask, numeric, tuple(column for column in there if column in TEXTS[name])


@lru_cache(maxsize=256)
def _record(name: str, mask: int) -> struct.Struct:
    """Return the layout of one record."""
    return struct.Struct("<" + "".join(_CODES[GROUPS[name][1][column]] for column in _columns(name, mask)[1]))


def _tail(where: bytes, width: int, texts: Sequence[str]) -> bytes:
    """Return the texts at these places of the dictionary; -1 is unknown."""
    if not where:
        return b""
    places = np.frombuffer(where, "<i4").reshape(-1, width).tolist()
    return msgspec.msgpack.encode([[None if place < 0 else texts[place] for place in row] for row in places])


def _known(value: float) -> int | float | None:
    """Return a number as it is shown, None when it stands for unknown."""
    if value != value:  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, int):
        return None if value < 0 else value
    return round(value, _DIGITS)
