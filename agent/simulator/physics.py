"""The physical model: pure functions of time and load, so that a machine costs nothing until it is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

RAMP_S = 75.0
"""Time constant of the hashrate after the chips start."""
THERMAL_S = 110.0
"""Time constant of the heatsinks."""
CHIP_TARGET_C = 70.0
"""Chip temperature that the fans try to hold."""
FULL_RISE_C = 38.0
"""Chip temperature above inlet at full load with every fan at full speed."""
AIRFLOW_EXPONENT = 0.7
MIN_DUTY = 0.20
IDLE_FRACTION = 0.025
"""Share of the nameplate power that the control board and a sleeping power supply draw."""
HASHES_PER_DIFFICULTY = 2.0**32

_MASK = (1 << 64) - 1
_LANE = 65535.0
_LANE_SUM_DEVIATION = math.sqrt(4 / 12)


@dataclass(frozen=True, slots=True)
class Climate:
    """Air of the site: daily mean, half of the daily swing, and the hour (UTC) of the warmest air."""

    mean_c: float = 24.0
    swing_c: float = 5.0
    hottest_hour_utc: float = 10.0


def mix(value: int) -> int:
    """Scramble an integer to 64 even bits (splitmix64): the source of all cheap, repeatable randomness."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def noise(seed: int, step: int) -> float:
    """Return a repeatable, nearly normal number (deviation 1, never beyond 3.5) for one step of time."""
    bits = mix(seed ^ (step * 0x2545F4914F6CDD1D & _MASK))
    lanes = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (lanes / _LANE - 2.0) / _LANE_SUM_DEVIATION


def spread(seed: int, low: float, high: float) -> float:
    """Return a repeatable number in [low, high) for this seed."""
    return low + (high - low) * (mix(seed) >> 11) / float(1 << 53)


def ambient_c(climate: Climate, now: float) -> float:
    """Return the air temperature of the site at a Unix time."""
    hour = now / 3600.0 % 24.0
    phase = (hour - climate.hottest_hour_utc) / 24.0 * 2.0 * math.pi
    return climate.mean_c + climate.swing_c * math.cos(phase)


def ramp(seconds: float) -> float:
    """Return the part of full hashrate reached so many seconds after the chips started."""
    return 0.0 if seconds <= 0 else 1.0 - math.exp(-seconds / RAMP_S)


def ramp_area(start_s: float, end_s: float) -> float:
    """Integrate `ramp` between two ages: seconds of full hashrate that were done in that span."""
    start_s, end_s = max(start_s, 0.0), max(end_s, 0.0)
    if end_s <= start_s:
        return 0.0
    tail = RAMP_S * (math.exp(-start_s / RAMP_S) - math.exp(-end_s / RAMP_S))
    return end_s - start_s - tail


def fan_duty(load: float, inlet_c: float, alive: float) -> float:
    """Return the duty (0..1) that holds the chip target with this part of the fans alive."""
    if load <= 0.0:
        return MIN_DUTY
    room_c = max(CHIP_TARGET_C - inlet_c, 1.0)
    airflow = float((load * FULL_RISE_C / room_c) ** (1.0 / AIRFLOW_EXPONENT))
    return min(1.0, max(MIN_DUTY, airflow / max(alive, 0.05)))


def settled_chip_c(load: float, inlet_c: float, duty: float, alive: float) -> float:
    """Return the chip temperature that this load and airflow settle at."""
    airflow = max(duty * alive, 0.05)
    return inlet_c + load * FULL_RISE_C / float(airflow**AIRFLOW_EXPONENT)


def relax(value: float, towards: float, seconds: float) -> float:
    """Move a temperature towards its settled value over a span of time."""
    return towards + (value - towards) * math.exp(-max(seconds, 0.0) / THERMAL_S)


def wall_power_w(nameplate_w: float, load: float, chip_c: float) -> float:
    """Return the power drawn at a load (0..1 and above), with leakage growing as the chips get hotter."""
    leakage = 1.0 + 0.0022 * (chip_c - CHIP_TARGET_C) if load > 0 else 1.0
    return nameplate_w * (IDLE_FRACTION + (1.0 - IDLE_FRACTION) * load * leakage)
