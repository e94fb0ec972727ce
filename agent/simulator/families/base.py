"""What every firmware family is to the site: its ports, identity and the three ways of asking it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from simulator.catalogue import ModelSpec
from simulator.machine import Machine
from simulator.wire.http import HttpRequest, HttpResponse, json_response
from simulator.wire.rpc import Reply, RpcRequest, status


class Channel(StrEnum):
    """A port that a machine may listen on."""

    RPC = "rpc"
    HTTP = "http"
    V3 = "v3"


class Firmware:
    """One firmware family; subclasses answer on the channels that they list. They hold no state."""

    key: ClassVar[str]
    channels: ClassVar[frozenset[Channel]]
    models: ClassVar[tuple[ModelSpec, ...]]
    serial_prefix: ClassVar[str]
    serial_length: ClassVar[int] = 17
    serial_reported: ClassVar[bool] = True
    mac_prefix: ClassVar[tuple[int, ...]]
    hostname: ClassVar[str]
    username: ClassVar[str] = "root"
    password: ClassVar[str] = "root"  # noqa: S105  (the factory login of a simulated device)
    closing_nul: ClassVar[bool] = True
    description: ClassVar[str] = "cgminer 4.11.1"

    def firmware_version(self, machine: Machine) -> str:
        """Return the firmware version as people write it."""
        raise NotImplementedError

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer a request on the CGMiner port."""
        raise NotImplementedError

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Answer a web request."""
        raise NotImplementedError

    def frame(self, machine: Machine, message: dict[str, Any], now: float) -> dict[str, Any]:
        """Answer a length-framed message."""
        raise NotImplementedError

    def rpc_refusal(self, request: RpcRequest, now: float) -> Reply:
        """Answer that this client has no access."""
        message = f"Access denied to '{request.command}' command"
        return {"STATUS": status(45, message, self.description, int(now), kind="E"), "id": 1}

    def rpc_unknown(self, now: float) -> Reply:
        """Answer that there is no such command."""
        return {"STATUS": status(14, "Invalid command", self.description, int(now), kind="E"), "id": 1}

    def rpc_bad_json(self, now: float) -> Reply:
        """Answer that the request is not JSON."""
        return {"STATUS": status(23, "Invalid JSON", self.description, int(now), kind="E"), "id": 1}

    def http_refusal(self, request: HttpRequest) -> HttpResponse:
        """Answer that this client has no access."""
        return json_response({"error": f"access denied to {request.path}"}, 403)

    def frame_refusal(self, message: dict[str, Any], now: float) -> dict[str, Any]:
        """Answer that this client has no access."""
        return {"code": -4, "when": int(now), "msg": "no permission", "desc": str(message.get("cmd", ""))}


def short_difficulty(value: int) -> str:
    """Return a difficulty as firmware shortens it: 524288 is 524K."""
    for limit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "K")):
        if value >= limit:
            return f"{value // limit}{letter}"
    return str(value)


def clock_text(seconds: int) -> str:
    """Return an age as h:mm:ss."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def ghs(hashrate_ths: float) -> float:
    """Return TH/s as GH/s with two decimals."""
    return round(hashrate_ths * 1e3, 2)


def mhs(hashrate_ths: float) -> float:
    """Return TH/s as MH/s with two decimals."""
    return round(hashrate_ths * 1e6, 2)
