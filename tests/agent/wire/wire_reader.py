"""A reader of batches written from docs/protocol/batches.md alone, independent of the agent's own code."""

from __future__ import annotations

import math
import struct
from typing import Any

import msgspec
import zstandard

_FORMATS = {"|i1": "b", "<i2": "h", "<i4": "i", "<i8": "q", "<f4": "f"}


def read_body(body: bytes) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return header and columns of an HTTP body, None where a value is unknown."""
    magic, version, flags, reserved, length = struct.unpack_from("<4sBBHI", body)
    if (magic, version, flags, reserved) != (b"NHTB", 1, 0, 0):
        message = "not a version 1 batch"
        raise ValueError(message)
    payload = zstandard.ZstdDecompressor().decompress(body[12:], max_output_size=length)
    if len(payload) != length:
        message = "the payload is not as long as the envelope says"
        raise ValueError(message)
    return read_payload(payload)


def read_payload(payload: bytes) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return header and columns of an uncompressed payload."""
    (length,) = struct.unpack_from("<I", payload)
    header = msgspec.msgpack.decode(payload[4 : 4 + length])
    start = (4 + length + 7) // 8 * 8
    columns = {}
    for name, dtype, offset, count in header["columns"]:
        if offset % 8:
            message = f"column {name} is not aligned"
            raise ValueError(message)
        values = struct.unpack_from(f"<{count}{_FORMATS[dtype]}", payload, start + offset)
        columns[name] = [_known(value) for value in values]
    return header, columns


def _known(value: float) -> float | None:
    unknown = math.isnan(value) if isinstance(value, float) else value == -1
    return None if unknown else value
