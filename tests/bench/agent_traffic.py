"""What one round of polling asks of the machines, and a bare client that asks the same and reads nothing into it.

Run as a script with `record` or `replay`: record reads every machine once and writes the requests; replay sends them
again over plain asyncio connections and prints its processor seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neurohost_agent.config import Config
from neurohost_agent.files import read_struct
from neurohost_agent.known import KnownDevices
from neurohost_agent.local import Folder
from neurohost_agent.reader import Reader
from neurohost_agent.transport import exchange as exchange_module
from neurohost_agent.transport import http, line

_CONCURRENCY = 64


class Bare(asyncio.Protocol):
    """Sends, counts bytes, ends with the connection or at its known length."""

    def __init__(self, request: bytes, length: int, done: asyncio.Future[int]) -> None:
        self._request = request
        self._length = length
        self._got = 0
        self._done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        self._transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]  # a TCP transport writes

    def data_received(self, data: bytes) -> None:
        """Count."""
        self._got += len(data)
        if self._got >= self._length:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell how much came."""
        if not self._done.done():
            self._done.set_result(self._got)


async def record(folder: Path) -> list[tuple[str, int, str, int]]:
    """Read every known machine once; return (ip, port, request in hex, length of the reply) in order."""
    seen: list[tuple[str, int, str, int]] = []
    real = exchange_module.exchange

    async def noting(ip: str, port: int, request: bytes, **more: Any) -> bytes:
        reply = await real(ip, port, request, **more)
        seen.append((ip, port, request.hex(), len(reply)))
        return reply

    config = read_struct(folder / "config.json", Config) or Config()
    logins = Folder(folder).logins()
    reader = Reader(ports=config.device_ports(), deadline_s=10, logins=logins, library=None)
    devices = KnownDevices(folder / "devices.json").all()
    await _each(devices, lambda device: reader.read(device.ip, device.family))  # logs in where that is needed
    for module in (line, http):
        vars(module)["exchange"] = noting
    await _each(devices, lambda device: reader.read(device.ip, device.family))
    return seen


async def replay(requests: list[tuple[str, int, str, int]]) -> int:
    """Send all requests over plain connections; return the bytes that came."""

    async def ask(item: tuple[str, int, str, int]) -> int:
        ip, port, request, length = item
        loop = asyncio.get_running_loop()
        done: asyncio.Future[int] = loop.create_future()
        await loop.create_connection(lambda: Bare(bytes.fromhex(request), length, done), ip, port)
        return await done

    return sum(await _each(requests, ask))


async def _each(items: list[Any], action: Callable[[Any], Any]) -> list[Any]:
    results: list[Any] = []
    todo = iter(items)

    async def work() -> None:
        results.extend([await action(item) for item in todo])

    await asyncio.gather(*(work() for _ in range(_CONCURRENCY)))
    return results


def main() -> None:
    """Record or replay."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("record", "replay"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    path = options.folder / "traffic.json"
    if options.what == "record":
        path.write_text(json.dumps(asyncio.run(record(options.folder))))
        return
    requests = json.loads(path.read_text())
    before = _cpu_s()
    received = asyncio.run(replay(requests))
    print(json.dumps({"cpu_s": _cpu_s() - before, "requests": len(requests), "bytes": received}))


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
