"""Whatsminer with API 2: plain JSON reads on the CGMiner port, writes in an encrypted envelope with a token."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from simulator import physics
from simulator.catalogue import M50, M50S, ModelSpec
from simulator.families.base import Channel, Firmware, mhs
from simulator.families.whatsminer_errors import error_entries
from simulator.families.whatsminer_web import to_luci
from simulator.machine import Machine, Pool
from simulator.reading import BoardReading, Reading
from simulator.sensors import read
from simulator.wire import whatsminer_cipher as cipher
from simulator.wire.http import HttpRequest, HttpResponse
from simulator.wire.rpc import Reply, RpcRequest, status

TOKEN_LIFE_S = 1800
MAX_TOKENS = 32
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def message(code: int, payload: object, now: float, *, kind: str = "S") -> Reply:
    """Return the short reply form that btminer's own commands use."""
    return {"STATUS": kind, "When": int(now), "Code": code, "Msg": payload, "Description": ""}


class WhatsminerV2(Firmware):
    """btminer, API 2.0.5. Each device keeps one token; asking again makes the earlier one void."""

    key: ClassVar[str] = "whatsminer_v2"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC, Channel.HTTP})
    models: ClassVar[tuple[ModelSpec, ...]] = (M50S, M50)
    serial_prefix: ClassVar[str] = "HTM5"
    serial_length: ClassVar[int] = 20
    serial_reported: ClassVar[bool] = False
    mac_prefix: ClassVar[tuple[int, ...]] = (0xC6, 0x04)
    hostname: ClassVar[str] = "WhatsMiner"
    username: ClassVar[str] = "admin"
    password: ClassVar[str] = "admin"  # noqa: S105
    closing_nul: ClassVar[bool] = False
    description: ClassVar[str] = "cgminer 4.9.2"
    version: ClassVar[str] = "20240517.14.REL"

    def firmware_version(self, machine: Machine) -> str:
        """Return btminer's release."""
        del machine
        return self.version

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Send every web request on to the encrypted page."""
        del request, now
        return to_luci(machine)

    def rpc_refusal(self, request: RpcRequest, now: float) -> Reply:
        """Answer that this client has no access."""
        del request
        return message(45, "Permission denied", now, kind="E")

    def rpc_unknown(self, now: float) -> Reply:
        """Answer that there is no such command."""
        return message(14, "invalid cmd", now, kind="E")

    def rpc_bad_json(self, now: float) -> Reply:
        """Answer that the request is not JSON."""
        return message(23, "json error", now, kind="E")

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer a read command, or open an envelope and carry out the write in it."""
        if request.fields.get("enc") == 1:
            return self._envelope(machine, str(request.fields.get("data", "")), now)
        reading = read(machine, now)
        if request.command == "get_token":
            return self._token(machine, now)
        own = self._own(machine, request.command, reading)
        if own is not None:
            return message(131, own, now)
        return self._cgminer(machine, request.command, reading) or self._denied(request, now)

    def _denied(self, request: RpcRequest, now: float) -> Reply:
        return self.rpc_refusal(request, now) if request.command in WRITES else self.rpc_unknown(now)

    def _cgminer(self, machine: Machine, command: str, reading: Reading) -> Reply | None:
        when = int(reading.at)
        sections: dict[str, tuple[int, str, str, Any]] = {
            "summary": (11, "Summary", "SUMMARY", lambda: [_summary(machine, reading)]),
            "devs": (9, f"{machine.spec.boards} ASC(s)", "DEVS", lambda: _devs(reading)),
            "edevs": (9, f"{machine.spec.boards} ASC(s)", "DEVS", lambda: _devs(reading)),
            "pools": (7, f"{len(machine.pools)} Pool(s)", "POOLS", lambda: _pools(machine, reading)),
            "devdetails": (69, "Device Details", "DEVDETAILS", lambda: _details(machine)),
        }
        if command not in sections:
            return None
        code, text, section, rows = sections[command]
        return {"STATUS": status(code, text, self.description, when), section: rows(), "id": 1}

    def _own(self, machine: Machine, command: str, reading: Reading) -> Reply | None:
        if command in {"get_version", "version"}:
            return {"api_ver": "2.0.5", "fw_ver": self.version, "platform": "H616"}
        if command == "status":
            return self._status(machine)
        if command == "get_psu":
            rpm = round(5800 * reading.fan_duty)
            return {
                "fan_speed": str(rpm),
                "hw_version": "",
                "model": "P222C",
                "name": "P222C",
                "sw_version": "230911.220429",
            }
        if command == "get_miner_info":
            led = "manual" if machine.led_on else "auto"
            return {"hostname": machine.identity.hostname, "ledstat": led, "mac": machine.identity.mac}
        return {"error_code": error_entries(machine, reading)} if command == "get_error_code" else None

    def _status(self, machine: Machine) -> Reply:
        limit = machine.power_target_w or machine.spec.power_w
        return {
            "FirmwareVersion": self.version,
            "hash_percent": "0",
            "mineroff": str(machine.sleeping).lower(),
            "mineroff_reason": "API command" if machine.sleeping else "",
            "mineroff_time": "",
            "power_limit_set": str(limit),
            "power_mode": machine.mode,
        }

    def _token(self, machine: Machine, now: float) -> Reply:
        seed = machine.identity.seed ^ physics.mix(int(now * 1000))
        salt, newsalt = _salt(seed), _salt(seed + 1)
        machine.access.salts = (salt, newsalt, str(int(now) % 10000))
        machine.access.expires_at = now + TOKEN_LIFE_S
        return message(134, {"time": machine.access.salts[2], "salt": salt, "newsalt": newsalt}, now)

    def _envelope(self, machine: Machine, data: str, now: float) -> Reply:
        access = machine.access
        if not access.salts[0] or now > access.expires_at:
            return message(135, "token error", now, kind="E")
        key, sign = cipher.v2_key_and_sign(access.password, *access.salts)
        try:
            fields = msgspec.json.decode(cipher.unseal(data, key), type=dict[str, Any])
        except cipher.EnvelopeError:
            return message(137, "base64 decode error", now, kind="E")
        except msgspec.DecodeError:
            return message(135, "token error", now, kind="E")
        if not cipher.same(str(fields.get("token", "")), sign):
            return message(135, "token error", now, kind="E")
        answer = self._write(machine, fields, now)
        return {"enc": cipher.seal(msgspec.json.encode(answer), key)}

    def _write(self, machine: Machine, fields: Reply, now: float) -> Reply:
        command = str(fields.get("cmd", fields.get("command", "")))
        plain = {
            "power_off": machine.sleep,
            "power_on": machine.wake,
            "reboot": machine.reboot,
            "restart_btminer": machine.restart_mining,
        }
        if command in plain:
            plain[command](now)
        elif command == "set_led":
            machine.set_led(now, on=fields.get("param") != "auto")
        elif command in {"set_low_power", "set_normal_power", "set_high_power"}:
            machine.set_mode(now, command.split("_")[1])
        elif command == "adjust_power_limit":
            watts = str(fields.get("power_limit", ""))
            if not watts.isdigit() or not 0 < int(watts) <= 2 * machine.spec.power_w:
                return message(132, "command error", now, kind="E")
            machine.set_power_target(now, int(watts))
        elif command == "update_pools":
            pools = _sent_pools(fields)
            if not pools:
                return message(132, "command error", now, kind="E")
            machine.set_pools(now, pools)
        else:
            return message(14, "invalid cmd", now, kind="E")
        return message(131, "API command OK", now)


