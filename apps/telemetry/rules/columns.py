"""The columns of a batch, protocol version 1: names, dtypes, groups, which ones index the dictionary of texts."""

from __future__ import annotations

# Columns of one value per reading, with their dtype.
SCALARS: dict[str, str] = {
    "seq": "<i8",
    "at_ms": "<i8",
    "mono_ms": "<i8",
    "boot": "<i2",
    "device": "<i4",
    "state": "|i1",
    "hashrate_ths": "<f4",
    "hashrate_avg_ths": "<f4",
    "expected_hashrate_ths": "<f4",
    "power_w": "<f4",
    "power_source": "|i1",
    "power_limit_w": "<f4",
    "chip_temp_max_c": "<f4",
    "board_temp_max_c": "<f4",
    "inlet_temp_c": "<f4",
    "fan_rpm_min": "<i4",
    "fan_rpm_max": "<i4",
    "fan_count": "<i2",
    "uptime_s": "<i8",
    "accepted": "<i8",
    "rejected": "<i8",
    "stale": "<i8",
    "hw_errors": "<i8",
    "active_pool": "<i2",
    "latency_ms": "<i4",
    "detail": "<i4",
}
REQUIRED = ("seq", "at_ms", "device", "state")
# Groups of variable length: how many values a row may own, and their columns.
GROUPS: dict[str, tuple[int, dict[str, str]]] = {
    "board": (
        64,
        {
            "slot": "<i2",
            "hashrate_ths": "<f4",
            "expected_hashrate_ths": "<f4",
            "board_temp_c": "<f4",
            "chip_temp_c": "<f4",
            "inlet_temp_c": "<f4",
            "outlet_temp_c": "<f4",
            "chips_ok": "<i4",
            "chips_expected": "<i4",
            "hw_errors": "<i8",
            "frequency_mhz": "<f4",
            "voltage_v": "<f4",
            "power_w": "<f4",
            "serial": "<i4",
            "chip_map": "<i4",
        },
    ),
    "fan": (64, {"position": "<i2", "rpm": "<i4"}),
    "pool": (
        16,
        {
            "url": "<i4",
            "user": "<i4",
            "status": "|i1",
            "active": "|i1",
            "accepted": "<i8",
            "rejected": "<i8",
            "stale": "<i8",
        },
    ),
    "fault": (64, {"code": "<i4", "text": "<i4"}),
}
# Columns that hold an index into the dictionary of texts.
TEXTS = {
    "scalar": frozenset({"detail"}),
    "board": frozenset({"serial", "chip_map"}),
    "fan": frozenset(),
    "pool": frozenset({"url", "user"}),
    "fault": frozenset({"code", "text"}),
}
