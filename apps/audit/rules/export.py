"""The export file: frames of roots, chains and rows that a stranger's verifier can read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final
from uuid import UUID

from apps.audit.rules.merkle import Head

MAGIC: Final = b"NEUROHOST-AUDIT-EXPORT-1\n"
ROOT_FRAME: Final = b"S"
CHAIN_FRAME: Final = b"C"
HEAD_FRAME: Final = b"H"
ROW_FRAME: Final = b"R"
END_FRAME: Final = b"E"
_FRAME: Final = struct.Struct(">cI")
_INTEGER: Final = struct.Struct(">q")


class MalformedExport(ValueError):
    """A file that is not an export, or not all of one."""


def frame(kind: bytes, content: bytes) -> bytes:
    """One frame: its kind, the length, the bytes."""
    return _FRAME.pack(kind, len(content)) + content


def chain_frame(chain: UUID) -> bytes:
    """The frame that opens a chain."""
    return frame(CHAIN_FRAME, chain.bytes)


def head_frame(head: Head | None) -> bytes:
    """The frame after a chain's rows: number and hash of its head, nothing when the database had no head."""
    return frame(HEAD_FRAME, b"" if head is None else _INTEGER.pack(head.seq) + head.hash)


def end_frame(rows: int) -> bytes:
    """The last frame: how many rows the file holds."""
    return frame(END_FRAME, _INTEGER.pack(rows))


def read_frames(source: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes of every frame; raises MalformedExport where the file breaks."""
    if source.read(len(MAGIC)) != MAGIC:
        message = "the file does not begin like an export"
        raise MalformedExport(message)
    while opening := source.read(_FRAME.size):
        if len(opening) < _FRAME.size:
            message = "the file ends inside a frame"
            raise MalformedExport(message)
        kind, length = _FRAME.unpack(opening)
        content = source.read(length)
        if len(content) < length:
            message = "the file ends inside a frame"
            raise MalformedExport(message)
        yield kind, content
