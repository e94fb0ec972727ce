"""Our own PostgreSQL: made, started, stopped and removed in one folder below var/."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import pgbinaries, pids, runas
from launcher.console import say
from launcher.failure import Failure
from launcher.files import locked, tail, write_whole
from launcher.ports import answers, remembered

SUPERUSER = "postgres"
_START_SECONDS = 60.0
_RETRY_SECONDS = 10.0
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
shared_buffers = 512MB
effective_cache_size = 4GB
work_mem = 16MB
maintenance_work_mem = 256MB
wal_compression = on
max_wal_size = 2GB
random_page_cost = 1.1
autovacuum_naptime = 15s
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 2000
jit = off
shared_preload_libraries = 'pg_stat_statements'
"""
_TEST_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_connections = 200
autovacuum_naptime = 10min
log_min_duration_statement = -1
"""


@dataclass(frozen=True)
class Cluster:
    """One data directory with the port it keeps; `throwaway` gives up durability for speed (tests)."""

    home: Path
    venv: Path
    password: str
    throwaway: bool = False

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data.parent / "server.log"

    @property
    def data(self) -> Path:
        """The data directory."""
        kept = self.home / "location"
        base = Path(kept.read_text(encoding="utf-8").strip()) if kept.exists() else self.home
        return base / "data"

    def running(self) -> pids.Pid | None:
        """Return the live postmaster; a zombie counts as dead, and so does another program with its id."""
        number = self._postmaster_lines()[:1]
        if not number or not number[0].isdigit() or not pids.runs(int(number[0]), str(self.data)):
            return None
        return pids.look(int(number[0]))

    def port(self) -> int:
        """Return the port of the running server."""
        return int(self._postmaster_lines()[3])

    def address(self, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """Return a connection address of the running server."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port()}/{database}"

    def start(self) -> bool:
        """Make the cluster if it is new and start it; return whether it had to be started."""
        with locked(self.home / "lock"):
            if self.running() is not None:
                self._wait_listening()
                return False
            identity = runas.choose()
            programs = pgbinaries.find(self.venv)
            if identity.outside:
                self._move_outside(identity)
                programs = pgbinaries.reachable(programs, identity, self.data.parent)
            if not (self.data.parent / "made").exists():
                self._make(identity, programs)
            self._launch(identity, programs)
            return True

    def stop(self) -> bool:
        """Stop the server, ending open connections; return whether one ran."""
        with locked(self.home / "lock"):
            pid = self.running()
            if pid is None:
                return False
            for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0)):
                os.kill(pid.number, number)
                limit = time.monotonic() + seconds
                while time.monotonic() < limit:
                    if not pid.alive():
                        return True
                    time.sleep(0.02)
        raise Failure(f"PostgreSQL (process {pid.number}) does not stop.", f"Look into {self.log}.")

    def reset(self) -> None:
        """Stop the server and remove all its data."""
        self.stop()
        if (self.home / "location").exists():
            shutil.rmtree(self.data.parent)
        shutil.rmtree(self.home, ignore_errors=True)

    def _postmaster_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _move_outside(self, identity: runas.Identity) -> None:
        place = runas.outside_folder(self.home)
        if not (self.home / "location").exists():
            say(
                f"  ! PostgreSQL runs as «{identity.user}», which cannot enter this folder: "
                f"its data are in {place} (make reset removes them)"
            )
            write_whole(self.home / "location", f"{place}\n")
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        identity.own(place)

    def _make(self, identity: runas.Identity, programs: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        secret = self.data.parent / "initial-password"
        write_whole(secret, self.password + "\n", mode=0o600)
        identity.own(secret)
        command = [
            *identity.prefix, str(programs / "initdb"), "-D", str(self.data), "-U", SUPERUSER,
            "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-instructions",
        ]  # fmt: skip
        if self.throwaway:
            command.append("--no-sync")
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=_clean_environment(), **identity.popen_options()
        )
        secret.unlink()
        if done.returncode != 0:
            raise Failure(f"PostgreSQL could not be set up: {done.stderr.strip()}", "bin/neurohost reset starts anew.")
        (self.data.parent / "made").touch()

    def _launch(self, identity: runas.Identity, programs: Path) -> None:
        extra = self.data / "neurohost.conf"
        write_whole(extra, _SETTINGS + (_TEST_SETTINGS if self.throwaway else ""), mode=0o600)
        identity.own(extra)
        main = self.data / "postgresql.conf"
        line = "include_if_exists = 'neurohost.conf'\n"
        if line not in main.read_text(encoding="utf-8"):
            with main.open("a", encoding="utf-8") as stream:
                stream.write(f"\n{line}")
        limit = time.monotonic() + _RETRY_SECONDS
        while True:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            port = remembered(self.home, "postgres")
            process = self._spawn(identity, programs, port)
            if self._wait_ready(process):
                return
            if time.monotonic() > limit:
                raise Failure(
                    f"PostgreSQL does not start. The end of {self.log}:\n{tail(self.log, 8)}\n",
                    "bin/neurohost db reset starts anew (all data of this clone are lost).",
                )
            time.sleep(0.5)

    def _wait_listening(self) -> None:
        """Wait for a server that somebody started just before us."""
        limit = time.monotonic() + _START_SECONDS
        while not self._ready() and self.running() is not None and time.monotonic() < limit:
            time.sleep(0.05)

    def _ready(self) -> bool:
        lines = self._postmaster_lines()
        return lines[7:8] != [] and lines[7].strip() == "ready" and answers("127.0.0.1", int(lines[3]))

    def _spawn(self, identity: runas.Identity, programs: Path, port: int) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as stream:
            return subprocess.Popen(
                [*identity.prefix, str(programs / "postgres"), "-D", str(self.data), "-p", str(port)],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True,
                env=_clean_environment(), **identity.popen_options(),
            )  # fmt: skip

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> bool:
        limit = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < limit:
            if self._ready():
                return True
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
        return False


def _clean_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
