"""The general library lives in a process of its own, which is ended when it does not answer."""

from __future__ import annotations

import asyncio
import sys

import pytest

from neurohost_agent.errors import HungError, UnreachableError
from neurohost_agent.general.library import Library
from neurohost_agent.reading import State

_ANSWERS = """
import sys, json
for line in sys.stdin:
    ip = json.loads(line)["ip"]
    if ip.endswith(".9"):
        import time; time.sleep(60)
    if ip.endswith(".8"):
        print(json.dumps({"error": "no known machine answers"}), flush=True); continue
    if ip.endswith(".7"):
        sys.exit(3)
    print(json.dumps({"device": [ip, "other"], "reading": [5, 1.5]}), flush=True)
"""


def _library(monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr("neurohost_agent.general.library._START_S", 1.0)
    return Library((sys.executable, "-c", _ANSWERS))


def test_an_answer_becomes_a_device_and_a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[str, State, float | None]:
        library = _library(monkeypatch)
        device, reading = await library.ask("10.0.0.1", deadline_s=2)
        await library.close()
        return device.ip, reading.state, reading.hashrate_ths

    assert asyncio.run(run()) == ("10.0.0.1", State.MINING, 1.5)


def test_a_stuck_process_is_ended_and_the_next_request_gets_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> int | None:
        library = _library(monkeypatch)
        await library.ask("10.0.0.1", deadline_s=2)
        stuck = library._process
        with pytest.raises(HungError):
            await library.ask("10.0.0.9", deadline_s=0.2)
        await library.ask("10.0.0.1", deadline_s=2)
        await library.close()
        return stuck.returncode if stuck else None

    assert asyncio.run(run()) == -9


@pytest.mark.parametrize("ip", ["10.0.0.8", "10.0.0.7"])
def test_no_answer_is_named(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    async def run() -> None:
        library = _library(monkeypatch)
        try:
            await library.ask(ip, deadline_s=2)
        finally:
            await library.close()

    with pytest.raises(UnreachableError):
        asyncio.run(run())
