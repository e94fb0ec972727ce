"""Canaan Avalon: the CGMiner port with everything of interest as bracketed text in one long string."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from simulator.catalogue import A1246, A1466, ModelSpec
from simulator.families.avalon_text import mm_text
from simulator.families.base import Channel, Firmware, mhs
from simulator.machine import Machine, Pool
from simulator.reading import Reading, Shares
from simulator.sensors import read
from simulator.wire.rpc import Reply, RpcRequest, status

BUILD = "23112902_7e1c3a5_0d84b61"
_WORK_MODES = {"0": "low", "1": "normal", "2": "high"}
_HELP = "help|voltage|fan-spd|hash-sn-read|workmode|led|reboot|softon|softoff|setpool|password|frequency|"


class Avalon(Firmware):
    """cgminer 4.11.1 of the A series."""

    key: ClassVar[str] = "avalon"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC})
    models: ClassVar[tuple[ModelSpec, ...]] = (A1246, A1466)
    serial_prefix: ClassVar[str] = "AVLN"
    serial_length: ClassVar[int] = 16
    serial_reported: ClassVar[bool] = False
    mac_prefix: ClassVar[tuple[int, ...]] = (0xB4, 0xA2)
    hostname: ClassVar[str] = "Avalon"

    def firmware_version(self, machine: Machine) -> str:
        """Return the build that `version` and `Ver[..]` show."""
        return f"{machine.spec.label}-{BUILD}"

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer the read commands and `ascset`; commands may be joined by `+`."""
        if "+" in request.command:
            parts = request.command.split("+")
            joined = {part: [self._one(machine, RpcRequest(part), now)] for part in parts if part}
            return joined | {"id": 1}
        return self._one(machine, request, now)

    def _one(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        if request.command == "ascset":
            return self._ascset(machine, request.parameter, now)
        if request.command not in _REPORTS:
            return self.rpc_unknown(now)
        code, message, section, maker = _REPORTS[request.command]
        rows = maker(machine, read(machine, now))
        return self._reply(code, message.format(len(rows)), section, rows, now)

    def _reply(self, code: int, message: str, section: str, rows: list[Reply], now: float) -> Reply:
        return {"STATUS": status(code, message, self.description, int(now)), section: rows, "id": 1}

    def _ascset(self, machine: Machine, parameter: str, now: float) -> Reply:
        _device_number, _, rest = parameter.partition(",")
        what, _, value = rest.partition(",")
        if what == "help":
            return self._told(_HELP, now)
        if what in {"softoff", "softon"}:
            if not value.startswith("1:"):
                return self._failed(now)
            (machine.sleep if what == "softoff" else machine.wake)(now)
            return self._told(f"success {what}:{value[2:]}", now)
        if what == "led" and value in {"1-1", "1-0"}:
            machine.set_led(now, on=value == "1-1")
        elif what == "reboot":
            machine.reboot(now)
        elif what == "workmode" and value.startswith("set,") and value[4:] in _WORK_MODES:
            machine.set_mode(now, _WORK_MODES[value[4:]])
        else:
            return self._failed(now)
        return {"STATUS": status(119, "ASC 0 set OK", self.description, int(now)), "id": 1}

    def _told(self, text: str, now: float) -> Reply:
        return {"STATUS": status(118, f"ASC 0 set info: {text}", self.description, int(now), kind="I"), "id": 1}

    def _failed(self, now: float) -> Reply:
        return {
            "STATUS": status(120, "ASC 0 set failed: invalid option", self.description, int(now), kind="E"),
            "id": 1,
        }


def _version(machine: Machine) -> Reply:
    generation = machine.spec.label.partition("-")[0]
    return {
        "CGMiner": "4.11.1",
        "API": "3.7",
        "PROD": f"AvalonMiner {machine.spec.label}",
        "MODEL": machine.spec.label,
        "HWTYPE": f"MM4v2_X{generation[-2:]}",
        "SWTYPE": "MM318",
        "LVERSION": BUILD,
        "BVERSION": BUILD,
        "CGVERSION": BUILD,
        "DNA": machine.identity.token[:16],
        "MAC": machine.identity.mac.replace(":", "").lower(),
    }


def _details() -> Reply:
    names = {"Name": "AVA10", "ID": 0, "Driver": "avalon10"}
    return {"DEVDETAILS": 0, **names, "Kernel": "", "Model": "", "Device Path": ""}


def _summary(reading: Reading) -> Reply:
    shares, elapsed = reading.shares, max(reading.elapsed_s, 1)
    return {
        "Elapsed": reading.elapsed_s,
        "MHS av": mhs(reading.average_ths),
        "MHS 5s": mhs(reading.now_ths),
        "MHS 1m": mhs(reading.minute_ths),
        "MHS 5m": mhs(reading.quarter_ths),
        "MHS 15m": mhs(reading.quarter_ths),
        "Found Blocks": 0,
        "Getworks": reading.elapsed_s // 55,
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Hardware Errors": reading.hw_errors,
        "Utility": round(shares.accepted * 60 / elapsed, 2),
        "Discarded": 0,
        "Stale": shares.stale,
        "Get Failures": 0,
        "Local Work": reading.elapsed_s * 5,
        "Remote Failures": 0,
        "Network Blocks": reading.elapsed_s // 600,
        "Total MH": float(round(reading.average_ths * reading.elapsed_s * 1e6)),
        "Work Utility": round(shares.accepted_difficulty * 60 / elapsed, 2),
        "Difficulty Accepted": float(shares.accepted_difficulty),
        "Difficulty Rejected": float(shares.rejected * shares.difficulty),
        "Difficulty Stale": 0.0,
        "Best Share": shares.best,
        "Device Hardware%": 0.0,
        "Device Rejected%": shares.rejected_percent,
        "Pool Rejected%": shares.rejected_percent,
        "Pool Stale%": 0.0,
        "Last getwork": 0,
    }


def _device(reading: Reading) -> Reply:
    summary = _summary(reading)
    shared = ("MHS av", "MHS 5s", "MHS 1m", "MHS 5m", "MHS 15m", "Accepted", "Rejected", "Hardware Errors", "Utility")
    last = int(reading.at) - reading.shares.seconds_since_last
    return {
        "ASC": 0,
        "Name": "AVA10",
        "ID": 0,
        "Enabled": "Y",
        "Status": "Alive",
        "Temperature": float(round(reading.inlet_c)),
        **{key: summary[key] for key in shared},
        "Last Share Pool": 0,
        "Last Share Time": reading.elapsed_s - reading.shares.seconds_since_last,
        "Total MH": summary["Total MH"],
        "Diff1 Work": reading.shares.accepted_difficulty,
        "Difficulty Accepted": summary["Difficulty Accepted"],
        "Difficulty Rejected": summary["Difficulty Rejected"],
        "Last Share Difficulty": float(reading.shares.difficulty),
        "Last Valid Work": last,
        "Device Hardware%": 0.0,
        "Device Rejected%": reading.shares.rejected_percent,
        "Device Elapsed": reading.elapsed_s,
    }


def _pool(index: int, pool: Pool, reading: Reading) -> Reply:
    shares = reading.shares if index == 0 else Shares(0, 0, 0, 0, 0, 0)
    return {
        "POOL": index,
        "URL": pool.url,
        "Status": "Alive",
        "Priority": index,
        "Quota": 1,
        "Long Poll": "N",
        "Getworks": reading.elapsed_s // 55,
        "Accepted": shares.accepted,
        "Rejected": shares.rejected,
        "Works": reading.elapsed_s * 3,
        "Discarded": 0,
        "Stale": shares.stale,
        "Get Failures": 0,
        "Remote Failures": 0,
        "User": pool.user,
        "Password": pool.password,
        "Last Share Time": max(reading.elapsed_s - shares.seconds_since_last, 0) if index == 0 else 0,
        "Diff1 Shares": shares.accepted_difficulty,
        "Proxy Type": "",
        "Proxy": "",
        "Difficulty Accepted": float(shares.accepted_difficulty),
        "Difficulty Rejected": float(shares.rejected * shares.difficulty),
        "Difficulty Stale": 0.0,
        "Last Share Difficulty": float(shares.difficulty),
        "Work Difficulty": float(shares.difficulty),
        "Has Stratum": True,
        "Stratum Active": index == 0,
        "Stratum URL": pool.url if index == 0 else "",
        "Stratum Difficulty": float(shares.difficulty),
        "Has Vmask": True,
        "Has GBT": False,
        "Best Share": shares.best,
        "Pool Rejected%": shares.rejected_percent,
        "Pool Stale%": 0.0,
        "Bad Work": 0,
        "Current Block Height": 0,
        "Current Block Version": 536870912,
    }


def _stats(machine: Machine, reading: Reading) -> Reply:
    return {
        "STATS": 0,
        "ID": "AVA100",
        "Elapsed": reading.elapsed_s,
        "Calls": 0,
        "Wait": 0.0,
        "Max": 0.0,
        "Min": 99999999.0,
        "MM ID0": mm_text(machine, reading, BUILD),
        "MM Count": 1,
        "Smart Speed": 1,
        "Voltage Level Offset": 0,
        "Nonce Mask": 25,
    }


def _pool_stats(index: int, reading: Reading) -> Reply:
    difficulty = float(reading.shares.difficulty) if index == 0 else 0.0
    sent, received = reading.shares.accepted * 131, reading.elapsed_s * 174
    return {
        "STATS": index + 1,
        "ID": f"POOL{index}",
        "Elapsed": reading.elapsed_s,
        "Calls": 0,
        "Wait": 0.0,
        "Max": 0.0,
        "Min": 99999999.0,
        "Pool Calls": 0,
        "Pool Attempts": 0,
        "Pool Wait": 0.0,
        "Pool Max": 0.0,
        "Pool Min": 99999999.0,
        "Pool Av": 0.0,
        "Work Had Roll Time": False,
        "Work Can Roll": False,
        "Work Had Expire": False,
        "Work Roll Time": 0,
        "Work Diff": difficulty,
        "Min Diff": difficulty,
        "Max Diff": difficulty,
        "Min Diff Count": 1,
        "Max Diff Count": reading.elapsed_s * 8,
        "Times Sent": reading.shares.accepted,
        "Bytes Sent": sent,
        "Times Recv": reading.shares.accepted + reading.elapsed_s // 30,
        "Bytes Recv": received,
        "Net Bytes Sent": sent,
        "Net Bytes Recv": received,
    }


def _config(pools: int) -> Reply:
    return {
        "ASC Count": 1,
        "PGA Count": 0,
        "Pool Count": pools,
        "Strategy": "Failover",
        "Log Interval": 5,
        "Device Code": "AVALON",
        "OS": "Linux",
        "Hotplug": "None",
    }


def _pool_rows(machine: Machine, reading: Reading) -> list[Reply]:
    return [_pool(index, pool, reading) for index, pool in enumerate(machine.pools)]


def _stats_rows(machine: Machine, reading: Reading) -> list[Reply]:
    return [_stats(machine, reading), *(_pool_stats(index, reading) for index in range(len(machine.pools)))]


_Maker = Callable[[Machine, Reading], list[Reply]]

_REPORTS: dict[str, tuple[int, str, str, _Maker]] = {
    "version": (22, "CGMiner versions", "VERSION", lambda machine, _reading: [_version(machine)]),
    "summary": (11, "Summary", "SUMMARY", lambda _machine, reading: [_summary(reading)]),
    "devs": (9, "{} ASC(s)", "DEVS", lambda _machine, reading: [_device(reading)]),
    "edevs": (9, "{} ASC(s)", "DEVS", lambda _machine, reading: [_device(reading)]),
    "pools": (7, "{} Pool(s)", "POOLS", _pool_rows),
    "stats": (70, "CGMiner stats", "STATS", _stats_rows),
    "estats": (70, "CGMiner stats", "STATS", _stats_rows),
    "devdetails": (69, "Device Details", "DEVDETAILS", lambda _machine, _reading: [_details()]),
    "config": (33, "CGMiner config", "CONFIG", lambda machine, _reading: [_config(len(machine.pools))]),
}
