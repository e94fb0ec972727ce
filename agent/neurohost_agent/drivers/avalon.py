"""Canaan's Avalon machines."""

from __future__ import annotations

from neurohost_agent.drivers.base import Driver
from neurohost_agent.parsers import avalon as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.line import Line


class Avalon(Driver):
    """TCP 4028; `stats` of large machines passes 12 kB, well inside the limit."""

    family = "avalon"

    async def identify(self, line: Line) -> Device:
        """Return who it is."""
        return parser.parse_device(line.ip, await line.rpc("version"))

    async def read(self, line: Line) -> Reading:
        """Read stats, summary and pools."""
        return parser.parse_reading(
            {
                "stats": await line.rpc("stats"),
                "summary": await line.rpc_if_offered("summary"),
                "pools": await line.rpc_if_offered("pools"),
            }
        )
