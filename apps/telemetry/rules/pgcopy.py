"""PostgreSQL's binary COPY format made by numpy: every row has the same length, so a block is one array.

Nulls would make rows of different lengths; unknown values therefore travel as they came (NaN, -1) and the reading
view turns them into nulls. Source: PostgreSQL manual, COPY, «Binary Format».
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

HEADER = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
TRAILER = struct.pack(">h", -1)
# Microseconds between the Unix epoch and PostgreSQL's (2000-01-01).
EPOCH_SHIFT_US = 946_684_800_000_000


def block(columns: Mapping[str, tuple[str, NDArray[Any]]]) -> bytes:
    """Return a whole binary COPY stream of the columns, each given as (big-endian dtype, values)."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for name, (dtype, _) in columns.items():
        fields += [(f"{name}_length", ">i4"), (name, dtype)]
    rows = len(next(iter(columns.values()))[1])
    table = np.empty(rows, dtype=fields)
    table["count"] = len(columns)
    for name, (dtype, values) in columns.items():
        table[f"{name}_length"] = np.dtype(dtype).itemsize
        table[name] = values
    return HEADER + table.tobytes() + TRAILER


def timestamps(at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return milliseconds since 1970 as PostgreSQL's timestamptz counts them."""
    return at_ms * 1000 - EPOCH_SHIFT_US
