"""The real server under the kill proof: gunicorn with its workers on a database of its own."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above

from tests.audit.scratch import use_database  # noqa: E402 - as above
from tests.factories import make_organisation  # noqa: E402 - as above
from tests.proof.agent_kills import ROOT, free_port  # noqa: E402 - as above
from tests.telemetry.factories import make_agent, make_site  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = 2
_START_S = 90


@contextmanager
def ingest_database(kind: str) -> Iterator[str]:
    """Make a database with every table, point the default connection at it, drop it at the end."""
    name = f"neurohost_ingest_{kind}_{os.getpid()}"
    earlier = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        use_database(name)
        call_command("migrate", verbosity=0)
        yield name
    finally:
        use_database(earlier)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Gunicorn(subprocess.Popen[bytes]):
    """The master process; being killed mostly means one worker, sometimes all of them, sometimes the master."""

    chance: random.Random
    kills: Counter[str]
    dying = False

    def send_signal(self, sig: int) -> None:
        """Kill what chance says; a worker is started anew by its master."""
        workers = [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        which = self.chance.choices(("worker", "all workers", "master"), (8, 1, 1))[0] if workers else "master"
        self.kills[which] += 1
        if which == "master":
            self.dying = True
            super().send_signal(sig)
            return
        for pid in workers if which == "all workers" else [self.chance.choice(workers)]:
            with suppress(ProcessLookupError):
                os.kill(pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the master when it is the one that was killed."""
        return super().wait(timeout) if self.dying else 0

    def end(self) -> None:
        """End the master and its workers, which are a process group of their own."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        super().wait()


@dataclass
class RealServer:
    """Gunicorn on a free port; `start` leaves one server running whatever was killed before."""

    database: str
    folder: Path
    chance: random.Random
    url: str = ""
    agent_uid: str = ""
    key: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    _port: int = field(default_factory=free_port)
    _process: Gunicorn | None = None

    def __post_init__(self) -> None:
        """Make the agent that delivers."""
        self.url = f"http://127.0.0.1:{self._port}"
        agent, self.key = make_agent(make_site(make_organisation("proof")))
        self.agent_uid = str(agent.uid)

    def start(self) -> subprocess.Popen[bytes]:
        """Have a server that serves; a master that survived keeps its place. Return the master."""
        if self._process is None or not self._lives(self._process):
            if self._process is not None:
                self._process.end()
            self._process = self._begin()
        self._wait(self._process)
        return self._process

    def close(self) -> None:
        """End the server."""
        if self._process is not None:
            self._process.end()

    def stored(self) -> list[tuple[str, int, int]]:
        """Return every stored reading."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT epoch, seq, accepted FROM telemetry_raw")
            return [(f"{epoch:016x}", seq, marker) for epoch, seq, marker in cursor.fetchall()]

    def lost(self) -> int:
        """Return how many numbers were reported as gaps."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM telemetry_readinggap")
            return int(cursor.fetchone()[0])

    def _begin(self) -> Gunicorn:
        """Start a master."""
        words = ["--bind", f"127.0.0.1:{self._port}", "--workers", str(WORKERS), "--worker-class", "gthread"]
        words += ["--threads", "4", "--preload", "--reuse-port", "--log-level", "warning", "--no-control-socket"]
        process = Gunicorn(
            [sys.executable, "-m", "gunicorn", "neurohost.wsgi:application", *words],
            cwd=ROOT,
            env=os.environ | {"DATABASE_OWNER_URL": self._address(), "DATABASE_URL": self._address()},
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "server.log").open("ab"),
            start_new_session=True,
        )
        process.chance, process.kills = self.chance, self.kills
        return process

    @staticmethod
    def _lives(process: Gunicorn) -> bool:
        """Whether the master still runs; one killed a moment ago may need that moment."""
        with suppress(subprocess.TimeoutExpired):
            subprocess.Popen.wait(process, 0.05)
        return process.poll() is None

    def _address(self) -> str:
        """Return the address of the proof's database."""
        parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
        return urlunsplit(parts._replace(path=f"/{self.database}"))

    def _wait(self, process: Gunicorn) -> None:
        """Wait until it answers."""
        limit = time.monotonic() + _START_S
        while time.monotonic() < limit:
            try:
                answer = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
                answer.request("GET", "/health/live")
                answer.getresponse().close()
                return
            except (http.client.HTTPException, OSError):
                if process.poll() is not None:
                    raise RuntimeError((self.folder / "server.log").read_text()[-2000:]) from None
                time.sleep(0.05)
        raise RuntimeError("the server does not answer")
