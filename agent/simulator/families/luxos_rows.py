"""What LuxOS shows: the rows of each read command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulator.families import luxos_hardware as hardware
from simulator.families.antminer_rpc import stats_row
from simulator.families.base import ghs, short_difficulty
from simulator.families.luxos_profiles import current_profile, profiles
from simulator.machine import Machine
from simulator.reading import Reading, Shares
from simulator.wire.rpc import Reply

VERSION = "2025.5.21.091144-7c20e5bd"
_COMPILED = "Wed May 21 09:11:44 UTC 2025"
_NOTHING = Shares(0, 0, 0, 0, 0, 0)


def version(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """VERSION."""
    del reading, parameter
    return [
        {
            "API": "3.7",
            "CompileTime": _COMPILED,
            "LUXminer": VERSION,
            "Miner": VERSION.partition("-")[0],
            "Type": machine.spec.label,
        }
    ]


def config(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """CONFIG: identity, network and how the firmware is set."""
    del parameter
    stem = machine.identity.ip.rpartition(".")[0]
    state = "Sleep" if machine.sleeping else "Normal"
    return [
        {
            "ASC Count": machine.spec.boards,
            "BcastAddr": f"{stem}.255",
            "ControlBoardType": "cvitek",
            "Cooling": "Air",
            "CurtailMode": "Sleep" if machine.sleeping else "None",
            "DHCP": True,
            "DNS Servers": f"{stem}.254",
            "Device Code": "",
            "FPGABuildIdHex": "0x18351835",
            "FPGABuildIdStr": "2018-35-18 35:00",
            "FeeStatus": "Ok",
            "Gateway": f"{stem}.254",
            "GreenLed": "auto",
            "Hostname": machine.identity.hostname,
            "Hotplug": "None",
            "IPAddr": machine.identity.ip,
            "ImmersionMode": False,
            "IsAtmEnabled": True,
            "IsPowerSupplyOn": not machine.sleeping,
            "IsSingleVoltage": True,
            "IsTuning": reading.elapsed_s < 3600,  # noqa: PLR2004
            "Log Interval": 0,
            "LogFileLevel": "info",
            "MACAddr": machine.identity.mac.lower(),
            "Model": machine.spec.label,
            "NameplateTHS": machine.spec.hashrate_ths,
            "Netmask": "255.255.255.0",
            "OS": "LuxOS",
            "PGA Count": 0,
            "PSUHwVersion": "75",
            "PSULabel": "APW121215f",
            "Pool Count": len(machine.pools),
            "Profile": current_profile(machine),
            "ProfileStep": "0" if not machine.power_target_w else "-4",
            "RedLed": "blink" if machine.led_on else "auto",
            "SerialNumber": machine.identity.serial,
            "Strategy": "Failover",
            "SystemStatus": state,
            "UpdateOnStartup": "off",
            "UpdateOnTimeout": "off",
            "UpdateOnUser": "full",
            "UpdateSource": "https://updates.neurohost.invalid/stable",
            "UpdateTimeout": 60,
        }
    ]


def summary(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """SUMMARY."""
    del machine, parameter
    shares, elapsed = reading.shares, max(reading.elapsed_s, 1)
    return [
        {
            "Accepted": shares.accepted,
            "Best Share": shares.best,
            "Device Hardware%": 0.0,
            "Device Rejected%": 0.0,
            "Difficulty Accepted": shares.accepted_difficulty,
            "Difficulty Rejected": shares.rejected * shares.difficulty,
            "Difficulty Stale": 0,
            "Discarded": 0,
            "Elapsed": reading.elapsed_s,
            "Found Blocks": 0,
            "GHS 5s": ghs(reading.now_ths),
            "GHS 1m": ghs(reading.minute_ths),
            "GHS 5m": ghs(reading.quarter_ths),
            "GHS 15m": ghs(reading.quarter_ths),
            "GHS 30m": ghs(reading.half_hour_ths),
            "GHS 24h": ghs(reading.day_ths),
            "GHS av": ghs(reading.average_ths),
            "Get Failures": 0,
            "Getworks": reading.elapsed_s // 5,
            "Hardware Errors": reading.hw_errors,
            "Last getwork": int(reading.at),
            "Local Work": 0,
            "Network Blocks": 0,
            "Pool Rejected%": shares.rejected_percent,
            "Pool Stale%": 0.0,
            "Rejected": shares.rejected,
            "Remote Failures": 0,
            "Stale": shares.stale,
            "Total MH": reading.average_ths * 1e6,
            "Utility": round(shares.accepted * 60 / elapsed, 2),
            "Work Utility": round(reading.hashing * 11.5, 2),
        }
    ]


def stats(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """STATS in the Antminer form; temperatures are numbers with a point, and some totals are of one board."""
    del parameter
    head = {"CompileTime": _COMPILED, "Miner": VERSION.partition("-")[0], "Type": machine.spec.label}
    row = stats_row(reading, miner_id=machine.identity.mac.replace(":", "").lower(), with_power=False)
    for key, value in row.items():
        if key.startswith(("temp1", "temp2", "temp3", "freq")) and not isinstance(value, str) and key != "frequency":
            row[key] = float(value)
    live = [board for board in reading.boards if board.alive]
    row |= {
        "chain_rate4": "0",
        "miner_version": VERSION.partition("-")[0],
        "no_matching_work": 0,
        "temp_max": float(round(reading.chip_max_c)),
        "total rate": ghs(live[0].average_ths) if live else 0.0,
        "total_acn": 4,
        "total_freqavg": float(row["frequency"]),
    }
    return [head, row]


def pools(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """POOLS."""
    del parameter
    return [_pool(machine, reading, index) for index in range(len(machine.pools))]


def _pool(machine: Machine, reading: Reading, index: int) -> Reply:
    pool = machine.pools[index]
    shares = reading.shares if index == 0 else _NOTHING
    minutes, seconds = divmod(shares.seconds_since_last, 60)
    return {
        "Accepted": shares.accepted,
        "AsicBoost": True,
        "Bad Work": 0,
        "Best Share": shares.best,
        "Current Block Height": 0,
        "Current Block Version": 536870912 if index == 0 else 0,
        "Diff": short_difficulty(shares.difficulty),
        "Diff1 Shares": shares.accepted_difficulty,
        "Difficulty Accepted": shares.accepted_difficulty,
        "Difficulty Rejected": shares.rejected * shares.difficulty,
        "Difficulty Stale": 0,
        "Discarded": 0,
        "GROUP": 0,
        "Get Failures": 0,
        "Getworks": reading.elapsed_s // 10 if index == 0 else 0,
        "Has GBT": False,
        "Has Stratum": True,
        "Has Vmask": True,
        "Last Share Difficulty": shares.difficulty,
        "Last Share Time": f"00:{minutes:02}:{seconds:02}",
        "Long Pool": "N",
        "POOL": index,
        "Pool Rejected%": shares.rejected_percent,
        "Pool Stale%": 0.0,
        "Priority": index,
        "Proxy": "",
        "Proxy Type": "",
        "Quota": 1.0,
        "Rejected": shares.rejected,
        "Remote Failures": 0,
        "Stale": shares.stale,
        "Status": "Alive",
        "Stratum Active": index == 0,
        "Stratum Difficulty": shares.difficulty,
        "Stratum URL": pool.url.partition("//")[2],
        "URL": pool.url,
        "User": pool.user,
        "Work Difficulty": shares.difficulty,
        "Works": 0,
    }


def events(machine: Machine, reading: Reading, parameter: str) -> list[Reply]:
    """EVENTS: one per board that does not hash."""
    del parameter
    at = datetime.fromtimestamp(machine.boot_at, UTC).isoformat(timespec="seconds")
    return [
        {
            "Code": "REBOOT_NOT_HASHING",
            "CreatedAt": at,
            "Description": "Board was restarted because it did not hash.",
            "DocUrl": "https://docs.neurohost.invalid/luxos/reboot-not-hashing",
            "ID": board.slot,
            "Target": "BOARD",
        }
        for board in reading.boards
        if not board.alive
    ]


Maker = Callable[[Machine, Reading, str], list[Any]]

READS: dict[str, tuple[int, str, dict[str, Maker]]] = {
    "version": (22, "LUXminer versions", {"VERSION": version}),
    "config": (33, "LUXminer config", {"CONFIG": config}),
    "summary": (11, "Summary", {"SUMMARY": summary}),
    "stats": (70, "LUXminer stats", {"STATS": stats}),
    "devs": (9, "{0} ASC(s)", {"DEVS": hardware.devs}),
    "fans": (202, "{0} Fan(s)", {"FANS": hardware.fans, "FANCTRL": hardware.fan_control}),
    "temps": (201, "{0} Temp(s)", {"TEMPS": hardware.temperatures, "METADATA": hardware.temperature_labels}),
    "power": (311, "Power usage", {"POWER": hardware.power}),
    "pools": (7, "{0} Pool(s)", {"POOLS": pools}),
    "profiles": (323, "List profiles", {"PROFILES": lambda machine, _reading, _parameter: profiles(machine)}),
    "events": (357, "Miner Events", {"EVENTS": events}),
    "voltageget": (307, "Get Voltage", {"VOLTAGE": hardware.voltage}),
    "healthchipget": (314, "Health Chip Get", {"CHIPS": hardware.chip_health}),
}
"""Read commands: status code, message (numbers are the counts of rows), sections."""
