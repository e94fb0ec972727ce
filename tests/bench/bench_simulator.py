"""How many simulated machines half a core keeps answering every 30 seconds, beside a bare asyncio server."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ("antminer_s19", "antminer_s21", "whatsminer_v2", "whatsminer_v3", "avalon", "braiins", "vnish", "luxos")
MACHINES = 5_000
ROUND_S = 30.0
CORE_SHARE = 0.5
FLOOR_REQUESTS = 10_000
IN_FLIGHT = 64
RPC_PORT, V3_PORT, CONTROL_PORT = 24928, 25433, 24990
FLOOR_PORT = 24991
SECOND = {"whatsminer_v2": b'{"cmd":"devs"}'}

FLOOR_SERVER = """
import asyncio, sys
body = b"x" * int(sys.argv[2])
class Constant(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        self.transport.write(body)
        self.transport.close()
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Constant, "127.0.0.1", int(sys.argv[1]), backlog=256)
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


@dataclass(slots=True)
class Outcome:
    """What a round of requests came to."""

    requests: int = 0
    failures: int = 0
    received: int = 0
    slowest_s: float = 0.0


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def site_file(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """Write the site; return it with (family, address) of each machine."""
    per_family = MACHINES // len(FAMILIES)
    groups, machines = [], []
    for number, family in enumerate(FAMILIES):
        groups.append({"family": family, "count": per_family, "first_ip": f"127.9{number}.0.1"})
        left, block, host = per_family, 0, 1
        while left:
            machines.append((family, f"127.9{number}.{block}.{host}"))
            left, host = left - 1, host + 1
            if host == 255:
                block, host = block + 1, 1
    config = {
        "site": "bench",
        "ports": {"rpc": RPC_PORT, "http": RPC_PORT + 1, "v3": V3_PORT},
        "control": {"port": CONTROL_PORT},
        "machines": groups,
    }
    path = folder / "site.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path, machines


async def ask(address: str, port: int, data: bytes) -> bytes:
    """Send one request and read until the other side closes."""
    reader, writer = await asyncio.open_connection(address, port)
    writer.write(data)
    reply = await reader.read(-1)
    writer.close()
    return reply


async def ask_frames(address: str) -> bytes:
    """Ask API 3 for summary and boards on one connection."""
    reader, writer = await asyncio.open_connection(address, V3_PORT)
    replies = b""
    for param in (b"summary", b"edevs"):
        body = b'{"cmd":"get.miner.status","param":"' + param + b'"}'
        writer.write(struct.pack("<I", len(body)) + body)
        (length,) = struct.unpack("<I", await reader.readexactly(4))
        replies += await reader.readexactly(length)
    writer.close()
    return replies


async def poll(family: str, address: str) -> bytes:
    """Ask one machine for its summary and its boards."""
    if family == "whatsminer_v3":
        return await ask_frames(address)
    second = SECOND.get(family, b'{"command":"devs"}' if family == "braiins" else b'{"command":"stats"}')
    return await ask(address, RPC_PORT, b'{"command":"summary"}') + await ask(address, RPC_PORT, second)


async def paced(jobs: list[Callable[[], Awaitable[bytes]]], *, seconds: float) -> Outcome:
    """Start the jobs evenly over a span of time, at most IN_FLIGHT at once."""
    outcome, gate = Outcome(), asyncio.Semaphore(IN_FLIGHT)
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def one(number: int, job: Callable[[], Awaitable[bytes]]) -> None:
        await asyncio.sleep(started + number * seconds / len(jobs) - loop.time())
        async with gate:
            begin = loop.time()
            try:
                async with asyncio.timeout(5):
                    reply = await job()
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                outcome.failures += 1
                return
            outcome.requests += 2
            outcome.received += len(reply)
            outcome.slowest_s = max(outcome.slowest_s, loop.time() - begin)

    await asyncio.gather(*(one(number, job) for number, job in enumerate(jobs)))
    return outcome


def start(arguments: list[str]) -> tuple[subprocess.Popen[str], float]:
    """Start a server and wait for its first line; return it with the seconds that took."""
    begin = time.monotonic()
    environment = os.environ | {"PYTHONPATH": str(ROOT / "agent")}
    server = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    if server.stdout is None or not server.stdout.readline():
        raise SystemExit("the server did not start")
    return server, time.monotonic() - begin


def stop(server: subprocess.Popen[str]) -> None:
    """End a server by its id."""
    server.terminate()
    server.wait(timeout=20)


def measure_site() -> dict[str, float]:
    """Run the site and poll every machine once within the round."""
    with tempfile.TemporaryDirectory() as folder:
        path, machines = site_file(Path(folder))
        server, start_s = start(["-m", "simulator", "run", "--config", str(path)])
        try:
            fresh_mb = rss_mb(server.pid)
            idle_from = cpu_s(server.pid)
            time.sleep(3)
            idle = (cpu_s(server.pid) - idle_from) / 3
            jobs = [lambda family=family, ip=ip: poll(family, ip) for family, ip in machines]
            before, begin = cpu_s(server.pid), time.monotonic()
            outcome = asyncio.run(paced(jobs, seconds=ROUND_S - 1))  # type: ignore[arg-type]  # lambdas with defaults
            took, used = time.monotonic() - begin, cpu_s(server.pid) - before
            return {
                "machines": len(machines),
                "failures": outcome.failures,
                "requests": outcome.requests,
                "bytes": outcome.received / max(outcome.requests, 1),
                "slowest_s": outcome.slowest_s,
                "took_s": took,
                "cpu_s": used,
                "idle_share": idle,
                "start_s": start_s,
                "fresh_mb": fresh_mb,
                "rss_mb": rss_mb(server.pid),
            }
        finally:
            stop(server)


def measure_floor(size: int) -> float:
    """CPU seconds that a bare server needs for one request of the same size."""
    server, _ = start(["-c", FLOOR_SERVER, str(FLOOR_PORT), str(size)])

    async def twice() -> bytes:
        first = await ask("127.0.0.1", FLOOR_PORT, b'{"command":"summary"}')
        return first + await ask("127.0.0.1", FLOOR_PORT, b'{"command":"summary"}')

    try:
        before = cpu_s(server.pid)
        outcome = asyncio.run(paced([twice] * (FLOOR_REQUESTS // 2), seconds=ROUND_S / 3))
        return (cpu_s(server.pid) - before) / outcome.requests
    finally:
        stop(server)


def main() -> int:
    """Measure, print the table and the JSON line."""
    site = measure_site()
    floor_cpu = measure_floor(round(site["bytes"]))
    request_cpu = site["cpu_s"] / max(site["requests"], 1)
    value = round(CORE_SHARE * ROUND_S / (2 * request_cpu))
    floor = round(CORE_SHARE * ROUND_S / (2 * floor_cpu))
    answered = site["failures"] == 0 and site["took_s"] <= ROUND_S
    holds = bool(answered and value >= MACHINES and site["machines"] >= MACHINES)
    rows = {
        "machines in one process": f"{site['machines']:.0f} (ready after {site['start_s']:.1f} s)",
        "polls answered": f"{site['requests'] / 2:.0f} in {site['took_s']:.1f} s, {site['failures']:.0f} failed",
        "mean reply": f"{site['bytes']:.0f} bytes; slowest poll {site['slowest_s'] * 1000:.0f} ms",
        "share of one core": f"{site['cpu_s'] / site['took_s']:.1%} polled, {site['idle_share']:.1%} idle",
        "CPU a request": f"{request_cpu * 1e6:.0f} µs; bare server {floor_cpu * 1e6:.0f} µs",
        "requests a second of CPU": f"{1 / request_cpu:.0f}; bare server {1 / floor_cpu:.0f}",
        "memory": f"{site['fresh_mb']:.0f} MB after start, {site['rss_mb']:.0f} MB after the round",
        "machines for half a core": f"{value}; bare server {floor}; bar {MACHINES}",
    }
    for name, text in rows.items():
        print(f"{name:26} {text}")
    result = {
        "name": "simulator",
        "value": value,
        "unit": "machines polled every 30 s by half a core",
        "floor": floor,
        "ratio": round(value / floor, 3),
        "bar": MACHINES,
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
