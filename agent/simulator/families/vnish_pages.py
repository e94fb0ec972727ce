"""The REST pages of VNish: which are open, which need the token, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from simulator.families.base import clock_text, ghs, short_difficulty
from simulator.families.vnish_settings import settings
from simulator.machine import Machine
from simulator.reading import BoardReading, Reading

VERSION = "1.2.7"
BUILD_TIME = "2025-12-18 09:40:16"
STARTING_S = 180
_PRESET_STEP_W = 90

Page = Callable[[Machine, Reading], Any]


def miner_state(machine: Machine, reading: Reading) -> str:
    """Return the state word of the mining program."""
    if machine.sleeping:
        return "stopped"
    if not any(board.alive for board in reading.boards):
        return "failure"
    return "mining" if reading.hashing else "starting"


def sensor_range(board: BoardReading) -> tuple[int, int, int, int]:
    """Return lowest and highest chip and board temperature in whole degrees, zeros for a dead board."""
    if not board.alive:
        return 0, 0, 0, 0
    return round(board.chip_c - 10), round(board.chip_c), round(board.outlet_c - 9), round(board.outlet_c)


def chain_power_w(machine: Machine, reading: Reading, board: BoardReading) -> int:
    """Return a board's part of the power."""
    alive = sum(one.alive for one in reading.boards)
    return round(reading.power_w / alive) if board.alive and alive and not machine.sleeping else 0


@lru_cache(maxsize=32)
def _presets(nominal_ths: float, nominal_w: int) -> tuple[tuple[str, str], ...]:
    lowest = round(nominal_w * 0.72 / 10) * 10
    steps = range(lowest, round(nominal_w * 1.34), _PRESET_STEP_W)
    named = ((str(watts), f"{watts} watt ~ {round(nominal_ths * watts / nominal_w)} TH") for watts in steps)
    return ("disabled", "Disabled"), *named


def preset_names(machine: Machine) -> set[str]:
    """Return the presets that can be chosen."""
    return {name for name, _pretty in _presets(machine.spec.hashrate_ths, machine.spec.power_w)}


def _preset(name: str, pretty: str, machine: Machine) -> dict[str, Any]:
    preset: dict[str, Any] = {"name": name, "pretty": pretty, "status": "untuned", "modded_psu_required": False}
    if name == "disabled":
        chain = {"freq": 0, "chips": [0] * machine.spec.chips_per_board}
        preset["tune_settings"] = {
            "hashrate": 0,
            "volt": round(machine.spec.voltage_v * 1000),
            "freq": machine.spec.frequency_mhz,
            "chains": [chain] * machine.spec.boards,
            "modified": True,
        }
    return preset


