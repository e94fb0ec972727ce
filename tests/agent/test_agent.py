"""The whole agent against a machine and a server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.agent import Agent, open_queue
from neurohost_agent.files import prepare_folder
from neurohost_agent.local import Enrolment, Folder
from neurohost_agent.problems import Problems
from tests.agent.servers import serving
from tests.agent.small_server import SmallServer

MACHINE = {
    "version": {"STATUS": [{"STATUS": "S"}], "VERSION": [{"PROD": "AvalonMiner 1246-90", "MAC": "b4a200000001"}]},
    "devdetails": {"STATUS": [{"STATUS": "S"}], "DEVDETAILS": [{"Driver": "avalon"}]},
    "stats": {"STATUS": [{"STATUS": "S"}], "STATS": [{"MM ID0": "GHSspd[90000.0] Elapsed[5000] Fan1[5000]"}]},
    "summary": {"STATUS": [{"STATUS": "S"}], "SUMMARY": [{"Accepted": 7}]},
    "pools": {"STATUS": [{"STATUS": "S"}], "POOLS": []},
}


async def _machine(request: bytes) -> bytes:
    return json.dumps(MACHINE.get(json.loads(request)["command"], {})).encode() + b"\x00"


async def _until(holds: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 -- what is waited for happens in another program's time
            await asyncio.sleep(0.02)


def _config(port: int, revision: int, request: int) -> dict[str, Any]:
    return {
        "revision": revision,
        "ports": {"rpc": port, "http": 1, "whatsminer_v3": 2},
        "scan": {"ranges": ["127.88.0.1"], "request": request},
        "poll": {"interval_s": 5, "deadline_s": 1},
        "upload": {"interval_s": 0.2},
        "heartbeat": {"interval_s": 5},
    }


async def _work(folder: Folder, small: SmallServer, *, until: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    agent = Agent(folder, Enrolment(small.url, "agent-1", "k", "s"))
    running = asyncio.create_task(agent.run(stop))
    try:
        await _until(until)
    finally:
        stop.set()
        await running


@pytest.mark.slow
def test_a_machine_is_found_read_and_delivered_and_its_loss_is_seen(tmp_path: Path) -> None:
    folder = Folder(prepare_folder(tmp_path / "data"))
    small = SmallServer()

    async def run() -> None:
        async with small.running():
            async with serving(_machine, host="127.88.0.1") as port:
                small.config = _config(port, 2, 1)
                await _work(folder, small, until=lambda: len(small.readings) > 0)
            await _work(folder, small, until=lambda: small.readings[-1][3]["state"] == 1)

    asyncio.run(run())
    _, seq, device, row = small.readings[0]
    assert (seq, device["ip"], device["mac"], device["model"]) == (
        1,
        "127.88.0.1",
        "b4:a2:00:00:00:01",
        "AvalonMiner 1246-90",
    )
    assert (row["state"], row["hashrate_ths"], row["accepted"], row["power_w"]) == (5, 90.0, 7, None)
    found = small.discoveries[0]
    assert (found["complete"], found["request"], found["devices"][0]["family"]) == (True, 1, "avalon")
    assert [seq for _, seq, _, _ in small.readings] == list(range(1, len(small.readings) + 1))
    status = json.loads((folder.path / "status.json").read_text())
    assert (status["running"], status["devices"]["known"]) == (False, 1)
    assert small.heartbeats[0]["agent_version"] == "1.0.0"


def test_a_refused_configuration_is_reported_and_the_one_in_force_stays(tmp_path: Path) -> None:
    folder = Folder(prepare_folder(tmp_path / "data"))
    small = SmallServer()
    small.config = {"revision": 9, "scan": {"ranges": ["8.8.8.0/24"]}, "heartbeat": {"interval_s": 5}}

    async def run() -> None:
        async with small.running():
            await _work(folder, small, until=lambda: any(beat["config_refused"] for beat in small.heartbeats))

    asyncio.run(run())
    beat = next(beat for beat in small.heartbeats if beat["config_refused"])
    assert "8.8.8.0/24" in beat["config_refused"]
    assert beat["config_revision"] == 0


def test_a_damaged_queue_is_kept_aside_and_said_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "queue.db"
    path.write_bytes(b"no database" * 500)
    problems = Problems()
    open_queue(path, problems).close()
    kept = [found for found in tmp_path.iterdir() if ".damaged-" in found.name]
    assert [found.read_bytes()[:11] for found in kept] == [b"no database"]
    assert [problem["code"] for problem in problems.listed()] == ["queue.damaged"]
