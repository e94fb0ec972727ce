"""VNish (AnthillOS web): REST with a bearer token, a CGMiner port that does not know `version`."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from simulator.catalogue import S19J_PRO, S21_PRO, ModelSpec
from simulator.families import vnish_pages as pages
from simulator.families import vnish_rpc
from simulator.families.base import Channel, Firmware
from simulator.machine import Machine
from simulator.sensors import read
from simulator.wire.http import HttpRequest, HttpResponse, json_response
from simulator.wire.rpc import Reply, RpcRequest, status

TOKEN_LIFE_S = 3600
MAX_FAILED_LOGINS = 10
PREFIX = "/api/v1/"


class Vnish(Firmware):
    """VNish 1.2.7. A preset is taken or not; the answer to `settings` is the same, so clients must read back."""

    key: ClassVar[str] = "vnish"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC, Channel.HTTP})
    models: ClassVar[tuple[ModelSpec, ...]] = (S21_PRO, S19J_PRO)
    serial_prefix: ClassVar[str] = "VNTQ"
    serial_reported: ClassVar[bool] = False
    mac_prefix: ClassVar[tuple[int, ...]] = (0x0A,)
    hostname: ClassVar[str] = "Antminer"
    username: ClassVar[str] = ""
    password: ClassVar[str] = "admin"  # noqa: S105

    def firmware_version(self, machine: Machine) -> str:
        """Return the VNish release."""
        del machine
        return pages.VERSION

    def rpc_unknown(self, now: float) -> Reply:
        """Answer that there is no such command; this firmware gives code 0 and no id."""
        return {"STATUS": status(0, "Invalid command", self.description, int(now), kind="E")}

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer summary, stats, pools and devdetails."""
        reading = read(machine, now)
        sections: dict[str, tuple[int, str, str, Any]] = {
            "summary": (11, "Summary", "SUMMARY", vnish_rpc.summary),
            "stats": (70, "CGMiner stats", "STATS", vnish_rpc.stats),
            "pools": (7, "3 Pool(s)", "POOLS", vnish_rpc.pools),
            "devdetails": (69, "Device Details", "DEVDETAILS", vnish_rpc.details),
        }
        if request.command not in sections:
            return self.rpc_unknown(now)
        code, text, section, maker = sections[request.command]
        reply: Reply = {"STATUS": status(code, text, self.description, int(now)), section: maker(machine, reading)}
        return reply | {"id": 1} if request.command == "devdetails" else reply

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Answer the start page, open pages, the login and, with its token, everything else."""
        if request.path == "/":
            return HttpResponse(200, b"<html><title>AnthillOS</title></html>", "text/html")
        if not request.path.startswith(PREFIX):
            return HttpResponse(404, b"Not Found", "text/plain")
        page = request.path[len(PREFIX) :].strip("/")
        if page == "unlock":
            return self._unlock(machine, request, now)
        readable = pages.OPEN | pages.CLOSED if request.method == "GET" else {}
        if page not in pages.OPEN and page != "find-miner" and not self._logged_in(machine, request, now):
            return json_response({"err": "unauthorized"}, 401)
        if page in readable:
            return json_response(readable[page](machine, read(machine, now)))
        return self._post(machine, page, request, now)

    def _unlock(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        access, body = machine.access, request.json()
        if access.logins > MAX_FAILED_LOGINS and now < access.expires_at:
            return json_response({"err": "too many attempts"}, 429)
        if not isinstance(body, dict) or body.get("pw") != access.password:
            access.logins += 1
            access.expires_at = now + 60.0
            return json_response({"err": "invalid password"}, 403)
        access.logins = 0
        access.token = secrets.token_hex(16)
        access.expires_at = now + TOKEN_LIFE_S
        return json_response({"token": access.token})

    def _logged_in(self, machine: Machine, request: HttpRequest, now: float) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        token = machine.access.token
        if not token or scheme != "Bearer" or now > machine.access.expires_at:
            return False
        return secrets.compare_digest(given.encode(), token.encode())

    def _post(self, machine: Machine, page: str, request: HttpRequest, now: float) -> HttpResponse:
        if request.method != "POST":
            return json_response({"err": "not found"}, 404)
        if page == "find-miner":
            body = request.json()
            wanted = body.get("on") if isinstance(body, dict) else None
            machine.set_led(now, on=not machine.led_on if wanted is None else bool(wanted))
            return json_response({"on": machine.led_on})
        if page == "settings":
            self._settings(machine, request.json(), now)
            return json_response({"restart_required": False, "reboot_required": False})
        verbs: dict[str, Any] = {
            "mining/stop": machine.sleep,
            "mining/pause": machine.sleep,
            "mining/start": machine.wake,
            "mining/resume": machine.wake,
            "mining/restart": machine.restart_mining,
            "system/reboot": machine.reboot,
        }
        if page not in verbs:
            return json_response({"err": "not found"}, 404)
        verbs[page](now)
        return json_response({"success": True})

    def _settings(self, machine: Machine, body: object, now: float) -> None:
        value = body
        for key in ("miner", "overclock", "preset"):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value in pages.preset_names(machine):
            machine.set_power_target(now, int(value) if value.isdigit() else 0)
