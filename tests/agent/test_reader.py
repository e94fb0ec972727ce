"""A reading comes out whatever the machine does."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest

from neurohost_agent.addresses import RangeRefusedError
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Reading, State
from neurohost_agent.transport.line import Ports
from tests.agent.servers import Answer, always, serving


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reader(rpc: int, http: int | None = None) -> Reader:
    ports = Ports(rpc, http or _closed_port(), _closed_port())
    return Reader(ports=ports, deadline_s=0.6, logins={}, library=None)


def _read(answer: Answer, *, http: Answer | None = None, family: str = "avalon") -> Reading:
    async def run() -> Reading:
        async with serving(answer) as rpc:
            if http is None:
                return await _reader(rpc).read("127.0.0.1", family)
            async with serving(http) as web:
                return await _reader(rpc, web).read("127.0.0.1", family)

    return asyncio.run(run())


def _reply(**sections: Any) -> bytes:
    return json.dumps({"STATUS": [{"STATUS": "S"}], **sections}).encode() + b"\x00"


def test_a_machine_whose_ports_are_all_closed_is_unreachable() -> None:
    reading = asyncio.run(_reader(_closed_port()).read("127.0.0.1", "avalon"))
    assert (reading.state, reading.hashrate_ths) == (State.UNREACHABLE, None)


def test_a_machine_whose_mining_program_is_down_refuses() -> None:
    async def run() -> Reading:
        async with serving(always(None)) as web:
            return await _reader(_closed_port(), web).read("127.0.0.1", "avalon")

    assert asyncio.run(run()).state is State.REFUSING


def test_a_silent_machine_hangs_and_holds_nobody_up() -> None:
    reading = _read(always(None))
    assert reading.state is State.HUNG
    assert reading.latency_ms is not None
    assert 500 <= reading.latency_ms < 1300


def test_a_machine_that_denies_refuses() -> None:
    denied = {"STATUS": [{"STATUS": "E", "Code": 45, "Msg": "Access denied to 'stats' command"}]}
    reading = _read(always(json.dumps(denied).encode() + b"\x00"))
    assert (reading.state, reading.detail) == (State.REFUSING, "stats: Access denied to 'stats' command")


@pytest.mark.parametrize("raw", [b'{"STATUS":[{"STATUS":"S"}],"STATS":[{"MM', b"\x00", b"<html>", b"x" * 70_000])
def test_what_cannot_be_read_is_an_error(raw: bytes) -> None:
    assert _read(always(raw)).state is State.ERROR


def test_a_reply_without_hashrate_is_not_mining() -> None:
    assert _read(always(_reply(STATS=[{"MM ID0": "Elapsed[900]"}]))).state is State.UNKNOWN


def test_requests_to_one_machine_never_overlap() -> None:
    now, most = 0, 0

    async def answer(_request: bytes) -> bytes:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return _reply(STATS=[{"MM ID0": "GHSspd[90000.0]"}], SUMMARY=[{}], POOLS=[])

    assert _read(answer).state is State.MINING
    assert most == 1


def test_a_foreign_address_is_refused_before_any_connection() -> None:
    with pytest.raises(RangeRefusedError):
        asyncio.run(_reader(1).read("8.8.8.8", "avalon"))
