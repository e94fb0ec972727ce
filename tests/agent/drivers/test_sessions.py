"""Logins of machines: kept while they last, renewed once when they end, never sent where none was given."""

from __future__ import annotations

import asyncio
import json

import pytest

from neurohost_agent.drivers.base import Driver
from neurohost_agent.drivers.braiins import Braiins
from neurohost_agent.drivers.vnish import VNish
from neurohost_agent.errors import DeviceError
from neurohost_agent.reading import Reading, State
from neurohost_agent.transport.line import Line, Login, Ports
from tests.agent.servers import serving


class Web:
    """A web interface whose tokens can be made invalid; it keeps the paths it was asked for."""

    def __init__(self, scheme: str) -> None:
        self.asked: list[str] = []
        self.valid = 0
        self._scheme = scheme

    async def answer(self, request: bytes) -> bytes:
        head, _, _ = request.partition(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        self.asked.append(path.rpartition("/api/v1/")[2])
        if path.endswith(("login", "unlock")):
            self.valid += 1
            return self._page(200, {"token": f"t{self.valid}"})
        if f"authorization: {self._scheme}t{self.valid}\r" not in head.decode().lower() + "\r":
            return self._page(401, {})
        status = {"status": 2, "miner": {"hr_realtime": 90_000.0, "miner_status": {"miner_state": "mining"}}}
        rates = {"miner_stats": {"real_hashrate": {"last_5s": {"gigahash_per_second": 90_000.0}}}}
        return self._page(200, status | rates)

    @staticmethod
    def _page(status: int, content: object) -> bytes:
        body = json.dumps(content).encode()
        return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _read_thrice(driver: Driver, web: Web) -> list[Reading]:
    async def run() -> list[Reading]:
        async with serving(web.answer) as port:
            readings = []
            for ends in (False, True, False):
                line = Line("127.0.0.1", Ports(1, port, 2), deadline_s=3, login=Login("root", "pw"))
                readings.append(await driver.read(line))
                if not ends:
                    continue
                web.valid += 1
            return readings

    return asyncio.run(run())


def test_braiins_logs_in_once_and_again_when_its_token_ends() -> None:
    web = Web("")
    readings = _read_thrice(Braiins(), web)
    assert [reading.state for reading in readings] == [State.MINING] * 3
    assert web.asked.count("auth/login") == 2


def test_vnish_unlocks_once_and_again_when_its_token_ends() -> None:
    web = Web("bearer ")
    readings = _read_thrice(VNish(), web)
    assert [reading.state for reading in readings] == [State.MINING] * 3
    assert web.asked.count("unlock") == 2


def test_no_login_is_tried_when_none_was_given() -> None:
    web = Web("bearer ")

    async def run() -> None:
        async with serving(web.answer) as port:
            line = Line("127.0.0.1", Ports(port, port, 2), deadline_s=1)
            for driver in (Braiins(), VNish()):
                with pytest.raises(DeviceError):
                    await driver.read(line)

    asyncio.run(run())
    assert [path for path in web.asked if path.endswith(("login", "unlock"))] == []
