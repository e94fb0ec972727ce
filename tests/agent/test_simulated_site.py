"""The agent against the simulated site: every family in its own protocol, healthy and with each fault."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.drivers.registry import FACTORY_LOGINS
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Reading, State
from neurohost_agent.scanner import Find, look_at
from neurohost_agent.transport.line import Ports
from tests.proof.agent_kills import free_port, kill, spawn

FAMILIES = {
    "antminer_s19": "antminer_stock",
    "antminer_s21": "antminer_stock",
    "whatsminer_v2": "whatsminer_v2",
    "whatsminer_v3": "whatsminer_v3",
    "avalon": "avalon",
    "braiins": "braiins",
    "vnish": "vnish",
    "luxos": "luxos",
}
TOKEN = "for-tests"


class Site:
    """A running simulator with two machines of each kind: one stays well, one is for faults."""

    def __init__(self, folder: Path) -> None:
        self.ports = Ports(free_port(), free_port(), free_port())
        self._control = free_port()
        self.ips = {kind: f"127.77.{n}.1" for n, kind in enumerate(FAMILIES, start=1)}
        self.faulty = {kind: f"127.77.{n}.2" for n, kind in enumerate(FAMILIES, start=1)}
        config = {
            "site": "agent tests",
            "seed": 11,
            "machines": [{"family": kind, "count": 2, "first_ip": ip} for kind, ip in self.ips.items()],
            "ports": {"rpc": self.ports.rpc, "http": self.ports.http, "v3": self.ports.whatsminer_v3},
            "control": {"host": "127.0.0.1", "port": self._control, "token": TOKEN},
        }
        (folder / "site.json").write_text(json.dumps(config))
        self.process = spawn("simulator", "run", "--config", str(folder / "site.json"))
        self._wait()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._control}/healthz", timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the simulator did not start")

    def fault(self, ip: str, name: str, *, on: bool) -> None:
        """Switch a fault of a machine."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._control}/machines/{ip}/faults",
            data=json.dumps({"fault": name, "on": on}).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 -- an address of ours

    def reader(self, *, logins: bool = True) -> Reader:
        """Return a reader on the ports of this site."""
        return Reader(ports=self.ports, deadline_s=1, logins=FACTORY_LOGINS if logins else {}, library=None)

    def read(self, kind: str, *, faulty: bool = False, logins: bool = True) -> Reading:
        """Read a machine of a kind."""
        ip = (self.faulty if faulty else self.ips)[kind]
        return asyncio.run(self.reader(logins=logins).read(ip, FAMILIES[kind]))


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("site"))
    yield running
    kill(running.process)


@pytest.mark.parametrize("kind", FAMILIES)
def test_each_family_is_recognised_with_its_mac(site: Site, kind: str) -> None:
    find: Find | None = asyncio.run(look_at(site.reader(), site.ips[kind]))
    assert find is not None
    assert find.device.family == FAMILIES[kind]
    assert (find.device.mac is not None, find.device.model is not None) == (True, True)


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_healthy_machine_tells_all_that_the_page_shows(site: Site, kind: str) -> None:
    reading = site.read(kind)
    assert reading.state is State.MINING
    assert reading.hashrate_ths is not None
    assert reading.expected_hashrate_ths is not None
    assert 0.8 < reading.hashrate_ths / reading.expected_hashrate_ths < 1.2
    shown: dict[str, Any] = {
        "boards": len(reading.boards),
        "chips": all(board.chips_ok for board in reading.boards),
        "fans": all(fan.rpm for fan in reading.fans) and len(reading.fans) in {2, 4},
        "pools": any(pool.active for pool in reading.pools),
        "power": reading.power_w is not None,
    }
    assert shown == {"boards": 3, "chips": True, "fans": True, "pools": True, "power": kind != "antminer_s19"}


@pytest.mark.parametrize("kind", ["braiins", "vnish", "antminer_s19", "antminer_s21"])
def test_a_machine_is_read_without_any_login(site: Site, kind: str) -> None:
    assert site.read(kind, logins=False).state is State.MINING


@pytest.mark.parametrize("kind", FAMILIES)
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("offline", State.UNREACHABLE),
        ("hung", State.HUNG),
        ("refuses", State.REFUSING),
        ("sleeping", State.SLEEPING),
        ("cut_reply", State.ERROR),
    ],
)
def test_a_fault_is_seen_as_what_it_is(site: Site, kind: str, fault: str, state: State) -> None:
    site.fault(site.faulty[kind], fault, on=True)
    try:
        assert site.read(kind, faulty=True).state is state
    finally:
        site.fault(site.faulty[kind], fault, on=False)


@pytest.mark.parametrize("kind", ["antminer_s19", "whatsminer_v2", "avalon", "luxos"])
@pytest.mark.parametrize(
    "fault",
    [
        "adjacent_objects",
        "comma_before_brace",
        "empty_first_element",
        "missing_comma_temp0",
        "leading_comma",
        "trailing_nul",
        "numbers_as_text",
    ],
)
def test_a_quirk_of_the_wire_changes_nothing_that_is_read(site: Site, kind: str, fault: str) -> None:
    before = site.read(kind)
    site.fault(site.ips[kind], fault, on=True)
    try:
        after = site.read(kind)
    finally:
        site.fault(site.ips[kind], fault, on=False)
    assert (after.state, len(after.boards), len(after.fans)) == (State.MINING, len(before.boards), len(before.fans))
