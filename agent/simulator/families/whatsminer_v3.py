"""Whatsminer with API 3: length-framed JSON, numbers as numbers, writes signed per command."""

from __future__ import annotations

from typing import Any, ClassVar

from simulator import physics
from simulator.catalogue import M60S, ModelSpec
from simulator.families.base import Channel, Firmware
from simulator.families.whatsminer_errors import error_entries
from simulator.families.whatsminer_web import to_luci
from simulator.machine import Machine
from simulator.reading import Reading
from simulator.sensors import read
from simulator.wire import whatsminer_cipher as cipher
from simulator.wire.http import HttpRequest, HttpResponse

CLOCK_SKEW_S = 300
_OK, _FAILED, _BAD_COMMAND, _NO_PERMISSION = 0, -1, -2, -4
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REASONS = {"110": "Fanin speed error.", "111": "Fanout speed error.", "350": "Slot 0 temperature protecting."}


class WhatsminerV3(Firmware):
    """btminer, API 3.0.2. The salt stays the same while the device runs."""

    key: ClassVar[str] = "whatsminer_v3"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.V3, Channel.HTTP})
    models: ClassVar[tuple[ModelSpec, ...]] = (M60S,)
    serial_prefix: ClassVar[str] = "HTM6CS40"
    serial_length: ClassVar[int] = 20
    mac_prefix: ClassVar[tuple[int, ...]] = (0xCA, 0x06)
    hostname: ClassVar[str] = "WhatsMiner"
    username: ClassVar[str] = "super"
    password: ClassVar[str] = "super"  # noqa: S105
    version: ClassVar[str] = "20250927.11.Rel2"

    def firmware_version(self, machine: Machine) -> str:
        """Return btminer's release."""
        del machine
        return self.version

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Send every web request on to the encrypted page."""
        del request, now
        return to_luci(machine)

    def frame(self, machine: Machine, message: dict[str, Any], now: float) -> dict[str, Any]:
        """Answer get.device.info and get.miner.status; carry out signed set.* commands."""
        command = str(message.get("cmd", ""))
        reading = read(machine, now)
        if command == "get.device.info":
            return _reply(_OK, self._device(machine, reading, message.get("param")), command, now)
        if command == "get.miner.status":
            return self._status(machine, reading, str(message.get("param", "")), now)
        if command == "get.miner.setting":
            return _reply(_OK, self._setting(machine), command, now)
        if command.startswith("set."):
            return self._signed(machine, command, message, now)
        return _reply(_BAD_COMMAND, "invalid command", command, now)

    def frame_refusal(self, message: dict[str, Any], now: float) -> dict[str, Any]:
        """Answer that this client has no access."""
        return _reply(_NO_PERMISSION, "no permission", str(message.get("cmd", "")), now)

    def _device(self, machine: Machine, reading: Reading, param: object) -> dict[str, Any]:
        blocks: dict[str, Any] = {
            "miner": _miner_block(machine, reading),
            "network": _network_block(machine),
            "power": _power_block(machine, reading),
            "salt": salt(machine),
            "system": {
                "api": "3.0.2",
                "apiswitch": "1",
                "control-board-version": "CB6V10",
                "fwversion": self.version,
                "ledstatus": "manual" if machine.led_on else "auto",
                "platform": "H616",
            },
        }
        errors = [entry | {"reason": _reason(next(iter(entry)))} for entry in error_entries(machine, reading)]
        if errors:
            blocks["error-code"] = errors
        if isinstance(param, str) and param:
            return {param: blocks[param]} if param in blocks else {}
        return blocks

    def _status(self, machine: Machine, reading: Reading, param: str, now: float) -> dict[str, Any]:
        known: dict[str, Any] = {"summary": _summary, "edevs": _edevs, "pools": _pools}
        wanted = [part for part in param.split("+") if part in known]
        if not wanted:
            return _reply(_BAD_COMMAND, "invalid param", "get.miner.status", now)
        msg = {part: known[part](machine, reading) for part in wanted}
        return _reply(_OK, msg, "get.miner.status", now)

    def _setting(self, machine: Machine) -> dict[str, Any]:
        return {
            "power-limit": machine.power_target_w or machine.spec.power_w,
            "power-mode": machine.mode,
            "target-freq": machine.spec.frequency_mhz,
            "heat-mode": "normal",
            "fast-boot": "disable",
        }

    def _signed(self, machine: Machine, command: str, message: dict[str, Any], now: float) -> dict[str, Any]:
        stamp = message.get("ts")
        if not isinstance(stamp, int) or abs(now - stamp) > CLOCK_SKEW_S or message.get("account") != "super":
            return _reply(_NO_PERMISSION, "invalid token", command, now)
        token = cipher.v3_token(command, machine.access.password, salt(machine), stamp)
        if not cipher.same(str(message.get("token", "")), token):
            return _reply(_NO_PERMISSION, "invalid token", command, now)
        done = self._write(machine, command, message.get("param"), now)
        return _reply(_OK, "ok", command, now) if done else _reply(_FAILED, "invalid param", command, now)

    def _write(self, machine: Machine, command: str, param: object, now: float) -> bool:
        if command == "set.miner.service":
            verbs = {"start": machine.wake, "stop": machine.sleep, "restart": machine.restart_mining}
            if param not in verbs:
                return False
            verbs[str(param)](now)
        elif command == "set.system.reboot":
            machine.reboot(now)
        elif command == "set.system.led":
            machine.set_led(now, on=param != "auto")
        elif command == "set.miner.mode" and param in {"low", "normal", "high"}:
            machine.set_mode(now, str(param))
        elif command == "set.miner.power_limit" and isinstance(param, int) and 0 < param <= 2 * machine.spec.power_w:
            machine.set_power_target(now, param)
        else:
            return False
        return True


def salt(machine: Machine) -> str:
    """Return the eight letters that this device mixes into its tokens."""
    return "".join(_LETTERS[physics.mix(machine.identity.seed + 77 + at) % len(_LETTERS)] for at in range(8))


def _reply(code: int, msg: object, command: str, now: float) -> dict[str, Any]:
    return {"code": code, "when": int(now), "msg": msg, "desc": command}


def _reason(code: str) -> str:
    return _REASONS.get(code, f"Slot {code[-1]} not found.")


def _miner_block(machine: Machine, reading: Reading) -> dict[str, Any]:
    block: dict[str, Any] = {
        "working": str(not machine.sleeping).lower(),
        "type": machine.spec.label,
        "hash-board": machine.spec.label.partition("_V")[2],
        "detect-hash-rate": ":".join(str(round(board.ideal_ths * 1e3)) for board in reading.boards),
        "miner-sn": machine.identity.serial,
        "board-num": str(sum(board.alive for board in reading.boards)),
        "fast-boot": "disable",
        "hash-percent": "0",
        "pool-strategy": "FAILOVER",
    }
    for board in reading.boards:
        block[f"pcbsn{board.slot}"] = board.serial if board.alive else ""
        block[f"chipdata{board.slot}"] = (
            f"K8EB{board.serial[-3:]}-2517 BINV5-{board.serial[2:8]}A" if board.alive else ""
        )
    return block


def _network_block(machine: Machine) -> dict[str, Any]:
    gateway = machine.identity.ip.rpartition(".")[0] + ".254"
    return {
        "ip": machine.identity.ip,
        "proto": "dhcp",
        "netmask": "255.255.255.0",
        "gateway": gateway,
        "dns": gateway,
        "hostname": machine.identity.hostname,
        "mac": machine.identity.mac,
    }


def _power_block(machine: Machine, reading: Reading) -> dict[str, Any]:
    return {
        "type": "P241B",
        "mode": "1",
        "hwversion": "RT0161",
        "swversion": "240118.220429",
        "model": "P241B",
        "vendor": "1",
        "sn": machine.identity.psu_serial,
        "fanspeed": round(6600 * reading.fan_duty),
    }


def _summary(machine: Machine, reading: Reading) -> dict[str, Any]:
    alive = [board for board in reading.boards if board.alive]
    chips = [board.chip_c for board in alive] or [0.0]
    rpm = reading.fan_rpm if len(reading.fan_rpm) > 1 else (0, 0)
    return {
        "elapsed": reading.elapsed_s,
        "bootup-time": 148,
        "freq-avg": machine.spec.frequency_mhz if alive else 0,
        "up-freq-finish": int(reading.hashing),
        "factory-hash": machine.spec.hashrate_ths,
        "hash-realtime": round(reading.now_ths, 3),
        "hash-1min": round(reading.minute_ths, 3),
        "hash-15min": round(reading.quarter_ths, 3),
        "hash-average": round(reading.average_ths, 3),
        "power-realtime": float(reading.power_w),
        "power-5min": float(reading.power_w),
        "power-rate": round(reading.efficiency_jth, 1),
        "power-limit": machine.power_target_w or machine.spec.power_w,
        "environment-temperature": round(reading.inlet_c, 1),
        "board-temperature": [round(board.outlet_c, 1) for board in reading.boards],
        "chip-temp-min": round(max(min(chips) - 7, 0), 1),
        "chip-temp-avg": round(sum(chips) / len(chips), 1),
        "chip-temp-max": round(max(chips) + 6, 1),
        "fan-speed-in": rpm[0],
        "fan-speed-out": rpm[1],
        "Debug": "",
    }


def _edevs(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    del machine
    return [
        {
            "id": board.slot,
            "status": "alive" if board.alive else "dead",
            "factory-hash": round(board.ideal_ths, 2),
            "hash-realtime": round(board.hashrate_ths, 2),
            "hash-average": round(board.average_ths, 2),
            "effective-chips": board.chips,
            "freq": float(board.frequency_mhz),
            "chip-temp-min": round(max(board.chip_c - 7, 0), 1),
            "chip-temp-avg": round(board.chip_c, 1),
            "chip-temp-max": round(board.chip_c + 6, 1) if board.alive else 0.0,
        }
        for board in reading.boards
    ]


def _pools(machine: Machine, reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "url": pool.url,
            "account": pool.user,
            "status": "alive",
            "pool-priority": index,
            "stratum-active": index == 0 and reading.hashing,
        }
        for index, pool in enumerate(machine.pools)
    ]
