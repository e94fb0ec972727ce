"""Decoding of reading batches, protocol version 1 (docs/protocol/batches.md): bytes in, checked columns out.

No row is ever parsed: each column is one `np.frombuffer` over the payload.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from apps.telemetry.rules.columns import GROUPS, REQUIRED, SCALARS, TEXTS

MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_PAYLOAD_BYTES = 32 * 1024 * 1024
MAX_ROWS = 5_000
MAX_TEXT = 1_000
MAX_EPOCH = 2**63 - 1
# What the bytes of a kept batch are bound to when they are encrypted.
BODY_CONTEXT = "telemetry_batch.body"
_ENVELOPE = struct.Struct("<4sBBHI")
_ALIGN = 8
_HEX_DIGITS = 16

_own = threading.local()

Column = NDArray[Any]


class MalformedBatch(ValueError):
    """The bytes break the protocol; the message names the first thing that is wrong."""


class BatchTooLarge(ValueError):
    """The body is over the limit."""


class DeviceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A machine as the batch names it."""

    ip: str
    family: str
    mac: str | None = None
    serial: str | None = None
    make: str | None = None
    model: str | None = None
    firmware: str | None = None
    firmware_version: str | None = None
    hostname: str | None = None


def device_entry(told: bytes) -> DeviceEntry:
    """Read one of a header's devices. Raises MalformedBatch."""
    try:
        return msgspec.msgpack.decode(told, type=DeviceEntry)
    except msgspec.MsgspecError as error:
        raise MalformedBatch(f"device: {error}") from error


class Header(msgspec.Struct):
    """The header of a batch, as on the wire; its devices stay unread, since most are known by their very bytes."""

    agent: str
    epoch: str
    first_seq: int
    last_seq: int
    rows: int
    sent_at_ms: int
    sent_mono_ms: int
    sent_boot: str
    columns: list[tuple[str, str, int, int]]
    gaps: list[tuple[int, int, int, int | None, int | None]] = msgspec.field(default_factory=list)
    boots: list[str] = msgspec.field(default_factory=list)
    devices: list[msgspec.Raw] = msgspec.field(default_factory=list)
    texts: list[str] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Values of variable length: row r owns `offset[r]:offset[r + 1]` of each column."""

    offset: Column
    columns: dict[str, Column]


@dataclass(frozen=True, slots=True)
class Batch:
    """A decoded batch: header, one array per known column (absent ones missing), groups."""

    header: Header
    epoch: int
    columns: dict[str, Column]
    groups: dict[str, Group]

    @property
    def rows(self) -> int:
        """How many readings it carries."""
        return self.header.rows


def decode(body: bytes) -> Batch:
    """Decode and check one batch. Raises BatchTooLarge, MalformedBatch."""
    if len(body) > MAX_BODY_BYTES:
        raise BatchTooLarge(f"the body has {len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    payload = _payload(body)
    header, area = _header(payload)
    epoch = _epoch(header)
    found = _directory(header, payload, area)
    columns = _scalars(header, found)
    groups = {name: group for name in GROUPS if (group := _group(name, header, found)) is not None}
    _check_numbers(header, columns["seq"])
    _check_indexes(header, columns, groups)
    return Batch(header, epoch, columns, groups)


def _decompressor() -> zstandard.ZstdDecompressor:
    """Return the thread's own decompressor: one that threads share is not safe."""
    found: zstandard.ZstdDecompressor | None = getattr(_own, "decompressor", None)
    if found is None:
        found = _own.decompressor = zstandard.ZstdDecompressor()
    return found


