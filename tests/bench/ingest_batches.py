"""Batches as big sites send them: one reading of every machine, with three boards, four fans and a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import zstandard

from apps.telemetry.rules.columns import GROUPS, SCALARS
from tests.telemetry.factories import EPOCH

if TYPE_CHECKING:
    from apps.telemetry.models import Agent

BOARDS, FANS, POOLS = 3, 4, 1
_COUNTS = {"board": BOARDS, "fan": FANS, "pool": POOLS}
_VALUES = {
    "state": 5,
    "hashrate_ths": 200.0,
    "hashrate_avg_ths": 199.0,
    "expected_hashrate_ths": 200.0,
    "power_w": 3500.0,
    "power_source": 2,
    "chip_temp_max_c": 70.0,
    "board_temp_max_c": 62.0,
    "inlet_temp_c": 24.0,
    "fan_rpm_min": 5800,
    "fan_rpm_max": 6100,
    "fan_count": FANS,
    "uptime_s": 86_400,
    "accepted": 12_345,
    "rejected": 12,
    "hw_errors": 3,
    "latency_ms": 40,
}
_TEXTS = ["stratum+tcp://pool.example:3333", "site.worker"]


def _grouped(rows: int, chance: np.random.Generator) -> dict[str, tuple[str, Any]]:
    """Return the columns of boards, fans and pools."""
    columns: dict[str, tuple[str, Any]] = {}
    for name, count in _COUNTS.items():
        columns[f"{name}_offset"] = ("<i4", np.arange(rows + 1) * count)
        for column, dtype in GROUPS[name][1].items():
            if column in ("serial", "chip_map"):
                continue
            values: Any = chance.uniform(50, 70, rows * count) if "f" in dtype else np.full(rows * count, 1)
            if column == "url":
                values = np.zeros(rows * count)
            columns[f"{name}_{column}"] = (dtype, values)
    return columns


def full_batch(agent: Agent, rows: int, first_seq: int, at_ms: int, machines_from: int) -> bytes:
    """Return a batch of `rows` machines, each read once at `at_ms`."""
    chance = np.random.default_rng(first_seq)
    columns: dict[str, tuple[str, Any]] = {
        "seq": ("<i8", np.arange(first_seq, first_seq + rows)),
        "at_ms": ("<i8", np.full(rows, at_ms)),
        "device": ("<i4", np.arange(rows)),
    }
    for name, value in _VALUES.items():
        noise = chance.uniform(0.97, 1.03, rows) if "f" in SCALARS[name] else 1
        columns[name] = (SCALARS[name], np.full(rows, value) * noise)
    columns |= _grouped(rows, chance)
    area, directory = b"", []
    for name, (dtype, values) in columns.items():
        area += b"\0" * (-len(area) % 8)
        packed = np.asarray(values).astype(dtype)
        directory.append((name, dtype, len(area), len(packed)))
        area += packed.tobytes()
    machines = range(machines_from, machines_from + rows)
    head = {
        "agent": str(agent.uid),
        "epoch": EPOCH,
        "first_seq": first_seq,
        "last_seq": first_seq + rows - 1,
        "rows": rows,
        "gaps": [],
        "sent_at_ms": at_ms,
        "sent_mono_ms": 1000,
        "sent_boot": "boot",
        "boots": ["boot"],
        "devices": [
            {
                "ip": f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}",
                "family": "antminer_stock",
                "mac": f"02:00:00:{number // 65_536:02x}:{number // 256 % 256:02x}:{number % 256:02x}",
                "serial": f"BENCH{number:08}",
                "model": "Antminer S21",
            }
            for number in machines
        ],
        "texts": _TEXTS,
        "columns": directory,
    }
    raw = msgspec.msgpack.encode(head)
    payload = len(raw).to_bytes(4, "little") + raw
    payload += b"\0" * (-len(payload) % 8) + area
    frame = zstandard.ZstdCompressor(write_content_size=True, write_checksum=True).compress(payload)
    return b"NHTB" + bytes([1, 0, 0, 0]) + len(payload).to_bytes(4, "little") + frame
