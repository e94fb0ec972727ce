"""One reading of one machine, whatever happens: an answer, or the state that the lack of one means."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from neurohost_agent.drivers.base import Driver
from neurohost_agent.drivers.registry import OTHER, make_drivers
from neurohost_agent.errors import DeviceError, RefusedError, UnreachableError
from neurohost_agent.general.library import Library
from neurohost_agent.identify import find_family
from neurohost_agent.reading import Device, Reading, State
from neurohost_agent.transport.line import Line, Login, Ports

_PROBE_S: Final = 0.5
_MAX_DETAIL: Final = 300


class Reader:
    """Reads machines of all families. `library` is None when the site did not allow the general library."""

    def __init__(self, *, ports: Ports, deadline_s: float, logins: dict[str, Login], library: Library | None) -> None:
        self.ports = ports
        self.deadline_s = deadline_s
        self._logins = logins
        self._library = library
        self._drivers: dict[str, Driver] = make_drivers()

    def line(self, ip: str, family: str | None = None, *, deadline_s: float | None = None) -> Line:
        """Return a line to a machine, with its family's login where the site gave one."""
        login = self._logins.get(family) if family else None
        return Line(ip, self.ports, deadline_s=deadline_s or self.deadline_s, login=login)

    async def read(self, ip: str, family: str) -> Reading:
        """Return a reading; never raises for what a machine does."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            if family == OTHER:
                reading = await self._read_other(ip)
            else:
                line = self.line(ip, family)
                async with asyncio.timeout_at(line.deadline + _PROBE_S):
                    reading = await self._read_own(line, family)
        except DeviceError as error:
            reading = Reading(state=error.state, detail=str(error)[:_MAX_DETAIL])
        except TimeoutError:
            reading = Reading(state=State.HUNG, detail="no whole reading before the deadline")
        return msgspec.structs.replace(reading, latency_ms=int((loop.time() - began) * 1000))

    async def identify(self, ip: str, family: str) -> Device:
        """Return who answers; raise DeviceError."""
        if family == OTHER:
            if self._library is None:
                raise UnreachableError("the general library is not allowed on this site")
            device, _ = await self._library.ask(ip, deadline_s=self.deadline_s * 2)
            return device
        return await self._drivers[family].identify(self.line(ip, family, deadline_s=self.deadline_s * 2))

    async def find(self, ip: str, *, within_s: float) -> tuple[str, frozenset[int]] | None:
        """Return the family at an address and its open ports, None when no miner's port is open."""
        opened = await self.knock(ip, within_s=within_s)
        return (await find_family(self.line(ip, deadline_s=self.deadline_s * 2), opened), opened) if opened else None

    async def knock(self, ip: str, *, within_s: float) -> frozenset[int]:
        """Return which ports of a machine open."""
        ports = sorted({self.ports.http, self.ports.rpc, self.ports.whatsminer_v3})
        line = self.line(ip)
        answers = await asyncio.gather(*(line.open(port, within_s=within_s) for port in ports))
        return frozenset(port for port, answer in zip(ports, answers, strict=True) if answer)

    async def _read_own(self, line: Line, family: str) -> Reading:
        try:
            return await self._drivers[family].read(line)
        except RefusedError as error:
            if await self._alive(line):
                raise
            raise UnreachableError(f"no port answers: {error}") from error

    async def _read_other(self, ip: str) -> Reading:
        if self._library is None:
            raise UnreachableError("the general library is not allowed on this site")
        _, reading = await self._library.ask(ip, deadline_s=self.deadline_s)
        return reading

    async def _alive(self, line: Line) -> bool:
        """Whether any port of a machine is open: then its mining program is down, else the machine is."""
        for port in {self.ports.http, self.ports.rpc, self.ports.whatsminer_v3}:
            if await line.answers_or_waits(port, within_s=_PROBE_S / 4):
                return True
        return False
