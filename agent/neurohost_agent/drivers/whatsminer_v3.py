"""MicroBT's btminer with API 3."""

from __future__ import annotations

from neurohost_agent.drivers.base import Driver
from neurohost_agent.parsers import whatsminer_v3 as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.line import Line


class WhatsminerV3(Driver):
    """TCP 4433, length and JSON; reading needs no login."""

    family = "whatsminer_v3"

    async def identify(self, line: Line) -> Device:
        """Return who it is."""
        return parser.parse_device(line.ip, await line.v3("get.device.info"))

    async def read(self, line: Line) -> Reading:
        """Read the three parts of get.miner.status and get.device.info (its state and error codes)."""
        return parser.parse_reading(
            summary=await line.v3("get.miner.status", "summary"),
            edevs=await line.v3("get.miner.status", "edevs"),
            pools=await line.v3("get.miner.status", "pools"),
            info=await line.v3("get.device.info"),
        )
