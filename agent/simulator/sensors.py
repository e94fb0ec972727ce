"""Reading the sensors: a machine's state at one moment as a `Reading`, with noise that repeats by seed."""

from __future__ import annotations

from simulator import physics
from simulator.machine import REJECTED_PART, Machine
from simulator.reading import BoardReading, Reading, Shares

_TERA = 1e12
_SHARE_SPACING_S = 6.0
_FAN_STEP_RPM = 30


def read(machine: Machine, now: float) -> Reading:
    """Advance the machine to `now` and return what its sensors show."""
    machine.advance(now)
    seed = machine.identity.seed
    hashed_s = 0.0 if machine.hashing_since is None else max(now - machine.hashing_since, 0.0)
    elapsed_s = max(now - machine.boot_at, 0.0) if machine.powered else 0.0
    boards = tuple(_board(machine, slot, now, hashed_s, elapsed_s) for slot in range(machine.spec.boards))
    capacity = machine.capacity_ths(now)
    minute, half_hour = int(now // 20), int(now // 300)

    def window(width_s: float, deviation: float, step: int) -> float:
        done = physics.ramp_area(hashed_s - width_s, hashed_s) / width_s
        return capacity * done * (1.0 + deviation * physics.noise(seed + int(width_s), step))

    duty = machine.duty(now)
    return Reading(
        at=now,
        elapsed_s=int(elapsed_s),
        hashing=any(board.hashrate_ths > 0 for board in boards),
        boards=boards,
        now_ths=sum(board.hashrate_ths for board in boards),
        minute_ths=window(60.0, 0.008, minute),
        quarter_ths=window(900.0, 0.003, half_hour),
        half_hour_ths=window(1800.0, 0.002, half_hour),
        day_ths=window(86400.0, 0.0005, half_hour),
        average_ths=machine.work_th / elapsed_s if elapsed_s > 0 else 0.0,
        ideal_ths=machine.spec.hashrate_ths * machine.profile(),
        power_w=_power_w(machine, now),
        inlet_c=machine.inlet_c(now),
        chip_c=machine.chip_c,
        fan_rpm=tuple(_fan_rpm(machine, index, duty, now) for index in range(machine.spec.fans)),
        fan_duty=duty,
        shares=_shares(machine, now),
        hw_errors=int(machine.hw_errors),
    )


def _board(machine: Machine, slot: int, now: float, hashed_s: float, elapsed_s: float) -> BoardReading:
    spec, seed = machine.spec, machine.identity.seed + slot
    alive = machine.board_alive(slot)
    wobble = 1.0 + 0.018 * physics.noise(seed, int(now // 5))
    capacity = machine.board_capacity_ths(slot, now)
    total = machine.capacity_ths(now)
    part = capacity / total if total else 0.0
    inlet = machine.inlet_c(now)
    chip = machine.chip_c + 1.2 * (slot - 1) + 0.5 * physics.noise(seed, int(now // 15))
    rise = max(machine.chip_c - inlet, 0.0)
    return BoardReading(
        slot=slot,
        alive=alive,
        serial=machine.identity.board_serials[slot],
        chips=spec.chips_per_board if alive else 0,
        hashrate_ths=capacity * physics.ramp(hashed_s) * wobble,
        average_ths=machine.work_th / elapsed_s * part if elapsed_s > 0 else 0.0,
        ideal_ths=spec.hashrate_ths / spec.boards * machine.profile(),
        chip_c=chip if alive else 0.0,
        inlet_c=inlet + 0.25 * rise if alive else 0.0,
        outlet_c=inlet + 0.72 * rise if alive else 0.0,
        hw_errors=int(machine.hw_errors / spec.boards) if alive else 0,
        frequency_mhz=round(spec.frequency_mhz * machine.profile()) if alive else 0,
    )


def _power_w(machine: Machine, now: float) -> int:
    if not machine.powered:
        return 0
    power = physics.wall_power_w(machine.spec.power_w, machine.load(now), machine.chip_c)
    return round(power * (1.0 + 0.004 * physics.noise(machine.identity.seed + 7, int(now // 10))))


def _fan_rpm(machine: Machine, index: int, duty: float, now: float) -> int:
    if machine.fan_stopped(index) or not machine.powered:
        return 0
    wobble = 1.0 + 0.006 * physics.noise(machine.identity.seed + 31 + index, int(now // 5))
    return round(machine.spec.max_rpm * duty * wobble / _FAN_STEP_RPM) * _FAN_STEP_RPM


def _shares(machine: Machine, now: float) -> Shares:
    """Shares follow from the work done: accepted difficulty times 2^32 is the number of hashes."""
    difficulty = share_difficulty(machine.spec.hashrate_ths)
    done = machine.work_th * _TERA / physics.HASHES_PER_DIFFICULTY * machine.traits.luck
    total = int(done / difficulty)
    rejected = int(total * REJECTED_PART)
    return Shares(
        accepted=total - rejected,
        rejected=rejected,
        stale=int(total * REJECTED_PART / 8),
        difficulty=difficulty,
        best=int(done * (1.5 + physics.spread(machine.identity.seed + 3, 0.0, 4.0))),
        seconds_since_last=1 + int(physics.mix(int(now)) % int(2 * _SHARE_SPACING_S)),
    )


def share_difficulty(hashrate_ths: float) -> int:
    """Return the power of two at which this machine finds a share about every six seconds."""
    wanted = hashrate_ths * _TERA * _SHARE_SPACING_S / physics.HASHES_PER_DIFFICULTY
    return 1 << max(int(wanted).bit_length() - 1, 10)
