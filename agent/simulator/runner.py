"""Running a site until a signal ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from simulator.config import SiteConfig
from simulator.connections import HttpConversation
from simulator.control import ControlApi
from simulator.listeners import Listeners, listen
from simulator.machine import Machine
from simulator.site import Site


class EventLog:
    """One JSON line per event: time, name, machine and details."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, event: str, details: dict[str, Any]) -> None:
        """Write one event."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._stream.write(msgspec.json.encode({"at": at, "event": event, **details}).decode() + "\n")
        self._stream.flush()

    def machine(self, machine: Machine, event: str, details: dict[str, Any]) -> None:
        """Write what happened to a machine."""
        self.write(event, {"ip": machine.identity.ip, **details})


class RunningSite:
    """A site with its sockets open; for the program and for tests."""

    def __init__(self, config: SiteConfig, log: EventLog | None = None) -> None:
        self.site = Site(config, time.time(), log.machine if log else None)
        self.listeners = Listeners(self.site)
        self._control: socket.socket | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the control port, then the machines; raises `OSError` when a port is busy."""
        control = self.site.config.control
        self._control = listen(control.host, control.port)
        api = ControlApi(self.site)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: HttpConversation(self.listeners.conversations, api.handle), sock=self._control
        )
        self.listeners.start()

    @property
    def control_port(self) -> int:
        """The port of the control API, also when the configuration said 0."""
        assert self._control is not None  # noqa: S101  (start() was called)
        return int(self._control.getsockname()[1])

    async def stop(self) -> None:
        """Close everything."""
        self.listeners.stop()
        if self._server is not None:
            self._server.close()
            await asyncio.sleep(0)


def write_pid(path: Path) -> None:
    """Leave this process's id in a file."""
    path.write_text(f"{os.getpid()}\n")


def remove_pid(path: Path) -> None:
    """Take the file away, when it is still there."""
    path.unlink(missing_ok=True)


async def serve(config: SiteConfig, *, pid_file: Path | None) -> None:
    """Run until SIGTERM or SIGINT."""
    log = EventLog(sys.stdout)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    running = RunningSite(config, log)
    try:
        await running.start()
        if pid_file is not None:
            write_pid(pid_file)
        counts = {"machines": len(running.site.machines), "sockets": running.listeners.open_sockets}
        log.write("started", {"site": config.site, "control_port": running.control_port, **counts})
        await stop.wait()
    finally:
        await running.stop()
        if pid_file is not None:
            remove_pid(pid_file)
    log.write("stopped", {"site": config.site})
