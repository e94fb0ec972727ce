"""The hard rules: what is wrong with machines by their last reading alone, over arrays of the whole fleet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

OVERHEAT_CRITICAL_C = 85.0
OVERHEAT_WARNING_C = 75.0
# A machine this young is still starting: no hashrate is expected of it yet.
WARM_UP_S = 600

_UNREACHABLE, _HUNG, _SLEEPING, _MINING = 1, 2, 4, 5


@dataclass(frozen=True, slots=True)
class Fleet:
    """Last readings as columns of equal length; NaN is unknown."""

    state: NDArray[np.int64]
    hashrate_ths: NDArray[np.float64]
    temperature_c: NDArray[np.float64]  # board temperature where known, else chip temperature
    uptime_s: NDArray[np.float64]
    fan_rpm_min: NDArray[np.float64]
    boards_dead: NDArray[np.int64]


def judge(fleet: Fleet) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.float64]]]:
    """Return for each rule which machines it holds for, and the value that tells.

    Rules of the problem registry (T5): overheat_crit at 85 °C and above, overheat_warn from 75 °C, hashrate_zero once
    warmed up, boards_dead, fan_zero while it works; offline and hung by the state. Unknown never counts as bad.
    """
    answering = ~np.isin(fleet.state, (_UNREACHABLE, _HUNG))
    awake = answering & (fleet.state != _SLEEPING)
    nothing = np.full(fleet.state.shape, np.nan)
    with np.errstate(invalid="ignore"):
        hot = fleet.temperature_c
        zero = awake & (fleet.hashrate_ths == 0) & ~(fleet.uptime_s < WARM_UP_S)
        still = awake & (fleet.fan_rpm_min == 0) & (fleet.state == _MINING)
        found: dict[str, tuple[Any, Any]] = {
            "offline": (fleet.state == _UNREACHABLE, nothing),
            "hung": (fleet.state == _HUNG, nothing),
            "overheat_crit": (answering & (hot >= OVERHEAT_CRITICAL_C), hot),
            "overheat_warn": (answering & (hot >= OVERHEAT_WARNING_C) & (hot < OVERHEAT_CRITICAL_C), hot),
            "hashrate_zero": (zero, fleet.hashrate_ths),
            "boards_dead": (awake & (fleet.boards_dead > 0), fleet.boards_dead.astype(float)),
            "fan_zero": (still, fleet.fan_rpm_min),
        }
    return found
