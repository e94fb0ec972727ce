"""The control API over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from simulator.config import Control, Group, SiteConfig
from tests.agent.simulator.asking import TOKEN, LiveSite, config, own_ip

Run = Callable[[SiteConfig], LiveSite]


@pytest.fixture
def ip() -> str:
    return own_ip()


@pytest.fixture
def client(live: Run, ip: str) -> Iterator[httpx.Client]:
    site = live(config(Group("whatsminer_v2", 2, ip)))
    base = f"http://127.0.0.1:{site.running.control_port}"
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as one:
        yield one


def test_health_names_the_site(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "site": "test", "machines": 2}


def test_machines_are_listed_and_found_by_address(client: httpx.Client, ip: str) -> None:
    assert len(client.get("/machines").json()["machines"]) == 2
    (row,) = client.get("/machines", params={"ip": ip}).json()["machines"]
    assert (row["ip"], row["family"], row["reachable"], row["faults"]) == (ip, "whatsminer_v2", True, {})
    assert row["hashrate_ths"] == pytest.approx(128, rel=0.08)


def test_a_fault_is_switched_on_and_off(client: httpx.Client, ip: str) -> None:
    on = client.post(f"/machines/{ip}/faults", json={"fault": "dead_board", "on": True, "params": {"board": 1}})
    assert (on.status_code, on.json()["faults"]) == (200, {"dead_board": {"board": 1.0}})
    off = client.post(f"/machines/{ip}/faults", json={"fault": "dead_board", "on": False})
    assert (off.status_code, off.json()["faults"]) == (200, {})


def test_power_off_closes_the_machine_and_power_on_brings_it_back(client: httpx.Client, ip: str) -> None:
    assert client.post(f"/machines/{ip}/power", json={"on": False}).json()["reachable"] is False
    assert client.post(f"/machines/{ip}/power", json={"on": True}).json()["reachable"] is False
    end = time.monotonic() + 3
    while not client.get("/machines", params={"ip": ip}).json()["machines"][0]["reachable"]:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/machines/127.0.0.9/faults", {"fault": "hung", "on": True}, 404),
        ("/machines/{ip}/shoes", {"on": True}, 404),
        ("/machines/{ip}/faults", {"fault": "tired", "on": True}, 422),
        ("/machines/{ip}/faults", {"fault": "hung"}, 422),
        ("/machines/{ip}/faults", {"fault": "slow", "on": True, "params": {"latency_s": "x"}}, 422),
        ("/machines/{ip}/faults", {"fault": "slow", "on": True, "params": []}, 422),
        ("/machines/{ip}/power", [], 400),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(
    client: httpx.Client, ip: str, path: str, body: object, status: int
) -> None:
    assert client.post(path.format(ip=ip), json=body).status_code == status
    assert all(row["faults"] == {} and row["powered"] for row in client.get("/machines").json()["machines"])


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {TOKEN}"])
def test_a_write_needs_the_token(client: httpx.Client, ip: str, header: str) -> None:
    answer = client.post(f"/machines/{ip}/power", json={"on": False}, headers={"Authorization": header})
    assert answer.status_code == 401
    assert client.get("/machines", params={"ip": ip}).json()["machines"][0]["powered"] is True


def test_without_a_token_in_the_site_nothing_can_be_written(
    live: Run, ip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEUROHOST_SIMULATOR_TOKEN", raising=False)
    site = live(config(Group("luxos", 1, ip), control=Control(port=0)))
    answer = httpx.post(
        f"http://127.0.0.1:{site.running.control_port}/machines/{ip}/power",
        json={"on": False},
        headers={"Authorization": "Bearer x"},
        trust_env=False,
    )
    assert answer.status_code == 403


def test_other_methods_and_pages_are_refused(client: httpx.Client) -> None:
    assert client.put("/machines").status_code == 405
    assert client.get("/nothing").status_code == 404