def presets(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    """autotune/presets."""
    del reading
    return [
        _preset(name, pretty, machine) for name, pretty in _presets(machine.spec.hashrate_ths, machine.spec.power_w)
    ]


def _current(machine: Machine) -> dict[str, Any]:
    watts = machine.power_target_w or machine.spec.power_w
    pretty = f"{watts} watt ~ {round(machine.spec.hashrate_ths * watts / machine.spec.power_w)} TH"
    return {"name": str(watts), "pretty": pretty, "status": "untuned", "modded_psu_required": False}


def perf_summary(machine: Machine, reading: Reading) -> dict[str, Any]:
    """perf-summary: the preset in force, the only proof that a change was taken."""
    return {
        "current_preset": _current(machine),
        "preset_switcher": settings(machine, reading)["miner"]["overclock"]["preset_switcher"],
    }


def info(machine: Machine, reading: Reading) -> dict[str, Any]:
    """info: model and firmware, open to all."""
    short = machine.spec.label.partition(" ")[2].replace(" ", "").lower()
    gateway = machine.identity.ip.rpartition(".")[0] + ".254"
    network = {
        "mac": machine.identity.mac,
        "dhcp": True,
        "ip": machine.identity.ip,
        "netmask": "255.255.255.0",
        "gateway": gateway,
        "dns": [gateway],
        "hostname": machine.identity.hostname,
    }
    hours, minutes = reading.elapsed_s // 3600, reading.elapsed_s % 3600 // 60
    system = {
        "os": "GNU/Linux",
        "miner_name": short,
        "file_system_version": "",
        "mem_total": 243704,
        "mem_free": 168412,
        "mem_free_percent": 69,
        "mem_buf": 35120,
        "mem_buf_percent": 14,
        "network_status": network,
        "uptime": f"{hours}:{minutes:02}",
    }
    return {
        "miner": machine.spec.label,
        "model": short,
        "fw_name": "Vnish",
        "fw_version": VERSION,
        "build_uuid": "0b6f7a52-3c1d-4e8e-9a77-5f20c4d8e913",
        "build_name": "vnish",
        "platform": "aml",
        "install_type": "nand",
        "build_time": BUILD_TIME,
        "algorithm": "sha256d",
        "hr_measure": "GH/s",
        "system": system,
        "serial": "N/A",
    }


def summary(machine: Machine, reading: Reading) -> dict[str, Any]:
    """summary: the whole machine; GH/s by `hr_*`, TH/s by `*_hashrate`."""
    live = [sensor_range(board) for board in reading.boards if board.alive] or [(0, 0, 0, 0)]
    return {
        "miner": {
            "miner_status": {"miner_state": miner_state(machine, reading), "miner_state_time": reading.elapsed_s},
            "miner_type": f"{machine.spec.label} (Vnish {VERSION})",
            "hr_stock": ghs(machine.spec.hashrate_ths),
            "average_hashrate": round(reading.average_ths, 5),
            "instant_hashrate": round(reading.now_ths, 5),
            "hr_realtime": ghs(reading.now_ths),
            "hr_nominal": ghs(reading.ideal_ths),
            "hr_average": ghs(reading.average_ths),
            "pcb_temp": {"min": min(one[2] for one in live), "max": max(one[3] for one in live)},
            "chip_temp": {"min": min(one[0] for one in live), "max": max(one[1] for one in live)},
            "power_consumption": reading.power_w,
            "power_usage": reading.power_w,
            "power_efficiency": round(reading.efficiency_jth, 6),
            "hw_errors_percent": 0.0,
            "hr_error": 0.0,
            "hw_errors": reading.hw_errors,
            "devfee_percent": 2.8,
            "devfee": round(reading.now_ths * 28, 4),
            "pools": _pools(machine, reading),
            "cooling": _cooling(reading),
            "chains": [_chain(machine, reading, board) for board in reading.boards],
            "found_blocks": 0,
            "best_share": reading.shares.best,
            "psu": {"temps": {"pfc_temp": 46, "llc1_temp": 47, "llc2_temp": 49}, "psu_power_metering": True},
        }
    }


def _pools(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    shares = reading.shares
    rows = []
    for index, pool in enumerate(machine.pools):
        used = index == 0
        rows.append(
            {
                "id": index,
                "url": pool.url.partition("//")[2] or pool.url,
                "pool_type": "UserPool",
                "user": pool.user,
                "status": "active" if used else "working",
                "asic_boost": True,
                "diff": short_difficulty(shares.difficulty) if used else "",
                "accepted": shares.accepted if used else 0,
                "rejected": shares.rejected if used else 0,
                "stale": shares.stale if used else 0,
                "ls_diff": float(shares.difficulty) if used else 0.0,
                "ls_time": clock_text(shares.seconds_since_last) if used else "0",
                "diffa": float(shares.accepted_difficulty) if used else 0.0,
                "ping": 12 if used else 0,
            }
        )
    return rows


def _cooling(reading: Reading) -> dict[str, Any]:
    fans = [
        {"id": index, "rpm": rpm, "status": "ok" if rpm else "lost", "max_rpm": 6500}
        for index, rpm in enumerate(reading.fan_rpm)
    ]
    duty = round(reading.fan_duty * 100)
    return {"fan_num": len(fans), "fans": fans, "settings": {"mode": {"name": "auto"}}, "fan_duty": duty}


def _chain(machine: Machine, reading: Reading, board: BoardReading) -> dict[str, Any]:
    low_chip, high_chip, low_pcb, high_pcb = sensor_range(board)
    percent = round(100 * board.hashrate_ths / board.ideal_ths, 2) if board.ideal_ths else 0.0
    state = "mining" if board.hashrate_ths > 0 else "stopped" if board.alive else "failure"
    return {
        "id": board.slot + 1,
        "frequency": float(board.frequency_mhz),
        "voltage": round(machine.spec.voltage_v * 1000),
        "power_consumption": chain_power_w(machine, reading, board),
        "hashrate_ideal": ghs(board.ideal_ths),
        "hashrate_rt": ghs(board.hashrate_ths),
        "hashrate_percentage": percent,
        "hr_error": 0.0,
        "hw_errors": board.hw_errors,
        "pcb_temp": {"min": low_pcb, "max": high_pcb},
        "chip_temp": {"min": low_chip, "max": high_chip},
        "chip_statuses": {"red": 0, "orange": min(board.chips, 4), "grey": max(board.chips - 4, 0)},
        "status": {"state": state},
    }


def status(machine: Machine, reading: Reading) -> dict[str, Any]:
    """status: the state word with its time."""
    return {
        "miner_state": miner_state(machine, reading),
        "miner_state_time": reading.elapsed_s,
        "find_miner": machine.led_on,
        "restart_required": False,
        "reboot_required": False,
        "unlocked": False,
    }


OPEN: dict[str, Page] = {
    "info": info,
    "status": status,
    "perf-summary": perf_summary,
    "model": lambda machine, reading: {key: info(machine, reading)[key] for key in ("miner", "model", "algorithm")},
}
"""Pages that need no login."""

CLOSED: dict[str, Page] = {"summary": summary, "settings": settings, "autotune/presets": presets}
"""Pages that need the token."""
