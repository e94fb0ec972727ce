"""Readings become one batch: columns laid out for np.frombuffer behind a small msgpack header, then zstd."""

from __future__ import annotations

import struct
import sys
from enum import IntEnum
from typing import Final

import msgspec
import zstandard

from neurohost_agent.reading import Device, Reading, Sample
from neurohost_agent.wire.columns import BOARDS, FANS, FAULTS, I4, POOLS, ROWS, Column, columns
from neurohost_agent.wire.limits import (
    MAX_BOARDS,
    MAX_FANS,
    MAX_FAULTS,
    MAX_POOLS,
    MAX_TEXT_CHARACTERS,
)

MAGIC: Final = b"NHTB"
VERSION: Final = 1
ENVELOPE: Final = struct.Struct("<4sBBHI")
CONTENT_TYPE: Final = "application/vnd.neurohost.batch"


class GapReason(IntEnum):
    """Why sequence numbers carry no reading."""

    DISK_FULL = 1
    REFUSED = 2
    UNREADABLE = 3
    ACKNOWLEDGED_BEFORE = 4


class Gap(msgspec.Struct, frozen=True, array_like=True):
    """Sequence numbers that will never come, both ends included, and the time they covered (None when unknown)."""

    first_seq: int
    last_seq: int
    reason: GapReason
    from_ms: int | None = None
    to_ms: int | None = None


class Row(msgspec.Struct, frozen=True):
    """One numbered reading of one device."""

    seq: int
    device: Device
    sample: Sample


class Stamp(msgspec.Struct, frozen=True):
    """The agent's clocks at the moment of sending."""

    at_ms: int
    mono_ms: int
    boot: str


class _Index:
    """Gives each different text its number in the batch's dictionary; None is -1."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str | None) -> int | None:
        if text is None:
            return None
        cut = text[:MAX_TEXT_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        found = self._numbers.get(cut)
        if found is None:
            found = self._numbers[cut] = len(self.items)
            self.items.append(cut)
        return found


class _Builder:
    """Collects rows into columns."""

    def __init__(self) -> None:
        self.texts = _Index()
        self.boots = _Index()
        self.devices: list[Device] = []
        self._device_numbers: dict[Device, int] = {}
        self.rows = columns(ROWS)
        self.boards, self.fans, self.pools, self.faults = (columns(g) for g in (BOARDS, FANS, POOLS, FAULTS))
        self.offsets = [Column(f"{name}_offset", I4) for name in ("board", "fan", "pool", "fault")]
        for offset in self.offsets:
            offset.add(0)

    def device_number(self, device: Device) -> int:
        number = self._device_numbers.get(device)
        if number is None:
            number = self._device_numbers[device] = len(self.devices)
            self.devices.append(device)
        return number

    def add(self, row: Row) -> None:
        reading = row.sample.reading
        self._add_row(row, reading)
        text = self.texts.number
        for board in reading.boards[:MAX_BOARDS]:
            *plain, serial, chip_map = msgspec.structs.astuple(board)
            _put(self.boards, (*plain, text(serial), text(chip_map)))
        for fan in reading.fans[:MAX_FANS]:
            _put(self.fans, msgspec.structs.astuple(fan))
        for pool in reading.pools[:MAX_POOLS]:
            url, user, *rest = msgspec.structs.astuple(pool)
            _put(self.pools, (text(url), text(user), *rest))
        for fault in reading.faults[:MAX_FAULTS]:
            _put(self.faults, (text(fault.code), text(fault.text)))
        groups = (self.boards, self.fans, self.pools, self.faults)
        for offset, group in zip(self.offsets, groups, strict=True):
            offset.add(len(group[0].values))

    def _add_row(self, row: Row, reading: Reading) -> None:
        sample = row.sample
        speeds = [fan.rpm for fan in reading.fans if fan.rpm is not None]
        active = next((n for n, pool in enumerate(reading.pools[:MAX_POOLS]) if pool.active), None)
        _put(
            self.rows,
            (
                row.seq,
                sample.at_ms,
                sample.mono_ms,
                self.boots.number(sample.boot),
                self.device_number(row.device),
                reading.state,
                reading.hashrate_ths,
                reading.hashrate_avg_ths,
                reading.expected_hashrate_ths,
                reading.power_w,
                reading.power_source,
                reading.power_limit_w,
                reading.chip_temp_max_c,
                reading.board_temp_max_c,
                reading.inlet_temp_c,
                min(speeds, default=None),
                max(speeds, default=None),
                len(reading.fans) or None,
                reading.uptime_s,
                reading.accepted,
                reading.rejected,
                reading.stale,
                reading.hw_errors,
                active,
                reading.latency_ms,
                self.texts.number(reading.detail),
            ),
        )

    def all_columns(self) -> list[Column]:
        ordered = list(self.rows)
        groups = (self.boards, self.fans, self.pools, self.faults)
        for offset, group in zip(self.offsets, groups, strict=True):
            ordered += [offset, *group]
        return ordered


def _put(target: list[Column], values: tuple[float | None, ...]) -> None:
    for column, value in zip(target, values, strict=True):
        column.add(value)


def encode_payload(*, agent_uid: str, epoch: str, rows: list[Row], gaps: list[Gap], stamp: Stamp) -> bytes:
    """Return the uncompressed payload: u32 header length, msgpack header, padding, columns (each on 8 bytes)."""
    builder = _Builder()
    for row in rows:
        builder.add(row)
    directory: list[tuple[str, str, int, int]] = []
    area = bytearray()
    for column in builder.all_columns():
        if sys.byteorder == "big":
            column.values.byteswap()
        directory.append((column.name, column.dtype, len(area), len(column.values)))
        area += column.values.tobytes()
        area += bytes(-len(area) % 8)
    covered = [row.seq for row in rows] + [seq for gap in gaps for seq in (gap.first_seq, gap.last_seq)]
    header = msgspec.msgpack.encode(
        {
            "agent": agent_uid,
            "epoch": epoch,
            "first_seq": min(covered),
            "last_seq": max(covered),
            "rows": len(rows),
            "gaps": gaps,
            "sent_at_ms": stamp.at_ms,
            "sent_mono_ms": stamp.mono_ms,
            "sent_boot": stamp.boot,
            "boots": builder.boots.items,
            "devices": [msgspec.structs.asdict(device) for device in builder.devices],
            "texts": builder.texts.items,
            "columns": directory,
        }
    )
    start = struct.pack("<I", len(header)) + header
    return start + bytes(-len(start) % 8) + bytes(area)


def pack(payload: bytes, *, level: int = 3) -> bytes:
    """Return the HTTP body: magic, version, flags, reserved, payload length, zstd frame."""
    compressor = zstandard.ZstdCompressor(level=level, write_content_size=True, write_checksum=True)
    return ENVELOPE.pack(MAGIC, VERSION, 0, 0, len(payload)) + compressor.compress(payload)
