"""The hard rules: what is wrong with machines by their last reading alone, over arrays of the whole fleet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Boards: the limits of the problem registry (T5).
OVERHEAT_CRITICAL_C = 85.0
OVERHEAT_WARNING_C = 75.0
# Chips run hotter than the boards they sit on. For firmware that reports no board temperature the registry has no
# limits: these are our own choice, 20 °C above those of boards.
CHIP_OVERHEAT_CRITICAL_C = 105.0
CHIP_OVERHEAT_WARNING_C = 95.0
# A machine this young is still starting: no hashrate is expected of it yet.
WARM_UP_S = 600

_UNREACHABLE, _HUNG, _SLEEPING, _MINING = 1, 2, 4, 5


@dataclass(frozen=True, slots=True)
class Fleet:
    """Last readings as columns of equal length; NaN is unknown."""

    state: NDArray[np.int64]
    hashrate_ths: NDArray[np.float64]
    board_temp_c: NDArray[np.float64]
    chip_temp_c: NDArray[np.float64]
    uptime_s: NDArray[np.float64]
    fan_rpm_min: NDArray[np.float64]
    boards_dead: NDArray[np.int64]


def judge(fleet: Fleet) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.float64]]]:
    """Return for each rule which machines it holds for, and the value that tells.

    Rules of the problem registry (T5): overheat_crit at 85 °C and above, overheat_warn from 75 °C, by the boards, or by
    the chips with limits of their own where no board temperature is known; hashrate_zero once warmed up, boards_dead,
    fan_zero while it works; offline and hung by the state. Unknown never counts as bad.
    """
    answering = ~np.isin(fleet.state, (_UNREACHABLE, _HUNG))
    awake = answering & (fleet.state != _SLEEPING)
    nothing = np.full(fleet.state.shape, np.nan)
    with np.errstate(invalid="ignore"):
        by_chips = np.isnan(fleet.board_temp_c)
        hot = np.where(by_chips, fleet.chip_temp_c, fleet.board_temp_c)
        critical = hot >= np.where(by_chips, CHIP_OVERHEAT_CRITICAL_C, OVERHEAT_CRITICAL_C)
        warm = hot >= np.where(by_chips, CHIP_OVERHEAT_WARNING_C, OVERHEAT_WARNING_C)
        zero = awake & (fleet.hashrate_ths == 0) & ~(fleet.uptime_s < WARM_UP_S)
        still = awake & (fleet.fan_rpm_min == 0) & (fleet.state == _MINING)
        found: dict[str, tuple[Any, Any]] = {
            "offline": (fleet.state == _UNREACHABLE, nothing),
            "hung": (fleet.state == _HUNG, nothing),
            "overheat_crit": (answering & critical, hot),
            "overheat_warn": (answering & warm & ~critical, hot),
            "hashrate_zero": (zero, fleet.hashrate_ths),
            "boards_dead": (awake & (fleet.boards_dead > 0), fleet.boards_dead.astype(float)),
            "fan_zero": (still, fleet.fan_rpm_min),
        }
    return found
