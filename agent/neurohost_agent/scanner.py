"""Looks through the ranges for machines, and says what it found while it still looks."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import msgspec

from neurohost_agent import clock
from neurohost_agent.addresses import expand
from neurohost_agent.config import Config
from neurohost_agent.drivers.registry import OTHER, UNKNOWN
from neurohost_agent.errors import DeviceError
from neurohost_agent.known import KnownDevices
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Device

_log: Final = logging.getLogger(__name__)
_CONNECT_S: Final = 1.0
_PART: Final = 200
Report = Callable[[dict[str, Any]], Awaitable[None]]


class Find(msgspec.Struct, frozen=True):
    """One machine with its open ports."""

    device: Device
    ports: tuple[int, ...]
    found_at_ms: int

    def document(self) -> dict[str, Any]:
        """The find as discoveries carry it."""
        return msgspec.structs.asdict(self.device) | {"ports": list(self.ports), "found_at_ms": self.found_at_ms}


class Scan:
    """One walk through the ranges. Parts are given to `report` as they fill and once more, complete, at the end."""

    def __init__(self, reader: Reader, known: KnownDevices, config: Config, report: Report) -> None:
        self._reader = reader
        self._known = known
        self._config = config
        self._report = report
        self._uid = str(uuid.uuid4())
        self._started_at_ms = clock.wall_ms()
        self._part = 0
        self._waiting: list[Find] = []
        self.probed = 0
        self.finds: list[Find] = []

    async def run(self) -> list[Find]:
        """Look at every address once; return all finds."""
        addresses = expand(self._config.ranges(), self._config.excluded())
        todo = iter(addresses)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._config.scan.concurrency, len(addresses))):
                group.create_task(self._walk(todo))
        await self._send(complete=True)
        _log.info("scan finished", extra={"data": {"probed": self.probed, "found": len(self.finds)}})
        return self.finds

    async def _walk(self, todo: Iterator[str]) -> None:
        for ip in todo:
            async with self._known.turn(ip):
                find = await look_at(self._reader, ip)
            self.probed += 1
            if find is None:
                continue
            find = msgspec.structs.replace(find, device=self._known.merged(find.device))
            self.finds.append(find)
            self._waiting.append(find)
            if len(self._waiting) >= _PART:
                await self._send(complete=False)

    async def _send(self, *, complete: bool) -> None:
        devices, self._waiting = self._waiting, []
        self._part += 1
        await self._report(
            {
                "version": 1,
                "scan_uid": self._uid,
                "request": self._config.scan.request,
                "part": self._part,
                "complete": complete,
                "started_at_ms": self._started_at_ms,
                "finished_at_ms": clock.wall_ms() if complete else None,
                "probed": self.probed,
                "ranges": list(self._config.scan.ranges),
                "devices": [find.document() for find in devices],
            }
        )


async def look_at(reader: Reader, ip: str) -> Find | None:
    """Return what is at an address, None when no miner's port opens (a mere web server is no miner)."""
    found = await reader.find(ip, within_s=_CONNECT_S)
    if found is None:
        return None
    family, ports = found
    device = Device(ip=ip, family=family)
    try:
        device = await reader.identify(ip, OTHER if family == UNKNOWN else family)
    except DeviceError as error:
        if family == UNKNOWN and ports == {reader.ports.http}:
            return None
        _log.info("not identified", extra={"data": {"ip": ip, "family": family, "reason": str(error)}})
    return Find(device, tuple(sorted(ports)), clock.wall_ms())
