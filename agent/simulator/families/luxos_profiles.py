"""The power profiles of LuxOS: steps of frequency with their power and hashrate."""

from __future__ import annotations

from functools import lru_cache

from simulator.catalogue import ModelSpec
from simulator.machine import Machine
from simulator.wire.rpc import Reply


@lru_cache(maxsize=16)
def _profiles(spec: ModelSpec) -> tuple[Reply, ...]:
    rows: list[Reply] = []
    for step in range(-12, 7):
        frequency = spec.frequency_mhz + 25 * step
        part = frequency / spec.frequency_mhz
        volts = round(spec.voltage_v + 0.15 * step, 2)
        rows.append(
            {
                "CanRestore": True,
                "Frequency": frequency,
                "HasOverrides": False,
                "Hashrate": round(spec.hashrate_ths * part, 1),
                "IsDynamic": True,
                "IsTuned": False,
                "Profile Name": f"{frequency}MHz" if step else "default",
                "Step": str(step),
                "Voltage": volts,
                "Watts": round(spec.power_w * part),
            }
        )
    return tuple(rows)


def profiles(machine: Machine) -> list[Reply]:
    """Return the power profiles of the model, "default" being its nameplate."""
    return [dict(row) for row in _profiles(machine.spec)]


def current_profile(machine: Machine) -> str:
    """Return the name of the profile in force."""
    wanted = machine.power_target_w or machine.spec.power_w
    return str(min(_profiles(machine.spec), key=lambda row: abs(row["Watts"] - wanted))["Profile Name"])