WRITES = frozenset(
    {
        "set_led",
        "power_off",
        "power_on",
        "reboot",
        "restart_btminer",
        "set_low_power",
        "set_normal_power",
        "set_high_power",
        "adjust_power_limit",
        "set_power_pct",
        "update_pools",
        "factory_reset",
        "set_target_freq",
        "net_config",
    }
)
"""Commands that exist, but only inside an envelope; `_write` carries out those that the model knows."""


def _sent_pools(fields: Reply) -> tuple[Pool, ...]:
    numbers = [number for number in ("1", "2", "3") if fields.get(f"pool{number}")]
    return tuple(Pool(*(str(fields.get(f"{part}{at}", "")) for part in ("pool", "worker", "passwd"))) for at in numbers)


def _salt(seed: int) -> str:
    return "".join(_LETTERS[physics.mix(seed + index) % len(_LETTERS)] for index in range(0, 80, 10))


def _fans(reading: Reading) -> tuple[int, int]:
    rpm = reading.fan_rpm
    return (rpm[0], rpm[1]) if len(rpm) > 1 else (0, 0)


def _summary(machine: Machine, reading: Reading) -> Reply:
    alive = [board.chip_c for board in reading.boards if board.alive] or [0.0]
    fan_in, fan_out = _fans(reading)
    return {
        "Elapsed": reading.elapsed_s,
        "MHS av": mhs(reading.average_ths),
        "HS RT": mhs(reading.now_ths),
        "Accepted": reading.shares.accepted,
        "Best Share": reading.shares.best,
        "Pool Rejected%": reading.shares.rejected_percent,
        "Uptime": reading.elapsed_s + 96,
        "Hash Stable": reading.hashing,
        "Target Freq": machine.spec.frequency_mhz,
        "Env Temp": round(reading.inlet_c, 1),
        "Chip Temp Min": round(min(alive) - 7, 1),
        "Chip Temp Max": round(max(alive) + 6, 1),
        "Chip Temp Avg": round(sum(alive) / len(alive), 1),
        "Fan Speed In": fan_in,
        "Fan Speed Out": fan_out,
        "Power": reading.power_w,
        "Power Limit": machine.power_target_w or machine.spec.power_w,
        "Power Mode": machine.mode.capitalize(),
        "Factory GHS": round(machine.spec.hashrate_ths * 1e3),
        "MAC": machine.identity.mac,
    }


