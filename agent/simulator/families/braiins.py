"""Braiins OS+ on Antminer hardware: REST with a bare login token, and a CGMiner port for the version."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from simulator.catalogue import S19_XP, S21_PRO, ModelSpec
from simulator.families import braiins_rest as rest
from simulator.families.base import Channel, Firmware, mhs
from simulator.machine import Machine
from simulator.sensors import read
from simulator.wire.http import HttpError, HttpRequest, HttpResponse, json_response
from simulator.wire.rpc import Reply, RpcRequest, status

TOKEN_LIFE_S = 3600
_NO_CONTENT = 204
PREFIX = "/api/v1/"


class Braiins(Firmware):
    """Braiins OS+ 26.04, REST API 1.3. The token's life starts anew with each request."""

    key: ClassVar[str] = "braiins"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC, Channel.HTTP})
    models: ClassVar[tuple[ModelSpec, ...]] = (S21_PRO, S19_XP)
    serial_prefix: ClassVar[str] = "JYZQ"
    mac_prefix: ClassVar[tuple[int, ...]] = (0x06,)
    hostname: ClassVar[str] = "Antminer"
    description: ClassVar[str] = "BOSer boser-buildroot 0.1.0-26f41c09"

    def firmware_version(self, machine: Machine) -> str:
        """Return the release that miner/details shows."""
        del machine
        return rest.RELEASE

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer version, summary and devs."""
        reading = read(machine, now)
        if request.command == "version":
            version: Reply = {"API": "3.7", "BOSer": "boser-buildroot 0.1.0-26f41c09"}
            return self._reply(22, "BOSer versions", "VERSION", [version], now)
        if request.command == "summary":
            row: Reply = {
                "Elapsed": reading.elapsed_s,
                "MHS av": mhs(reading.average_ths),
                "MHS 5s": mhs(reading.now_ths),
                "MHS 1m": mhs(reading.minute_ths),
                "MHS 15m": mhs(reading.quarter_ths),
                "Accepted": reading.shares.accepted,
                "Rejected": reading.shares.rejected,
                "Hardware Errors": reading.hw_errors,
            }
            return self._reply(11, "Summary", "SUMMARY", [row], now)
        if request.command == "devs":
            rows: list[Reply] = [
                {
                    "ASC": board.slot,
                    "ID": board.slot + 1,
                    "Name": "",
                    "Enabled": "Y",
                    "Status": "Alive" if board.alive else "Dead",
                    "Temperature": round(board.chip_c, 1),
                    "MHS 5s": mhs(board.hashrate_ths),
                    "MHS av": mhs(board.average_ths),
                    "Nominal MHS": mhs(board.ideal_ths),
                }
                for board in reading.boards
            ]
            return self._reply(9, f"{len(rows)} ASC(s)", "DEVS", rows, now)
        return self.rpc_unknown(now)

    def _reply(self, code: int, message: str, section: str, rows: list[Reply], now: float) -> Reply:
        return {"STATUS": status(code, message, self.description, int(now)), section: rows, "id": 1}

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Answer the start page, the login and, with its token, the REST pages."""
        if request.path == "/":
            return HttpResponse(200, b"<html><title>Braiins OS</title></html>", "text/html")
        if not request.path.startswith(PREFIX):
            return HttpResponse(404, b"Not Found", "text/plain")
        page = request.path[len(PREFIX) :].strip("/")
        if page == "auth/login":
            return self._login(machine, request, now)
        if page == "version":
            return json_response({"major": 1, "minor": 3, "patch": 0})
        token = machine.access.token
        given = request.headers.get("authorization", "")
        if not token or now > machine.access.expires_at or not secrets.compare_digest(given.encode(), token.encode()):
            return json_response({"message": "Unauthorized"}, 401)
        machine.access.expires_at = now + TOKEN_LIFE_S
        return self._put(machine, page, request, now) if request.method == "PUT" else self._get(machine, page, now)

    def _login(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        body = request.json()
        if request.method != "POST" or not isinstance(body, dict):
            return json_response({"message": "Bad Request"}, 400)
        access = machine.access
        if body.get("username") != access.username or body.get("password") != access.password:
            return json_response({"message": "Unauthorized"}, 401)
        access.logins += 1
        access.token = secrets.token_urlsafe(12)
        access.expires_at = now + TOKEN_LIFE_S
        return json_response({"token": access.token, "timeout_s": TOKEN_LIFE_S})

    def _get(self, machine: Machine, page: str, now: float) -> HttpResponse:
        maker = rest.PAGES.get(page)
        if maker is None:
            return json_response({"message": "Not Found"}, 404)
        return json_response(maker(machine, read(machine, now)))

    def _put(self, machine: Machine, page: str, request: HttpRequest, now: float) -> HttpResponse:
        body = request.json()
        if page == "actions/locate":
            if not isinstance(body, bool):
                raise HttpError(422, "a boolean is needed")
            machine.set_led(now, on=body)
            return json_response(machine.led_on)
        if page == "performance/power-target":
            return self._power_target(machine, body, now)
        verbs: dict[str, Any] = {
            "actions/pause": machine.sleep,
            "actions/stop": machine.sleep,
            "actions/resume": machine.wake,
            "actions/start": machine.wake,
            "actions/restart": machine.restart_mining,
            "actions/reboot": machine.reboot,
        }
        if page not in verbs:
            return json_response({"message": "Not Found"}, 404)
        already = machine.sleeping if page == "actions/pause" else False
        verbs[page](now)
        if page == "actions/reboot":
            return HttpResponse(_NO_CONTENT)
        return json_response(already)

    def _power_target(self, machine: Machine, body: object, now: float) -> HttpResponse:
        watts = body.get("watt") if isinstance(body, dict) else None
        low, high = rest.power_range_w(machine)
        if not isinstance(watts, int) or not low <= watts <= high:
            return json_response({"message": f"power target must be within {low} and {high} W"}, 422)
        machine.set_power_target(now, watts)
        return json_response({"watt": watts})
