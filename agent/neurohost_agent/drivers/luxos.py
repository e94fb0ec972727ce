"""Luxor's LuxOS."""

from __future__ import annotations

from neurohost_agent.drivers.base import Driver
from neurohost_agent.parsers import luxos as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.line import Line


class LuxOS(Driver):
    """TCP 4028; reading needs no session."""

    family = "luxos"

    async def identify(self, line: Line) -> Device:
        """Return who it is."""
        version = await line.rpc("version")
        return parser.parse_device(line.ip, {"version": version, "config": await line.rpc_if_offered("config")})

    async def read(self, line: Line) -> Reading:
        """Read summary, then everything else that it offers."""
        replies = {"summary": await line.rpc("summary")}
        for name in ("devs", "stats", "fans", "temps", "power", "pools", "config"):
            replies[name] = await line.rpc_if_offered(name)
        return parser.parse_reading(replies)