def _devs(reading: Reading) -> list[Reply]:
    return [_dev(board, reading) for board in reading.boards]


def _dev(board: BoardReading, reading: Reading) -> Reply:
    fan_in, fan_out = _fans(reading)
    return {
        "ASC": board.slot,
        "Name": "SM",
        "ID": board.slot,
        "Slot": board.slot,
        "Enabled": "Y",
        "Status": "Alive" if board.alive else "Dead",
        "Temperature": round(board.outlet_c, 1),
        "Chip Frequency": board.frequency_mhz,
        "Frequency": float(board.frequency_mhz),
        "Fan Speed In": fan_in,
        "Fan Speed Out": fan_out,
        "MHS av": mhs(board.average_ths),
        "Accepted": reading.shares.accepted // len(reading.boards) if board.alive else 0,
        "Rejected": 0,
        "Device Elapsed": reading.elapsed_s,
        "Effective Chips": board.chips,
        "Factory GHS": round(board.ideal_ths * 1e3),
        "PCB SN": board.serial,
        "Chip Temp Min": round(max(board.chip_c - 7, 0), 1),
        "Chip Temp Max": round(board.chip_c + 6, 1) if board.alive else 0.0,
        "Chip Temp Avg": round(board.chip_c, 1),
    }


def _pools(machine: Machine, reading: Reading) -> list[Reply]:
    return [
        {
            "POOL": index + 1,
            "URL": pool.url,
            "Status": "Alive",
            "Priority": index,
            "Accepted": reading.shares.accepted if index == 0 else 0,
            "Rejected": reading.shares.rejected if index == 0 else 0,
            "User": pool.user,
            "Stratum Active": index == 0,
        }
        for index, pool in enumerate(machine.pools)
    ]


def _details(machine: Machine) -> list[Reply]:
    return [
        {"DEVDETAILS": slot, "Name": "SM", "ID": slot, "Driver": "bitmicro", "Kernel": "", "Model": machine.spec.label}
        for slot in range(machine.spec.boards)
    ]
