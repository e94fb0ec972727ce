"""Kill the agent and the server again and again, then compare with an oracle that neither of them can see."""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
# How long the emptying of the queue may stand still; how long a new agent may take to its first reading.
_STILL_S = 120
_READY_S = 60
# So many of the kills do not wait for the agent to work again: one that begins is killed too.
_EARLY = 0.2


class ServerUnderTest(Protocol):
    """A server that accepts batches; another one (the real one) joins the proof by offering the same four things."""

    url: str
    agent_uid: str
    key: str

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and return its process when it serves."""
        ...

    def stored(self) -> list[tuple[str, int, int]]:
        """Return (epoch, seq, marker) of every stored reading, doubles included; marker is `accepted`."""
        ...

    def lost(self) -> int:
        """Return how many numbers were reported as gaps."""
        ...


class SmallServer:
    """The proof's own server (agent_server.py) on a free port."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._database = folder / "server.db"
        self.url = f"http://127.0.0.1:{self._port}"
        self.agent_uid = "00000000-0000-4000-8000-000000000001"
        self.key = "proof"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait for its port."""
        process = spawn("tests.proof.agent_server", str(self._port), str(self._database))
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return process
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        raise RuntimeError("the server does not answer")

    def stored(self) -> list[tuple[str, int, int]]:
        """Return every stored reading."""
        with sqlite3.connect(self._database) as db:
            return db.execute("SELECT epoch, seq, marker FROM stored").fetchall()

    def lost(self) -> int:
        """Return how many numbers were reported as gaps."""
        with sqlite3.connect(self._database) as db:
            return int(db.execute("SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM lost").fetchone()[0])


@dataclass
class Verdict:
    """What the comparison says; all but the first three must be zero."""

    kills: int
    committed: int
    stored: int
    missing: int
    doubled: int
    invented: int
    holes: int
    reported_lost: int
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or invented."""
        return self.committed > 0 and not any(
            (self.missing, self.doubled, self.invented, self.holes, self.reported_lost)
        )


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def spawn(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a module of this repository as a process."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "agent")))}
    return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, cwd=ROOT)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours by its id, without a warning."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def run(server: ServerUnderTest, folder: Path, *, kills: int, chance: random.Random) -> Verdict:
    """Do the kills, let the agent empty its queue, and compare."""
    arguments = (str(folder), "--server", server.url, "--key", server.key, "--agent", server.agent_uid)
    oracle = folder / "oracle"
    killed: Counter[str] = Counter()
    serving, agent = server.start(), spawn("tests.proof.agent_under_test", *arguments)
    try:
        for _ in range(kills):
            if chance.random() >= _EARLY:
                wait_for_work(agent, oracle)
            time.sleep(chance.uniform(0.05, 0.6))
            which = chance.choice(("agent", "agent", "server"))
            killed[which] += 1
            if which == "agent":
                kill(agent)
                agent = spawn("tests.proof.agent_under_test", *arguments)
            else:
                kill(serving)
                serving = server.start()
        kill(agent)
        agent = spawn("tests.proof.agent_under_test", *arguments, "--drain")
        drain(server, agent)
    finally:
        for process in (agent, serving):
            if process.poll() is None:
                kill(process)
    return compare(server, oracle, killed)


def wait_for_work(agent: subprocess.Popen[bytes], oracle: Path) -> None:
    """Wait until the agent has made a reading since now; one that cannot is an error of the proof."""
    before = oracle.stat().st_size if oracle.exists() else 0
    limit = time.monotonic() + _READY_S
    while not oracle.exists() or oracle.stat().st_size == before:
        if agent.poll() is not None or time.monotonic() > limit:
            raise RuntimeError("the agent makes no readings")
        time.sleep(0.02)


def drain(server: ServerUnderTest, agent: subprocess.Popen[bytes]) -> None:
    """Wait until the agent has emptied its queue, as long as the server's rows grow."""
    rows, since = -1, time.monotonic()
    while agent.poll() is None:
        stored = len(server.stored())
        if stored != rows:
            rows, since = stored, time.monotonic()
        elif time.monotonic() - since > _STILL_S:
            raise RuntimeError(f"the queue is not emptied: {stored} rows are stored and no more come")
        time.sleep(1)


def compare(server: ServerUnderTest, oracle: Path, killed: Counter[str]) -> Verdict:
    """Compare what the server stored with what the oracle saw."""
    lines = [line.split() for line in oracle.read_text().splitlines()]
    intended = {int(marker) for kind, marker in lines if kind == "I"}
    committed = {int(marker) for kind, marker in lines if kind == "C"}
    stored = server.stored()
    times = Counter(marker for _, _, marker in stored)
    numbers: dict[str, set[int]] = {}
    for epoch, seq, _ in stored:
        numbers.setdefault(epoch, set()).add(seq)
    return Verdict(
        kills=killed.total(),
        committed=len(committed),
        stored=len(stored),
        missing=len(committed - times.keys()),
        doubled=sum(count - 1 for count in times.values()),
        invented=len(times.keys() - intended),
        holes=sum(max(seqs) - len(seqs) for seqs in numbers.values()),
        reported_lost=server.lost(),
        killed=killed,
    )