def _payload(body: bytes) -> bytes:
    """Open the envelope and decompress, no further than it says."""
    if len(body) < _ENVELOPE.size:
        raise MalformedBatch("the body is shorter than an envelope")
    magic, version, flags, reserved, length = _ENVELOPE.unpack_from(body)
    if magic != b"NHTB":
        raise MalformedBatch("the body does not begin with NHTB")
    if version != 1 or flags or reserved:
        raise MalformedBatch(f"version {version} with flags {flags} is not known here")
    if length > MAX_PAYLOAD_BYTES:
        raise MalformedBatch(f"the payload would have {length} bytes, the limit is {MAX_PAYLOAD_BYTES}")
    frame = body[_ENVELOPE.size :]
    try:
        if zstandard.frame_content_size(frame) != length:
            raise MalformedBatch("the frame's content size is not the envelope's")
        return _decompressor().decompress(frame, max_output_size=length)
    except zstandard.ZstdError as error:
        raise MalformedBatch(f"the payload does not decompress: {error}") from error


def _header(payload: bytes) -> tuple[Header, int]:
    """Read the header and return it with the offset of the column area."""
    if len(payload) < 4:  # noqa: PLR2004 - the length field itself
        raise MalformedBatch("the payload is shorter than its length field")
    (length,) = struct.unpack_from("<I", payload)
    end = 4 + length
    if end > len(payload):
        raise MalformedBatch("the header is longer than the payload")
    try:
        header = msgspec.msgpack.decode(payload[4:end], type=Header)
    except msgspec.MsgspecError as error:
        raise MalformedBatch(f"header: {error}") from error
    if not 0 <= header.rows <= MAX_ROWS:
        raise MalformedBatch(f"{header.rows} rows; a batch has at most {MAX_ROWS}")
    if any(len(text) > MAX_TEXT for text in header.texts):
        raise MalformedBatch(f"a text is longer than {MAX_TEXT} characters")
    return header, -(-end // _ALIGN) * _ALIGN


def _epoch(header: Header) -> int:
    """Return the epoch as a number."""
    try:
        epoch = int(header.epoch, 16)
    except ValueError:
        epoch = 0
    if len(header.epoch) != _HEX_DIGITS or header.epoch != header.epoch.lower() or not 1 <= epoch <= MAX_EPOCH:
        raise MalformedBatch("epoch is not 16 lower-case hexadecimal digits in range")
    return epoch


def _directory(header: Header, payload: bytes, area: int) -> dict[str, tuple[str, int, Column | None]]:
    """Map each column of the directory that this version knows to its array."""
    known = dict(SCALARS)
    for name, (_, columns) in GROUPS.items():
        known[f"{name}_offset"] = "<i4"
        known |= {f"{name}_{column}": dtype for column, dtype in columns.items()}
    found: dict[str, tuple[str, int, Column | None]] = {}
    for name, dtype, offset, count in header.columns:
        if name not in known:
            continue
        if name in found:
            raise MalformedBatch(f"column {name} comes twice")
        if dtype != known[name]:
            raise MalformedBatch(f"column {name} is {dtype}, not {known[name]}")
        start = area + offset
        size = np.dtype(dtype).itemsize * count
        if offset < 0 or count < 0 or offset % _ALIGN or start + size > len(payload):
            raise MalformedBatch(f"column {name} lies outside the payload")
        found[name] = (dtype, count, np.frombuffer(payload, dtype, count, start))
    return found


def _scalars(header: Header, found: dict[str, tuple[str, int, Column | None]]) -> dict[str, Column]:
    """Return the columns of one value per reading."""
    columns: dict[str, Column] = {}
    for name in SCALARS:
        entry = found.get(name)
        if entry is None:
            if name in REQUIRED:
                raise MalformedBatch(f"column {name} is missing")
            continue
        _, count, values = entry
        if count != header.rows:
            raise MalformedBatch(f"column {name} has {count} values for {header.rows} rows")
        assert values is not None  # noqa: S101 - tells the type checker what _directory promises
        columns[name] = values
    return columns


def _group(name: str, header: Header, found: dict[str, tuple[str, int, Column | None]]) -> Group | None:
    """Return one group, None when the batch does not carry it."""
    limit, known = GROUPS[name]
    entry = found.get(f"{name}_offset")
    if entry is None:
        return None
    _, count, offset = entry
    assert offset is not None  # noqa: S101 - tells the type checker what _directory promises
    if count != header.rows + 1 or offset[0] != 0:
        raise MalformedBatch(f"{name}_offset does not begin with 0 or has not rows + 1 entries")
    lengths = np.diff(offset)
    if (lengths < 0).any():
        raise MalformedBatch(f"{name}_offset falls")
    if (lengths > limit).any():
        raise MalformedBatch(f"a row has more than {limit} values of {name}")
    columns = {}
    for column in known:
        part = found.get(f"{name}_{column}")
        if part is None:
            continue
        if part[1] != offset[-1]:
            raise MalformedBatch(f"column {name}_{column} has {part[1]} values, its offsets say {offset[-1]}")
        assert part[2] is not None  # noqa: S101 - tells the type checker what _directory promises
        columns[column] = part[2]
    return Group(offset, columns)


def _check_numbers(header: Header, seq: Column) -> None:
    """Every number from first to last is one row's or inside exactly one gap."""
    if header.first_seq < 1 or header.last_seq < header.first_seq:
        raise MalformedBatch("first_seq and last_seq are not a range from 1")
    if header.rows and (np.diff(seq) <= 0).any():
        raise MalformedBatch("seq does not ascend")
    if header.rows and (seq[0] < header.first_seq or seq[-1] > header.last_seq):
        raise MalformedBatch("a seq lies outside first_seq and last_seq")
    covered = header.rows
    earlier_end = header.first_seq - 1
    for first, last, *_ in sorted(header.gaps):
        if first <= earlier_end or last < first or last > header.last_seq:
            raise MalformedBatch(f"gap {first}-{last} overlaps another or lies outside the batch")
        inside = np.searchsorted(seq, last, side="right") - np.searchsorted(seq, first, side="left")
        if inside:
            raise MalformedBatch(f"gap {first}-{last} covers a number that a row carries")
        covered += last - first + 1
        earlier_end = last
    if covered != header.last_seq - header.first_seq + 1:
        raise MalformedBatch("a number is covered by neither a row nor a gap")


def _check_indexes(header: Header, columns: dict[str, Column], groups: dict[str, Group]) -> None:
    """Every index points inside its dictionary."""
    _inside("device", columns["device"], 0, len(header.devices))
    if "boot" in columns:
        _inside("boot", columns["boot"], -1, len(header.boots))
    for name in TEXTS["scalar"] & columns.keys():
        _inside(name, columns[name], -1, len(header.texts))
    for name, group in groups.items():
        for column in TEXTS[name] & group.columns.keys():
            _inside(f"{name}_{column}", group.columns[column], -1, len(header.texts))


def _inside(name: str, values: Column, low: int, size: int) -> None:
    """Refuse an index outside its dictionary."""
    if values.size and (values.min() < low or values.max() >= size):
        raise MalformedBatch(f"column {name} points outside its dictionary")


def true_time_ms(batch: Batch, received_at_ms: int) -> NDArray[np.int64]:
    """Return each reading's moment by the server's clock, ms since 1970 (docs/protocol/README.md, Clocks).

    A reading of another boot than the one that sent the batch has only the agent's wall clock; whatever it says, no
    reading is later than its receipt or earlier than 1970.
    """
    at = np.clip(batch.columns["at_ms"].astype(np.int64), 0, received_at_ms)
    header = batch.header
    if "mono_ms" not in batch.columns or "boot" not in batch.columns or header.sent_boot not in header.boots:
        return at
    same_boot = batch.columns["boot"] == header.boots.index(header.sent_boot)
    age = header.sent_mono_ms - batch.columns["mono_ms"]
    return np.where(same_boot & (age >= 0), np.maximum(received_at_ms - age, 0), at)
