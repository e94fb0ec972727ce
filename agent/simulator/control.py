"""The control API: look at the machines and switch their faults and power while the site runs."""

from __future__ import annotations

import hmac
import time
from typing import Any

from simulator.faults import UnknownFaultError, parse_fault
from simulator.machine import Machine
from simulator.sensors import read
from simulator.site import Site
from simulator.wire.http import HttpError, HttpRequest, HttpResponse, json_response

_MACHINE_PATH_PARTS = 3


def describe(site: Site, machine: Machine) -> dict[str, Any]:
    """Return what never changes about a machine: the row of `simulator list`."""
    firmware = site.firmware(machine)
    return {
        "ip": machine.identity.ip,
        "serial": machine.identity.serial,
        "serial_reported": firmware.serial_reported,
        "mac": machine.identity.mac,
        "model": machine.spec.name,
        "model_reported": machine.spec.label,
        "family": firmware.key,
        "firmware": firmware.firmware_version(machine),
        "channels": sorted(str(channel) for channel in firmware.channels),
        "nominal_hashrate_ths": machine.spec.hashrate_ths,
        "nominal_power_w": machine.spec.power_w,
    }


def state(site: Site, machine: Machine, now: float) -> dict[str, Any]:
    """Return the row of a machine with what it does now."""
    reading = read(machine, now)
    return describe(site, machine) | {
        "powered": machine.powered,
        "reachable": machine.reachable(now),
        "sleeping": machine.sleeping,
        "led_on": machine.led_on,
        "hashrate_ths": round(reading.now_ths, 3),
        "average_ths": round(reading.average_ths, 3),
        "power_w": reading.power_w,
        "chip_temperature_c": round(reading.chip_c, 1),
        "inlet_temperature_c": round(reading.inlet_c, 1),
        "fan_rpm": list(reading.fan_rpm),
        "uptime_s": reading.elapsed_s,
        "faults": {str(fault): params for fault, params in machine.faults.items()},
    }


class ControlApi:
    """Answers the control requests; writes need `Authorization: Bearer <token>` and change the machine at once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._token = site.config.control_token

    def handle(self, request: HttpRequest) -> HttpResponse:
        """Answer one request; raises `HttpError` for what is wrong with it."""
        parts = [part for part in request.path.split("/") if part]
        if request.method == "GET":
            return self._get(parts, request)
        if request.method != "POST":
            raise HttpError(405, "only GET and POST")
        self._authorise(request)
        if len(parts) != _MACHINE_PATH_PARTS or parts[0] != "machines":
            raise HttpError(404, "no such page")
        machine = self._machine(parts[1])
        body = request.json()
        if not isinstance(body, dict):
            raise HttpError(400, "the body must be a JSON object")
        if parts[2] == "faults":
            self._fault(machine, body)
        elif parts[2] == "power":
            machine.set_power(time.time(), on=_flag(body))
        else:
            raise HttpError(404, "no such page")
        return json_response(state(self._site, machine, time.time()))

    def _get(self, parts: list[str], request: HttpRequest) -> HttpResponse:
        now = time.time()
        if parts == ["healthz"]:
            count = len(self._site.machines)
            return json_response({"status": "ok", "site": self._site.config.site, "machines": count})
        if parts != ["machines"]:
            raise HttpError(404, "no such page")
        wanted = request.query.get("ip")
        machines = [self._machine(wanted)] if wanted else list(self._site.machines.values())
        return json_response({"machines": [state(self._site, machine, now) for machine in machines]})

    def _authorise(self, request: HttpRequest) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if not self._token:
            raise HttpError(403, "this site has no control token: only reading is possible")
        if scheme != "Bearer" or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise HttpError(401, "a Bearer token is needed")

    def _machine(self, ip: str) -> Machine:
        machine = self._site.machines.get(ip)
        if machine is None:
            raise HttpError(404, f"no machine at {ip}")
        return machine

    def _fault(self, machine: Machine, body: dict[str, Any]) -> None:
        params = body.get("params", {})
        if not isinstance(params, dict):
            raise HttpError(422, "params must be an object")
        try:
            fault, values = parse_fault(str(body.get("fault", "")), params)
        except UnknownFaultError as error:
            raise HttpError(422, str(error)) from error
        if _flag(body):
            machine.set_fault(time.time(), fault, values)
        else:
            machine.clear_fault(time.time(), fault)


def _flag(body: dict[str, Any]) -> bool:
    value = body.get("on")
    if not isinstance(value, bool):
        raise HttpError(422, 'the body needs "on": true or false')
    return value
