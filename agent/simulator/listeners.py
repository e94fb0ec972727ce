"""Listening sockets, one per machine and port, so that a machine that is off refuses as a real one does."""

from __future__ import annotations

import asyncio
import errno
import resource
import socket
import time
from collections.abc import Callable
from typing import Any

from simulator.config import Ports
from simulator.connections import (
    Conversation,
    FrameConversation,
    HttpConversation,
    RpcConversation,
    machine_handler,
)
from simulator.families.base import Channel
from simulator.machine import Machine
from simulator.site import Site

BACKLOG = 8
PORT_BUSY = "port_busy"
_BUSY_PAUSE_S = 0.2
_RETRY_S = 1.0
_SPARE_FILES = 512
_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class TooManySocketsError(RuntimeError):
    """The operating system allows fewer open files than the site needs."""


class Listeners:
    """Opens and closes the sockets of a site's machines as their state changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._loop = asyncio.get_running_loop()
        self._sockets: dict[str, list[socket.socket]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.conversations: set[Conversation] = set()

    @property
    def open_sockets(self) -> int:
        """How many sockets listen."""
        return sum(len(sockets) for sockets in self._sockets.values())

    def start(self) -> None:
        """Open every reachable machine; raises `OSError` for a busy port, `TooManySocketsError`."""
        allow_files(sum(len(self._site.firmware(machine).channels) for machine in self._site.machines.values()))
        for machine in self._site.machines.values():
            self.refresh(machine)
        self._site.observe(self._changed)

    def stop(self) -> None:
        """Close every socket and every conversation."""
        for machine in self._site.machines.values():
            self._close(machine)
        for conversation in list(self.conversations):
            conversation.abort()

    def _changed(self, machine: Machine, event: str, details: dict[str, Any]) -> None:
        if event != PORT_BUSY:
            self._settle(machine)
        gone = event == "power" or details.get("fault") == "offline"
        if gone and not machine.reachable(time.time()):
            for conversation in [one for one in self.conversations if one.machine is machine]:
                conversation.abort()

    def refresh(self, machine: Machine) -> None:
        """Make the machine's sockets agree with its state, now and when it comes back from a reboot."""
        now = time.time()
        if machine.reachable(now):
            self._open(machine)
            return
        self._close(machine)
        if machine.powered and now < machine.boot_at:
            self._loop.call_later(machine.boot_at - now + 0.001, self._settle, machine)

    def _settle(self, machine: Machine) -> None:
        """Refresh; when another program took the port meanwhile, say so and try again."""
        try:
            self.refresh(machine)
        except OSError as error:
            machine.observer(machine, PORT_BUSY, {"error": str(error)})
            self._loop.call_later(_RETRY_S, self._settle, machine)

    def _open(self, machine: Machine) -> None:
        if machine.identity.ip in self._sockets:
            return
        opened: list[socket.socket] = []
        self._sockets[machine.identity.ip] = opened
        ports = self._site.config.ports
        for channel in sorted(self._site.firmware(machine).channels):
            try:
                listener = listen(machine.identity.ip, port_of(ports, channel))
            except OSError:
                self._close(machine)
                raise
            opened.append(listener)
            factory = self._factory(machine, channel)
            self._loop.add_reader(listener, self._accept, listener, factory)

    def _factory(self, machine: Machine, channel: Channel) -> Callable[[], Conversation]:
        firmware = self._site.firmware(machine)
        if channel is Channel.RPC:
            return lambda: RpcConversation(self.conversations, machine, firmware)
        if channel is Channel.V3:
            return lambda: FrameConversation(self.conversations, machine, firmware)
        return lambda: HttpConversation(self.conversations, machine_handler(machine, firmware), machine)

    def _accept(self, listener: socket.socket, factory: Callable[[], Conversation]) -> None:
        for _ in range(BACKLOG):
            try:
                connection, _peer = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _OUT_OF_FILES:
                    raise
                self._pause(listener, factory)
                return
            connection.setblocking(False)
            task = self._loop.create_task(self._loop.connect_accepted_socket(factory, connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _pause(self, listener: socket.socket, factory: Callable[[], Conversation]) -> None:
        self._loop.remove_reader(listener)

        def resume() -> None:
            if listener.fileno() >= 0:
                self._loop.add_reader(listener, self._accept, listener, factory)

        self._loop.call_later(_BUSY_PAUSE_S, resume)

    def _close(self, machine: Machine) -> None:
        for listener in self._sockets.pop(machine.identity.ip, []):
            self._loop.remove_reader(listener)
            listener.close()


def port_of(ports: Ports, channel: Channel) -> int:
    """Return the port of a channel."""
    return {Channel.RPC: ports.rpc, Channel.HTTP: ports.http, Channel.V3: ports.v3}[channel]


def listen(ip: str, port: int) -> socket.socket:
    """Open one listening socket on a loopback address; raises `OSError` naming the address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setblocking(False)
    try:
        listener.bind((ip, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"{ip}:{port}: {error.strerror}") from error
    return listener


def allow_files(sockets: int) -> None:
    """Raise this process's own limit of open files to what the site needs; raises `TooManySocketsError`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * sockets + _SPARE_FILES
    if soft >= wanted or soft == resource.RLIM_INFINITY:
        return
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if allowed < sockets + _SPARE_FILES:
        message = f"the site needs {sockets} listening sockets, but this user may open only {hard} files (ulimit -n)"
        raise TooManySocketsError(message)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
