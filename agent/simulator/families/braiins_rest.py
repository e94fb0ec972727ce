"""The REST pages of Braiins OS+: nested objects with the unit as the innermost key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulator import physics
from simulator.machine import Machine
from simulator.reading import BoardReading, Reading

RELEASE = "2026-04-14-0-5d0c71ae-26.04-plus"
_MAJOR = "2022-09-13-0-11012d53-22.08-plus"
_NORMAL, _PAUSED = 2, 3
_TUNER_DISABLED, _TUNER_CONTINUOUS = 1, 5
_WINDOWS = {"last_5s": 5, "last_15s": 15, "last_30s": 30, "last_1m": 60, "last_5m": 300, "last_15m": 900}
_LONG_WINDOWS = {"last_30m": 1800, "last_1h": 3600, "last_24h": 86400}

Page = Callable[[Machine, Reading], Any]


def _ghs(hashrate_ths: float) -> dict[str, float]:
    return {"gigahash_per_second": hashrate_ths * 1e3}


def _degrees(value: float) -> dict[str, float]:
    return {"degree_c": round(value * 16) / 16}


def power_range_w(machine: Machine) -> tuple[int, int]:
    """Return the lowest and highest power target that the firmware takes."""
    return round(machine.spec.power_w * 0.35), round(machine.spec.power_w * 1.35)


def _hashrates(
    machine: Machine, reading: Reading, now_ths: float, average_ths: float, part: float, key: int
) -> dict[str, Any]:
    long_run = {"last_30m": reading.half_hour_ths, "last_1h": reading.half_hour_ths, "last_24h": reading.day_ths}
    rates: dict[str, Any] = {}
    for name, width_s in _WINDOWS.items():
        wobble = physics.noise(machine.identity.seed + key + width_s, int(reading.at // 5))
        base = now_ths if width_s <= 60 else reading.quarter_ths * part  # noqa: PLR2004
        rates[name] = _ghs(now_ths if width_s == 5 else base * (1 + wobble * 0.02 / width_s**0.3))  # noqa: PLR2004
    rates |= {name: _ghs(long_run[name] * part) for name in _LONG_WINDOWS}
    rates["since_restart"] = _ghs(average_ths)
    return rates


def _share_of(board: BoardReading, reading: Reading) -> float:
    return board.hashrate_ths / reading.now_ths if reading.now_ths > 0 else 0.0


def _best(reading: Reading) -> int:
    return reading.shares.best // 4096


def _mining_stats(rates: dict[str, Any], nominal_ths: float, best: int) -> dict[str, Any]:
    return {
        "best_share": best,
        "best_share_str": str(best),
        "error_hashrate": {"megahash_per_second": 0.0},
        "found_blocks": 0,
        "nominal_hashrate": _ghs(nominal_ths),
        "real_hashrate": rates,
    }


def _pool_stats(reading: Reading, *, used: bool) -> dict[str, Any]:
    shares = reading.shares
    last: dict[str, int] | None = None
    if used and shares.accepted:
        last = {
            "seconds": int(reading.at) - shares.seconds_since_last,
            "nanos": int(physics.mix(shares.accepted) % 10**9),
        }
    return {
        "accepted_shares": shares.accepted if used else 0,
        "best_share": _best(reading) if used else 0,
        "best_share_str": str(_best(reading) if used else 0),
        "generated_work": reading.elapsed_s * 250000 if used else 0,
        "last_difficulty": shares.difficulty,
        "last_share_time": last,
        "rejected_shares": shares.rejected if used else 0,
        "stale_shares": shares.stale if used else 0,
    }


def details(machine: Machine, reading: Reading) -> dict[str, Any]:
    """miner/details."""
    identity = machine.identity
    return {
        "uid": identity.token[:16],
        "miner_identity": {
            "brand": 1,
            "model": 0,
            "name": machine.spec.label,
            "miner_model": machine.spec.label,
        },
        "platform": 4,
        "bos_mode": 4,
        "bos_version": {"current": RELEASE, "major": _MAJOR, "bos_plus": True},
        "hostname": identity.hostname,
        "mac_address": identity.mac.lower(),
        "system_uptime": reading.elapsed_s + 150,
        "system_uptime_s": reading.elapsed_s + 150,
        "bosminer_uptime_s": reading.elapsed_s,
        "sticker_hashrate": _ghs(machine.spec.hashrate_ths),
        "status": _PAUSED if machine.sleeping else _NORMAL,
        "control_board_soc_family": 3,
        "kernel_version": "4.9.113",
        "serial_number": identity.serial,
        "psu_info": {
            "model_name": "APW171215c",
            "serial_number": identity.psu_serial,
            "fw_version": 6931,
            "version": 193,
            "min_voltage": {"volt": 12.0},
            "max_voltage": {"volt": 15.0},
        },
    }


def stats(machine: Machine, reading: Reading) -> dict[str, Any]:
    """miner/stats."""
    rates = _hashrates(machine, reading, reading.now_ths, reading.average_ths, 1.0, 0)
    return {
        "miner_stats": _mining_stats(rates, reading.ideal_ths, _best(reading)),
        "pool_stats": _pool_stats(reading, used=True),
        "power_stats": {
            "approximated_consumption": {"watt": reading.power_w},
            "efficiency": {"joule_per_terahash": reading.efficiency_jth},
        },
    }


def hashboards(machine: Machine, reading: Reading) -> dict[str, Any]:
    """miner/hw/hashboards: a dead board is there, but not enabled."""
    return {"hashboards": [_board(machine, reading, board) for board in reading.boards]}


def _board(machine: Machine, reading: Reading, board: BoardReading) -> dict[str, Any]:
    part = _share_of(board, reading)
    rates = _hashrates(machine, reading, board.hashrate_ths, board.average_ths, part, board.slot + 1)
    return {
        "id": str(board.slot + 1),
        "enabled": board.alive,
        "chips_count": board.chips,
        "current_voltage": {"volt": machine.spec.voltage_v if board.alive else 0.0},
        "current_frequency": {"hertz": board.frequency_mhz * 1e6},
        "highest_chip_temp": {"id": board.slot + 1, "location": 1, "temperature": _degrees(board.chip_c)},
        "board_temp": _degrees(board.outlet_c),
        "lowest_inlet_temp": _degrees(board.inlet_c),
        "highest_outlet_temp": _degrees(board.outlet_c),
        "stats": _mining_stats(rates, board.ideal_ths, _best(reading) // (board.slot + 1)),
        "model": machine.spec.board_name,
        "board_name": machine.spec.board_name,
        "chip_type": "BM1370" if "S21" in machine.spec.label else "BM1366",
        "serial_number": board.serial,
    }


def cooling(machine: Machine, reading: Reading) -> dict[str, Any]:
    """cooling/state."""
    del machine
    duty = round(reading.fan_duty, 2)
    return {
        "fans": [
            {"position": index, "rpm": rpm, "target_speed_ratio": duty} for index, rpm in enumerate(reading.fan_rpm)
        ],
        "highest_temperature": {"id": None, "location": 1, "temperature": _degrees(reading.chip_max_c)},
    }


def tuner(machine: Machine, reading: Reading) -> dict[str, Any]:
    """performance/tuner-state."""
    target = {"watt": _target_w(machine)}
    profile = {
        "created": None,
        "target": target,
        "estimated_power_consumption": {"watt": reading.power_w},
        "measured_hashrate": _ghs(reading.half_hour_ths),
    }
    state = _TUNER_DISABLED if machine.sleeping else _TUNER_CONTINUOUS
    return {
        "overall_tuner_state": state,
        "mode_state": {"powertargetmodestate": {"current_target": target, "profile": profile}},
    }


def _target_w(machine: Machine) -> int:
    return machine.power_target_w or machine.spec.power_w


def pools(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """pools/: one group with every pool."""
    members = [
        {
            "uid": f"{physics.mix(machine.identity.seed + index):016x}",
            "url": pool.url,
            "user": pool.user,
            "enabled": True,
            "active": index == 0 and not machine.sleeping,
            "alive": True,
            "stats": _pool_stats(reading, used=index == 0),
        }
        for index, pool in enumerate(machine.pools)
    ]
    return [{"uid": "0", "name": "Default", "strategy": {"quota": {"value": 1}}, "pools": members}]


def network(machine: Machine, reading: Reading) -> dict[str, Any]:
    """network/."""
    del reading
    gateway = machine.identity.ip.rpartition(".")[0] + ".254"
    return {
        "name": "eth0",
        "mac_address": machine.identity.mac.lower(),
        "hostname": machine.identity.hostname,
        "protocol": 1,
        "dns_servers": [gateway],
        "networks": [{"address": machine.identity.ip, "netmask": "255.255.255.0"}],
        "default_gateway": gateway,
    }


def errors(machine: Machine, reading: Reading) -> dict[str, Any]:
    """miner/errors: what the faults of the model would make the firmware write."""
    del machine
    at = datetime.fromtimestamp(reading.at - reading.at % 60, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    texts = [f"Hashboard {board.slot + 1} does not answer" for board in reading.boards if not board.alive]
    texts += [f"Fan {index} does not spin" for index, rpm in enumerate(reading.fan_rpm) if rpm == 0]
    return {"errors": [{"timestamp": at, "message": text, "components": [], "error_codes": []} for text in texts]}


def configuration(machine: Machine, reading: Reading) -> dict[str, Any]:
    """configuration/miner."""
    del reading
    tuning = {"enabled": True, "tuner_mode": 1, "power_target": {"watt": _target_w(machine)}, "hashrate_target": None}
    return {"pool_groups": [], "tuner": tuning}


def constraints(machine: Machine, reading: Reading) -> dict[str, Any]:
    """configuration/constraints: the allowed power targets."""
    del reading
    low, high = power_range_w(machine)
    power = {"min": {"watt": low}, "max": {"watt": high}, "default": {"watt": machine.spec.power_w}}
    return {"tuner_constraints": {"power_target": power}}


PAGES: dict[str, Page] = {
    "miner/details": details,
    "miner/stats": stats,
    "miner/status": lambda machine, _reading: {"status": _PAUSED if machine.sleeping else _NORMAL},
    "miner/errors": errors,
    "miner/hw/hashboards": hashboards,
    "cooling/state": cooling,
    "performance/tuner-state": tuner,
    "configuration/miner": configuration,
    "configuration/constraints": constraints,
    "network": network,
    "pools": pools,
    "actions/locate": lambda machine, _reading: machine.led_on,
}
"""Pages that can be read with a token."""
