"""Asking simulated machines over real sockets, and the addresses that belong to this test process."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import struct
import threading
from concurrent.futures import Future
from typing import Any

from simulator.config import Control, Group, Ports, SiteConfig
from simulator.machine import Machine
from simulator.runner import RunningSite

RPC, HTTP, V3 = 14028, 18080, 14433
TOKEN = "a-token-for-tests"
_HOSTS = itertools.count(1)


def own_ip() -> str:
    """Return an address of 127.0.0.0/8 that no other test process uses."""
    number = next(_HOSTS)
    pid = os.getpid()
    return f"127.{100 + pid % 120}.{1 + pid // 120 % 250}.{1 + number % 250}"


def config(*groups: Group, **changes: Any) -> SiteConfig:
    """Return a site of these groups with a free control port and quick reboots."""
    values: dict[str, Any] = {
        "site": "test",
        "seed": 7,
        "machines": list(groups),
        "ports": Ports(RPC, HTTP, V3),
        "control": Control(port=0, token=TOKEN),
        "reboot_s": 0.15,
    }
    return SiteConfig(**(values | changes))


class LiveSite:
    """A site that runs in a thread of this process until `close`."""

    def __init__(self, site: SiteConfig) -> None:
        self._ready: Future[RunningSite] = Future()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(site,), daemon=True)
        self._thread.start()
        self.running = self._ready.result(10)

    def _run(self, site: SiteConfig) -> None:
        self._loop.run_until_complete(self._serve(site))
        self._loop.close()

    async def _serve(self, site: SiteConfig) -> None:
        running = RunningSite(site)
        try:
            await running.start()
        except OSError as error:
            await running.stop()
            self._ready.set_exception(error)
            return
        self._ready.set_result(running)
        await self._end.wait()
        await running.stop()

    def machine(self, ip: str) -> Machine:
        """Return a machine to look at."""
        return self.running.site.machines[ip]

    def close(self) -> None:
        """End the site and wait for it."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)


def rpc_raw(ip: str, request: bytes, timeout_s: float = 3.0) -> bytes:
    """Send bytes to the CGMiner port and return everything until the device closes."""
    with socket.create_connection((ip, RPC), timeout_s) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def rpc(ip: str, command: str, parameter: str | None = None, key: str = "command") -> Any:
    """Ask one RPC command and decode the JSON reply."""
    request = {key: command} | ({} if parameter is None else {"parameter": parameter})
    return json.loads(rpc_raw(ip, json.dumps(request).encode()).rstrip(b"\x00"))


def frame(ip: str, message: dict[str, Any]) -> Any:
    """Send one length-framed message and return the reply."""
    body = json.dumps(message).encode()
    with socket.create_connection((ip, V3), 3.0) as connection:
        connection.sendall(struct.pack("<I", len(body)) + body)
        with connection.makefile("rb") as stream:
            (length,) = struct.unpack("<I", stream.read(4))
            return json.loads(stream.read(length))
