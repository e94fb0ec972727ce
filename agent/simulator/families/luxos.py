"""LuxOS on Antminer hardware: one RPC port for everything, writes under a session."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import ClassVar

from simulator.catalogue import S19_XP, S19K_PRO, ModelSpec
from simulator.families import luxos_rows as rows
from simulator.families.base import Channel, Firmware
from simulator.families.luxos_profiles import profiles
from simulator.machine import Machine
from simulator.sensors import read
from simulator.wire.rpc import Reply, RpcRequest, status

SESSION_LIFE_S = 60.0
_ERROR, _NO_SESSION = 301, 402
_LED_COLOURS = frozenset({"red", "green"})


class LuxOs(Firmware):
    """LUXminer 2025.4: read commands are open, the others take "SessionID,arguments"."""

    key: ClassVar[str] = "luxos"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC})
    models: ClassVar[tuple[ModelSpec, ...]] = (S19K_PRO, S19_XP)
    serial_prefix: ClassVar[str] = "LXZZ"
    mac_prefix: ClassVar[tuple[int, ...]] = (0x0E,)
    hostname: ClassVar[str] = "Antminer"
    description: ClassVar[str] = f"LUXminer {rows.VERSION}"

    def firmware_version(self, machine: Machine) -> str:
        """Return the LUXminer version."""
        del machine
        return rows.VERSION

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer a read command or carry out a write."""
        if "+" in request.command:
            joined = {part: [self.rpc(machine, RpcRequest(part), now)] for part in request.command.split("+") if part}
            return joined | {"id": 1}
        if request.command in {"session", "logon", "logoff"}:
            return self._session(machine, request, now)
        if request.command in rows.READS:
            return self._read(machine, request, now)
        if request.command in WRITES:
            return self._write(machine, request, now)
        return self.rpc_unknown(now)

    def _read(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        code, text, sections = rows.READS[request.command]
        reading = read(machine, now)
        made = {name: maker(machine, reading, request.parameter) for name, maker in sections.items()}
        message = text.format(*(len(part) for part in made.values()))
        return {"STATUS": status(code, message, self.description, int(now)), **made, "id": 1}

    def _session(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        access = machine.access
        if access.token and now > access.expires_at:
            access.token = ""
        if request.command == "logon":
            if access.token:
                return self._error(_NO_SESSION, "Another session is active", now)
            access.token = secrets.token_urlsafe(6)
            access.expires_at = now + SESSION_LIFE_S
        elif request.command == "logoff":
            if not access.token or request.parameter != access.token:
                return self._error(_NO_SESSION, "Invalid session", now)
            access.token = ""
        text = {"session": "Session information", "logon": "Session created", "logoff": "Session terminated"}
        session = [{"SessionID": access.token}]
        return {
            "STATUS": status(316, text[request.command], self.description, int(now)),
            "SESSION": session,
            "id": 1,
        }

    def _write(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        session, *arguments = request.parameter.split(",")
        access = machine.access
        if not access.token or session != access.token or now > access.expires_at:
            return self._error(_NO_SESSION, "Invalid session", now)
        access.expires_at = now + SESSION_LIFE_S
        done = WRITES[request.command](machine, arguments, now)
        if not done:
            return self._error(_ERROR, f"Invalid parameter for '{request.command}' command", now)
        return {"STATUS": status(329, f"{request.command} done", self.description, int(now)), "id": 1}

    def _error(self, code: int, message: str, now: float) -> Reply:
        return {"STATUS": status(code, message, self.description, int(now), kind="E"), "id": 1}


def _curtail(machine: Machine, arguments: list[str], now: float) -> bool:
    if arguments not in (["sleep"], ["wakeup"]):
        return False
    (machine.sleep if arguments == ["sleep"] else machine.wake)(now)
    return True


def _led(machine: Machine, arguments: list[str], now: float) -> bool:
    if len(arguments) != 2 or arguments[0] not in _LED_COLOURS or arguments[1] not in {"on", "off", "blink", "auto"}:  # noqa: PLR2004
        return False
    machine.set_led(now, on=arguments[1] in {"on", "blink"})
    return True


def _profile(machine: Machine, arguments: list[str], now: float) -> bool:
    found = [row for row in profiles(machine) if [row["Profile Name"]] == arguments]
    if found:
        machine.set_power_target(now, 0 if arguments == ["default"] else int(found[0]["Watts"]))
    return bool(found)


def _reboot(machine: Machine, arguments: list[str], now: float) -> bool:
    del arguments
    machine.reboot(now)
    return True


def _restart(machine: Machine, arguments: list[str], now: float) -> bool:
    del arguments
    machine.restart_mining(now)
    return True


WRITES: dict[str, Callable[[Machine, list[str], float], bool]] = {
    "curtail": _curtail,
    "ledset": _led,
    "profileset": _profile,
    "rebootdevice": _reboot,
    "resetminer": _restart,
}
"""Commands that need a session; each returns whether the arguments were right."""
