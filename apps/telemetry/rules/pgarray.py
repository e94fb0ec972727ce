"""PostgreSQL's binary arrays made by numpy: one parameter carries a column of a whole batch.

Layout as `array_send` writes it: dimensions, whether nulls are inside, element type, length, lower bound, then length
and bytes of each element. No nulls are sent: unknown numbers travel as NaN and -1, and the statement makes them null.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_HEAD = struct.Struct(">iiIii")
_LENGTHS = re.compile(rb"....", re.DOTALL)  # cuts a run of lengths into its elements


@dataclass(frozen=True, slots=True)
class PgType:
    """A type on PostgreSQL's wire: its object id, that of its array, the big-endian dtype of numbers."""

    oid: int
    array_oid: int
    dtype: str = ""


INT2 = PgType(21, 1005, ">i2")
INT4 = PgType(23, 1007, ">i4")
INT8 = PgType(20, 1016, ">i8")
FLOAT4 = PgType(700, 1021, ">f4")
TIMESTAMPTZ = PgType(1184, 1185, ">i8")
BYTEA = PgType(17, 1001)
TEXT = PgType(25, 1009)


@dataclass(frozen=True, slots=True)
class PgArray:
    """An array ready for the wire."""

    oid: int
    data: bytes


def numbers(kind: PgType, values: NDArray[Any]) -> PgArray:
    """Return an array of numbers; timestamps are given in PostgreSQL's microseconds."""
    dtype = np.dtype(kind.dtype)
    table = np.empty(len(values), dtype=[("length", ">i4"), ("value", dtype)])
    table["length"] = dtype.itemsize
    table["value"] = values
    return PgArray(kind.array_oid, _head(kind, len(values)) + table.tobytes())


def strings(kind: PgType, values: Sequence[bytes]) -> PgArray:
    """Return an array of byte strings or of texts in UTF-8."""
    parts = [b""] * (2 * len(values))
    lengths = np.fromiter(map(len, values), ">i4", len(values)).tobytes()
    parts[0::2] = _LENGTHS.findall(lengths)
    parts[1::2] = values
    return PgArray(kind.array_oid, _head(kind, len(values)) + b"".join(parts))


def _head(kind: PgType, count: int) -> bytes:
    """Return what comes before the elements."""
    return _HEAD.pack(1, 0, kind.oid, count, 1)
