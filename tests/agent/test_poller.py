"""Each machine once in an interval, at its own phase; dead ones cost little and still count."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from neurohost_agent.config import PollConfig
from neurohost_agent.known import KnownDevices
from neurohost_agent.poller import Poller, phase_s
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Device, Reading, Sample, State
from neurohost_agent.transport.line import Ports


class Scripted(Reader):
    """A reader without a network: what each machine says is scripted, and its calls are counted."""

    def __init__(self, states: dict[str, State], *, slow_s: float = 0) -> None:
        super().__init__(ports=Ports(), deadline_s=1, logins={}, library=None)
        self._states = states
        self._slow_s = slow_s
        self.reads: Counter[str] = Counter()
        self.knocks: Counter[str] = Counter()
        self.most_at_once = 0
        self._now: Counter[str] = Counter()

    async def read(self, ip: str, family: str) -> Reading:
        self._now[ip] += 1
        self.most_at_once = max(self.most_at_once, self._now[ip])
        self.reads[ip] += 1
        await asyncio.sleep(self._slow_s)
        self._now[ip] -= 1
        return Reading(state=self._states[ip])

    async def knock(self, ip: str, *, within_s: float) -> frozenset[int]:
        self.knocks[ip] += 1
        return frozenset()


def _poll(
    folder: Path, reader: Scripted, ips: list[str], *, interval_s: float, for_s: float
) -> list[tuple[str, State]]:
    known = KnownDevices(folder / "devices.json")
    known.replace([Device(ip=ip, family="avalon") for ip in ips])
    taken: list[tuple[str, State]] = []

    def take(device: Device, sample: Sample) -> None:
        taken.append((device.ip, sample.reading.state))

    async def run() -> None:
        config = PollConfig(interval_s=interval_s, deadline_s=0.1)
        poller = asyncio.create_task(Poller(known, reader, take, config).run())
        await asyncio.sleep(for_s)
        poller.cancel()
        await asyncio.gather(poller, return_exceptions=True)

    asyncio.run(run())
    return taken


def test_every_machine_is_read_once_in_each_interval(tmp_path: Path) -> None:
    ips = [f"10.0.0.{n}" for n in range(1, 21)]
    taken = _poll(tmp_path, Scripted(dict.fromkeys(ips, State.MINING)), ips, interval_s=0.5, for_s=1.75)
    counts = Counter(ip for ip, _ in taken)
    assert [counts[ip] in {3, 4} for ip in ips] == [True] * 20


def test_the_phases_of_a_site_are_spread_and_stay() -> None:
    phases = [phase_s(f"10.0.{a}.{b}", 30) for a in range(10) for b in range(1, 101)]
    each_second = Counter(int(phase) for phase in phases)
    assert (len(each_second), max(each_second.values()) < 3 * 1000 / 30) == (30, True)
    assert phase_s("10.0.0.1", 30) == phase_s("10.0.0.1", 30)


def test_a_machine_slower_than_the_interval_never_gets_two_requests_at_once(tmp_path: Path) -> None:
    reader = Scripted({"10.0.0.1": State.MINING}, slow_s=0.3)
    _poll(tmp_path, reader, ["10.0.0.1"], interval_s=0.1, for_s=1)
    assert (reader.most_at_once, reader.reads["10.0.0.1"] >= 2) == (1, True)


def test_a_dead_machine_is_only_knocked_at_and_still_reported(tmp_path: Path) -> None:
    reader = Scripted({"10.0.0.1": State.UNREACHABLE})
    taken = _poll(tmp_path, reader, ["10.0.0.1"], interval_s=0.3, for_s=2.6)
    assert (reader.reads["10.0.0.1"], reader.knocks["10.0.0.1"] >= 4) == (3, True)
    assert {state for _, state in taken} == {State.UNREACHABLE}
    assert len(taken) >= 7


@pytest.mark.parametrize("family", ["unknown"])
def test_what_is_not_understood_is_not_polled(tmp_path: Path, family: str) -> None:
    known = KnownDevices(tmp_path / "devices.json")
    known.replace([Device(ip="10.0.0.1", family=family)])
    reader = Scripted({"10.0.0.1": State.MINING})

    async def run() -> None:
        poller = asyncio.create_task(Poller(known, reader, lambda _d, _s: None, PollConfig(interval_s=0.1)).run())
        await asyncio.sleep(0.3)
        poller.cancel()
        await asyncio.gather(poller, return_exceptions=True)

    asyncio.run(run())
    assert reader.reads == Counter()
