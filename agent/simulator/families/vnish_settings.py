"""VNish's settings page: long, mostly constant, and the place where a preset is chosen."""

from __future__ import annotations

from typing import Any

from simulator.machine import Machine
from simulator.reading import Reading

_MISC: dict[str, Any] = {
    "asic_boost": False,
    "restart_hashrate": 0,
    "restart_temp": 92,
    "disable_restart_unbalanced": False,
    "disable_chain_break_protection": False,
    "max_restart_attempts": 3,
    "bitmain_disable_volt_comp": False,
    "quick_start": False,
    "higher_volt_offset": 0,
    "tuner_bad_chip_hr_threshold": 50,
    "remain_stopped_on_reboot": True,
    "ignore_broken_sensors": False,
    "disable_volt_checks": False,
    "quiet_mode": False,
    "downscale_preset_on_failure": False,
    "auto_chip_throttling": False,
    "max_startup_delay_time": 0,
    "ignore_chip_sensors": False,
    "min_operational_chains": 3,
}
_ZONES = [[f"GMT{offset:+d}" if offset else "GMT"] * 2 for offset in range(-11, 13)]


def settings(machine: Machine, reading: Reading) -> dict[str, Any]:
    """Settings."""
    del reading
    return {
        "miner": {
            "cooling": {
                "mode": {"name": "auto", "param": 68},
                "fan_min_count": machine.spec.fans,
                "fan_min_duty": 15,
                "fan_max_duty": 100,
            },
            "misc": dict(_MISC),
            "overclock": _overclock(machine),
            "pools": _pools(machine),
        },
        "ui": _ui(machine),
        "regional": {"timezone": {"current": "GMT"}},
        "network": _network(machine),
        "password": None,
        "layout": None,
    }


def _overclock(machine: Machine) -> dict[str, Any]:
    spec = machine.spec
    chain = {"freq": spec.frequency_mhz, "chips": [0] * spec.chips_per_board, "disabled": False}
    return {
        "modded_psu": False,
        "preset": str(machine.power_target_w or spec.power_w),
        "globals": {"volt": round(spec.voltage_v * 100), "freq": spec.frequency_mhz},
        "chains": [chain] * spec.boards,
        "preset_switcher": {
            "enabled": True,
            "top_preset": str(round(spec.power_w * 1.3 / 10) * 10),
            "decrease_temp": 78,
            "rise_temp": 58,
            "check_time": 300,
            "autochange_top_preset": True,
            "ignore_fan_speed": False,
            "min_preset": str(round(spec.power_w * 0.72 / 10) * 10),
            "power_delta": 0,
        },
    }


def _pools(machine: Machine) -> list[dict[str, str]]:
    rows = [
        {"url": pool.url.partition("//")[2] or pool.url, "user": pool.user, "pass": pool.password}
        for pool in machine.pools
    ]
    return rows + [{"url": "", "user": "", "pass": ""}] * (3 - len(rows))


def _ui(machine: Machine) -> dict[str, Any]:
    limits = {"min": 1, "max": machine.spec.fans, "default": machine.spec.fans}
    return {
        "theme": "auto",
        "dark_side_pane": False,
        "disable_animation": False,
        "locale": "en",
        "timezone": "GMT",
        "consts": {
            "cooling": {"min_fan_pwm": 10, "min_target_temp": 20, "max_target_temp": 90, "fan_min_count": limits},
            "overclock": {
                "max_voltage": 1520,
                "min_voltage": 1180,
                "default_voltage": round(machine.spec.voltage_v * 100),
                "max_freq": 1000,
                "min_freq": 50,
                "default_freq": machine.spec.frequency_mhz,
                "warn_freq": machine.spec.frequency_mhz + 20,
                "max_voltage_stock_psu": 1520,
            },
            "timezones": _ZONES,
        },
    }


def _network(machine: Machine) -> dict[str, Any]:
    gateway = machine.identity.ip.rpartition(".")[0] + ".254"
    return {
        "hostname": machine.identity.hostname,
        "dhcp": True,
        "ipaddress": machine.identity.ip,
        "netmask": "255.255.255.0",
        "gateway": gateway,
        "dnsservers": [gateway],
    }
