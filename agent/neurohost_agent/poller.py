"""Reads every known machine once in an interval, each at its own phase, so that there are no bursts."""

from __future__ import annotations

import asyncio
import heapq
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Final

from neurohost_agent import clock
from neurohost_agent.config import PollConfig
from neurohost_agent.drivers.registry import UNKNOWN
from neurohost_agent.known import KnownDevices
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Device, Reading, Sample, State

_DEAD_AFTER: Final = 3
_PROBE_S: Final = 1.0
_LONGEST_NAP_S: Final = 0.2
_LOST: Final = frozenset({State.UNREACHABLE})
Take = Callable[[Device, Sample], None]


def phase_s(ip: str, interval_s: float) -> float:
    """Return when in the interval a machine is read: the same for the same address, spread evenly over all."""
    return zlib.crc32(ip.encode()) / 2**32 * interval_s


class Poller:
    """Hands every reading to `take`.

    A machine that was unreachable three times is only knocked at (1 s) until it answers again; its unreachable
    readings keep coming at every interval.
    """

    def __init__(self, known: KnownDevices, reader: Reader, take: Take, config: PollConfig) -> None:
        self._known = known
        self._take = take
        self._tasks: set[asyncio.Task[None]] = set()
        self._due: list[tuple[float, str]] = []
        self._planned: set[str] = set()
        self._waiting: set[str] = set()
        self._asked: set[str] = set()
        self._version = -1
        self._misses: Counter[str] = Counter()
        self.states: dict[str, State] = {}
        self.reader = reader
        self.config = config
        self._slots = asyncio.Semaphore(config.concurrency)

    def configure(self, reader: Reader, config: PollConfig) -> None:
        """Use another configuration from the next reading on."""
        if config.concurrency != self.config.concurrency:
            self._slots = asyncio.Semaphore(config.concurrency)
        self.reader = reader
        self.config = config

    async def run(self) -> None:
        """Read until cancelled."""
        try:
            while True:
                self._plan_new()
                await asyncio.sleep(self._start_due())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _plan_new(self) -> None:
        if self._version == self._known.version:
            return
        self._version = self._known.version
        now = asyncio.get_running_loop().time()
        known = {device.ip for device in self._known.all() if device.family != UNKNOWN}
        for ip in self._planned - known:
            self.states.pop(ip, None)
            self._misses.pop(ip, None)
        self._planned = known
        for ip in known - self._asked:
            self._schedule(ip, now)

    def _schedule(self, ip: str, after: float) -> None:
        """Put a machine's next reading into the plan, once."""
        if ip in self._planned and ip not in self._waiting:
            self._waiting.add(ip)
            heapq.heappush(self._due, (self._next_moment(ip, after), ip))

    def _next_moment(self, ip: str, after: float) -> float:
        interval = self.config.interval_s
        phase = phase_s(ip, interval)
        return after + (phase - after) % interval

    def _start_due(self) -> float:
        now = asyncio.get_running_loop().time()
        while self._due and self._due[0][0] <= now:
            _, ip = heapq.heappop(self._due)
            self._waiting.discard(ip)
            task = asyncio.create_task(self._poll(ip))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        wait = self._due[0][0] - now if self._due else _LONGEST_NAP_S
        return min(max(wait, 0.001), _LONGEST_NAP_S)

    async def _poll(self, ip: str) -> None:
        device = self._known.get(ip)
        if device is None:
            return
        self._asked.add(ip)
        try:
            async with self._slots, self._known.turn(ip):
                reading = await self._read(device)
        finally:
            self._asked.discard(ip)
        self.states[ip] = reading.state
        if reading.state in _LOST:
            self._misses[ip] += 1
        else:
            self._misses.pop(ip, None)
            self._known.answered(ip)
        self._take(device, Sample(clock.wall_ms(), clock.mono_ms(), clock.boot_id(), reading))
        self._schedule(ip, asyncio.get_running_loop().time() + 0.001)

    async def _read(self, device: Device) -> Reading:
        if self._misses[device.ip] >= _DEAD_AFTER and not await self.reader.knock(device.ip, within_s=_PROBE_S):
            return Reading(state=State.UNREACHABLE, detail=f"no port opens within {_PROBE_S:g} s")
        return await self.reader.read(device.ip, device.family)
