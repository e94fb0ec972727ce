"""The agent's real queue and uploader, fed with numbered readings; made to be killed at any moment.

Each reading carries a marker (in `accepted`). The oracle file gets «I marker» before a reading is given to the queue
and «C marker» after the queue said that it is on disk. With --drain nothing new is made and the process ends when the
queue is empty.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
from pathlib import Path

from neurohost_agent import clock
from neurohost_agent.config import UploadConfig
from neurohost_agent.problems import Problems
from neurohost_agent.queue.store import Store
from neurohost_agent.queue.thread import QueueThread
from neurohost_agent.queue.uploader import Uploader
from neurohost_agent.reading import Board, Device, Reading, Sample, State
from neurohost_agent.server import Server

# Enough that a batch is always on its way, and no more than a server that is killed all the time can take.
_PAUSE_S = 0.08
# More than the readings of one turn say; the file is too long to be read whole at every start.
_TAIL_BYTES, _TAIL_LINES, _WORDS = 4096, 100, 2
AGENT = "00000000-0000-4000-8000-000000000001"


def sample(marker: int) -> tuple[Device, Sample]:
    """Return a reading that carries the marker."""
    boards = tuple(Board(slot=n, hashrate_ths=random.random()) for n in range(3))
    reading = Reading(state=State.MINING, hashrate_ths=100.0, accepted=marker, boards=boards)
    moment = Sample(clock.wall_ms(), clock.mono_ms(), clock.boot_id(), reading)
    return Device(ip=f"10.0.0.{marker % 250 + 1}", family="avalon"), moment


async def write_readings(queue: QueueThread, oracle: Path) -> None:
    """Give the queue a few readings at a time for ever."""
    marker = next_marker(oracle)
    handle = os.open(oracle, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        markers = range(marker, marker + random.randint(1, 20))
        marker = markers.stop
        os.write(handle, "".join(f"I {number}\n" for number in markers).encode())
        await queue.run(Store.append, [sample(number) for number in markers])
        os.write(handle, "".join(f"C {number}\n" for number in markers).encode())
        await asyncio.sleep(random.uniform(0, _PAUSE_S))


def next_marker(oracle: Path) -> int:
    """Return a marker that was never used: beyond the last ones of the file, which ascend."""
    if not oracle.exists():
        return 1
    with oracle.open("rb") as lines:
        lines.seek(max(0, oracle.stat().st_size - _TAIL_BYTES))
        words = [line.split() for line in lines.read().splitlines()]
    return max((int(line[1]) for line in words[-_TAIL_LINES:] if len(line) == _WORDS), default=0) + 1


async def upload(uploader: Uploader, queue: QueueThread, *, drain: bool) -> None:
    """Send for ever, or until nothing is left."""
    while True:
        wait = await uploader.step()
        if drain and await queue.run(Store.chunk, 1) is None:
            return
        await asyncio.sleep(min(wait, 0.5))


async def work(options: argparse.Namespace) -> None:
    """Write and send."""
    folder: Path = options.folder
    queue = QueueThread(folder / "queue.db")
    server = Server(options.server, key=options.key)
    uploader = Uploader(queue, server, agent_uid=options.agent, folder=folder, problems=Problems())
    # Small batches while it is killed, so that many are on their way; big ones to empty what has piled up.
    uploader.upload = UploadConfig(interval_s=0.2, max_rows=5_000 if options.drain else 50)
    if options.drain:
        await upload(uploader, queue, drain=True)
    else:
        await asyncio.gather(write_readings(queue, folder / "oracle"), upload(uploader, queue, drain=False))
    await server.close()
    queue.close()


def main() -> None:
    """Run until killed, or until drained."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--server", required=True)
    parser.add_argument("--key", default="proof")
    parser.add_argument("--agent", default=AGENT)
    parser.add_argument("--drain", action="store_true")
    asyncio.run(work(parser.parse_args()))


if __name__ == "__main__":
    main()
