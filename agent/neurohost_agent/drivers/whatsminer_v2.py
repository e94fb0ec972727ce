"""MicroBT's btminer with API 2."""

from __future__ import annotations

from neurohost_agent.drivers.base import Driver
from neurohost_agent.parsers import whatsminer_v2 as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.line import Line


class WhatsminerV2(Driver):
    """TCP 4028 with the key `cmd`; reading needs no login."""

    family = "whatsminer_v2"

    async def identify(self, line: Line) -> Device:
        """Return who it is."""
        commands = ("devdetails", "get_version", "get_miner_info", "summary")
        return parser.parse_device(line.ip, {name: await line.rpc_if_offered(name, key="cmd") for name in commands})

    async def read(self, line: Line) -> Reading:
        """Read summary, devs, pools and error codes; `status` too when it hashes nothing."""
        replies = {"summary": await line.rpc("summary", key="cmd")}
        for name in ("devs", "pools", "get_error_code"):
            replies[name] = await line.rpc_if_offered(name, key="cmd")
        reading = parser.parse_reading(replies)
        if reading.hashrate_ths:
            return reading
        replies["status"] = await line.rpc_if_offered("status", key="cmd")
        return parser.parse_reading(replies)
