"""One connection to a machine: its end, its deadline and its limit."""

from __future__ import annotations

import asyncio
import socket

import pytest

from neurohost_agent.errors import BadReplyError, DeviceError, HungError, RefusedError
from neurohost_agent.reading import State
from neurohost_agent.transport.exchange import exchange
from tests.agent.servers import Answer, always, serving


async def _ask(answer: Answer, *, close: bool = True, limit: int = 1000, within_s: float = 0.5) -> bytes:
    async with serving(answer, close=close) as port:
        return await exchange(
            "127.0.0.1",
            port,
            b"hello",
            limit=limit,
            deadline=asyncio.get_running_loop().time() + within_s,
            complete=lambda buffer: buffer.endswith(b"\x00"),
            looks_whole=lambda buffer: buffer.endswith(b"}"),
        )


def test_a_reply_ends_with_the_connection() -> None:
    assert asyncio.run(_ask(always(b"abc"))) == b"abc"


def test_a_reply_ends_with_its_mark_though_the_connection_stays() -> None:
    assert asyncio.run(_ask(always(b"abc\x00"), close=False)) == b"abc\x00"


def test_a_reply_that_looks_whole_ends_when_nothing_follows() -> None:
    assert asyncio.run(_ask(always(b"{}"), close=False, within_s=3)) == b"{}"


def test_a_reply_over_the_limit_is_refused() -> None:
    with pytest.raises(BadReplyError, match="longer than 1000 bytes"):
        asyncio.run(_ask(always(b"x" * 5000)))


def test_a_machine_that_accepts_and_is_silent_hangs() -> None:
    with pytest.raises(HungError, match="no answer") as caught:
        asyncio.run(_ask(always(None), within_s=0.2))
    assert caught.value.state is State.HUNG


def test_half_an_answer_is_a_hang_too() -> None:
    with pytest.raises(HungError, match="3 bytes"):
        asyncio.run(_ask(always(b"abc"), close=False, within_s=0.2))


def test_a_connection_closed_without_a_byte_is_a_refusal() -> None:
    with pytest.raises(RefusedError):
        asyncio.run(_ask(always(b"")))


def test_a_closed_port_is_a_refusal() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def ask() -> bytes:
        deadline = asyncio.get_running_loop().time() + 1
        return await exchange("127.0.0.1", port, b"", limit=10, deadline=deadline, complete=lambda _buffer: True)

    with pytest.raises(DeviceError, match="closed") as caught:
        asyncio.run(ask())
    assert caught.value.state is State.REFUSING
