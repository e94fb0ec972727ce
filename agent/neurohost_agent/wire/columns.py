"""Which columns a batch has, in which order and of which type; the one place where this list is written in code."""

from __future__ import annotations

from array import array
from typing import Any, Final

I1: Final = "|i1"
I2: Final = "<i2"
I4: Final = "<i4"
I8: Final = "<i8"
F4: Final = "<f4"

ROWS: Final[tuple[tuple[str, str], ...]] = (
    ("seq", I8),
    ("at_ms", I8),
    ("mono_ms", I8),
    ("boot", I2),
    ("device", I4),
    ("state", I1),
    ("hashrate_ths", F4),
    ("hashrate_avg_ths", F4),
    ("expected_hashrate_ths", F4),
    ("power_w", F4),
    ("power_source", I1),
    ("power_limit_w", F4),
    ("chip_temp_max_c", F4),
    ("board_temp_max_c", F4),
    ("inlet_temp_c", F4),
    ("fan_rpm_min", I4),
    ("fan_rpm_max", I4),
    ("fan_count", I2),
    ("uptime_s", I8),
    ("accepted", I8),
    ("rejected", I8),
    ("stale", I8),
    ("hw_errors", I8),
    ("active_pool", I2),
    ("latency_ms", I4),
    ("detail", I4),
)
"""One value per reading."""

BOARDS: Final[tuple[tuple[str, str], ...]] = (
    ("board_slot", I2),
    ("board_hashrate_ths", F4),
    ("board_expected_hashrate_ths", F4),
    ("board_board_temp_c", F4),
    ("board_chip_temp_c", F4),
    ("board_inlet_temp_c", F4),
    ("board_outlet_temp_c", F4),
    ("board_chips_ok", I4),
    ("board_chips_expected", I4),
    ("board_hw_errors", I8),
    ("board_frequency_mhz", F4),
    ("board_voltage_v", F4),
    ("board_power_w", F4),
    ("board_serial", I4),
    ("board_chip_map", I4),
)
"""One value per board, in the order of the fields of reading.Board."""

FANS: Final[tuple[tuple[str, str], ...]] = (("fan_position", I2), ("fan_rpm", I4))
"""One value per fan."""

POOLS: Final[tuple[tuple[str, str], ...]] = (
    ("pool_url", I4),
    ("pool_user", I4),
    ("pool_status", I1),
    ("pool_active", I1),
    ("pool_accepted", I8),
    ("pool_rejected", I8),
    ("pool_stale", I8),
)
"""One value per pool."""

FAULTS: Final[tuple[tuple[str, str], ...]] = (("fault_code", I4), ("fault_text", I4))
"""One value per complaint."""

GROUPS: Final = (("board", BOARDS), ("fan", FANS), ("pool", POOLS), ("fault", FAULTS))
"""The variable-length groups; each has a column `<group>_offset` with rows + 1 entries."""

_ARRAY_CODE: Final = {I1: "b", I2: "h", I4: "i", I8: "q", F4: "f"}
_LIMIT: Final = {I1: 2**7 - 1, I2: 2**15 - 1, I4: 2**31 - 1, I8: 2**63 - 1}
NAN: Final = float("nan")
_F4_MAX: Final = 3.4e38


class Column:
    """A growing typed column; None becomes NaN in a float column and -1 in an integer one."""

    __slots__ = ("dtype", "name", "values")

    def __init__(self, name: str, dtype: str) -> None:
        self.name = name
        self.dtype = dtype
        self.values: array[Any] = array(_ARRAY_CODE[dtype])

    def add(self, value: float | None) -> None:
        """Append one value; a number that does not fit its type is unknown rather than wrong."""
        if self.dtype == F4:
            fits = value is not None and abs(value) < _F4_MAX
            self.values.append(value if fits and value is not None else NAN)
            return
        fits = value is not None and 0 <= value <= _LIMIT[self.dtype]
        self.values.append(int(value) if fits and value is not None else -1)


def columns(fields: tuple[tuple[str, str], ...]) -> list[Column]:
    """Return one empty column for each (name, type)."""
    return [Column(name, dtype) for name, dtype in fields]
