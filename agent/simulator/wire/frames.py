"""Length-framed JSON of Whatsminer API 3: four bytes little-endian length, then the message."""

from __future__ import annotations

import struct
from typing import Any

import msgspec

_LENGTH = struct.Struct("<I")
MAX_FRAME = 64 * 1024


class BadFrameError(ValueError):
    """The bytes are not a frame of JSON."""


def parse_frame(buffer: bytes) -> tuple[dict[str, Any], int] | None:
    """Read the first message of a buffer and how many bytes it took; None while incomplete."""
    if len(buffer) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(buffer)
    if length > MAX_FRAME:
        message = f"a frame of {length} bytes"
        raise BadFrameError(message)
    end = _LENGTH.size + length
    if len(buffer) < end:
        return None
    try:
        return msgspec.json.decode(buffer[_LENGTH.size : end], type=dict[str, Any]), end
    except msgspec.DecodeError as error:
        raise BadFrameError(str(error)) from error


def encode_body(message: dict[str, Any]) -> bytes:
    """Encode a message as JSON without its length."""
    return msgspec.json.encode(message)


def encode_frame(body: bytes) -> bytes:
    """Put the length before a body."""
    return _LENGTH.pack(len(body)) + body
