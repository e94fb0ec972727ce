"""What a machine told us once: our own types, with units in the names and None for everything it did not say."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class State(IntEnum):
    """What the machine was doing when it was asked (wire codes, see docs/protocol/batches.md)."""

    UNKNOWN = 0
    """It answers, but says nothing about its hashrate: never counted as mining."""
    UNREACHABLE = 1
    """No connection: no route, time-out while connecting, or every port closed."""
    HUNG = 2
    """The connection opens and then nothing whole comes back before the deadline."""
    REFUSING = 3
    """It answers and denies: access denied, wrong login, or connection refused by a living host."""
    SLEEPING = 4
    """Told to rest: the control board answers, the chips do not hash."""
    MINING = 5
    """It reports a hashrate above zero."""
    ERROR = 6
    """It answers with a hashrate of zero, with a failure, or with something that cannot be read."""
    STARTING = 7
    """It answers, does not hash yet and has only just begun."""


class PowerSource(IntEnum):
    """Where a power figure comes from; a figure without a source is not sent."""

    UNKNOWN = 0
    MEASURED = 1
    """Measured by the power supply or its controller."""
    ESTIMATED = 2
    """Calculated by the firmware from voltage, frequency or profile."""
    LIMIT = 3
    """Only the limit is known; the machine may draw less."""


class PoolStatus(IntEnum):
    """State of a configured pool as the machine sees it."""

    DEAD = 0
    ALIVE = 1
    DISABLED = 2


class Device(msgspec.Struct, frozen=True, array_like=True):
    """Who answered: every field is what the machine says of itself, None when it does not say."""

    ip: str
    family: str
    mac: str | None = None
    serial: str | None = None
    make: str | None = None
    model: str | None = None
    firmware: str | None = None
    firmware_version: str | None = None
    hostname: str | None = None


class Board(msgspec.Struct, frozen=True, array_like=True):
    """One hash board."""

    slot: int | None = None
    hashrate_ths: float | None = None
    expected_hashrate_ths: float | None = None
    board_temp_c: float | None = None
    chip_temp_c: float | None = None
    inlet_temp_c: float | None = None
    outlet_temp_c: float | None = None
    chips_ok: int | None = None
    chips_expected: int | None = None
    hw_errors: int | None = None
    frequency_mhz: float | None = None
    voltage_v: float | None = None
    power_w: float | None = None
    serial: str | None = None
    chip_map: str | None = None


class Fan(msgspec.Struct, frozen=True, array_like=True):
    """One fan."""

    position: int | None = None
    rpm: int | None = None


class Pool(msgspec.Struct, frozen=True, array_like=True):
    """One configured pool; `active` is the one in use now."""

    url: str | None = None
    user: str | None = None
    status: PoolStatus | None = None
    active: bool | None = None
    accepted: int | None = None
    rejected: int | None = None
    stale: int | None = None


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """One complaint of the machine itself, in its own code and words."""

    code: str | None = None
    text: str | None = None


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """One answer (or the lack of one). Unknown is None, never 0."""

    state: State
    hashrate_ths: float | None = None
    hashrate_avg_ths: float | None = None
    expected_hashrate_ths: float | None = None
    power_w: float | None = None
    power_source: PowerSource = PowerSource.UNKNOWN
    power_limit_w: float | None = None
    chip_temp_max_c: float | None = None
    board_temp_max_c: float | None = None
    inlet_temp_c: float | None = None
    uptime_s: int | None = None
    accepted: int | None = None
    rejected: int | None = None
    stale: int | None = None
    hw_errors: int | None = None
    latency_ms: int | None = None
    detail: str | None = None
    boards: tuple[Board, ...] = ()
    fans: tuple[Fan, ...] = ()
    pools: tuple[Pool, ...] = ()
    faults: tuple[Fault, ...] = ()


class Sample(msgspec.Struct, frozen=True, array_like=True):
    """A reading with its moment on both clocks: wall time in UTC and time since boot, which never jumps."""

    at_ms: int
    mono_ms: int
    boot: str
    reading: Reading
