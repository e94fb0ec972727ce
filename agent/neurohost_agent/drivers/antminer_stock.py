"""Bitmain's own firmware."""

from __future__ import annotations

from typing import Any

from neurohost_agent.drivers.base import Driver
from neurohost_agent.errors import BadReplyError, DeniedError, RefusedError
from neurohost_agent.parsers import antminer_stock as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.http import get_with_digest
from neurohost_agent.transport.line import Line


class AntminerStock(Driver):
    """TCP 4028 for figures; the web page, behind its login, for serial number, MAC and sleep."""

    family = "antminer_stock"

    async def identify(self, line: Line) -> Device:
        """Return who it is; without a login only model and firmware are known."""
        version = await line.rpc_if_offered("version")
        return parser.parse_device(line.ip, version, await self._page(line, "/cgi-bin/get_system_info.cgi"))

    async def read(self, line: Line) -> Reading:
        """Read summary, stats and pools; a machine that says nothing of its hashrate is asked whether it sleeps."""
        replies = {
            "summary": await line.rpc("summary"),
            "stats": await line.rpc("stats"),
            "pools": await line.rpc_if_offered("pools"),
        }
        reading = parser.parse_reading(replies)
        if reading.hashrate_ths:
            return reading
        conf = await self._page(line, "/cgi-bin/get_miner_conf.cgi")
        return parser.parse_reading(replies, work_mode=parser.work_mode_of(conf))

    async def _page(self, line: Line, path: str) -> dict[str, Any]:
        if line.login is None:
            return {}
        try:
            return (await get_with_digest(line, path, line.login)).mapping()
        except (DeniedError, BadReplyError, RefusedError):
            return {}
