"""The running agent: everything wired together, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from neurohost_agent import __version__, clock
from neurohost_agent.backoff import Backoff
from neurohost_agent.config import Config, ConfigRefusedError, parse_config
from neurohost_agent.drivers.registry import OTHER, UNKNOWN
from neurohost_agent.errors import AgentError
from neurohost_agent.files import read_struct, write_json
from neurohost_agent.general.library import Library
from neurohost_agent.known import KnownDevices
from neurohost_agent.local import Enrolment, Folder
from neurohost_agent.poller import Poller
from neurohost_agent.problems import Problems
from neurohost_agent.queue.store import QueueDamagedError, Store
from neurohost_agent.queue.thread import QueueThread
from neurohost_agent.queue.uploader import Uploader
from neurohost_agent.reader import Reader
from neurohost_agent.reading import Device, Sample
from neurohost_agent.scan_state import ScanState
from neurohost_agent.scanner import Scan
from neurohost_agent.server import NOT_MODIFIED, OK, Answer, Server
from neurohost_agent.transport.line import Ports

_log: Final = logging.getLogger(__name__)
_FLUSH_S: Final = 0.5
_STATUS_S: Final = 5.0
_CONFIG_S: Final = 60.0
_LAST_UPLOAD_S: Final = 3.0
_MAX_WAITING: Final = 100_000
_MAX_REPORT_TRIES: Final = 20
_UNKNOWN_AGAIN_S: Final = 900.0
Where = tuple[tuple[str, ...], tuple[str, ...], Ports]


class Agent:
    """One agent on its data folder."""

    def __init__(self, folder: Folder, enrolment: Enrolment) -> None:
        self._folder = folder
        self._problems = Problems()
        self._config = read_struct(folder.path / "config.json", Config) or Config()
        self._etag: str | None = None
        self._refused: str | None = None
        self._server = Server(enrolment.server, key=enrolment.key)
        self._queue = open_queue(folder.path / "queue.db", self._problems)
        self._known = KnownDevices(folder.path / "devices.json")
        self._known.keep_within(self._config.ranges(), self._config.excluded())
        local = folder.local()
        self._logins = folder.logins()
        self._library = Library() if OTHER in local.factory_logins else None
        self._waiting: list[tuple[Device, Sample]] = []
        self._poller = Poller(self._known, self._reader(), self._take, self._config.poll)
        self._uploader = Uploader(
            self._queue, self._server, agent_uid=enrolment.agent_uid, folder=folder.path, problems=self._problems
        )
        self._scan_state = ScanState(folder.path / "scan.json")
        self._parts: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._scanned: Where | None = None
        self._look_now = asyncio.Event()
        self._ask_config = asyncio.Event()
        self._beat_now = asyncio.Event()
        self._apply(self._config)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then put everything on disk, try one last upload and end."""
        loops = (
            self._poller.run,
            self._flush_forever,
            self._upload_forever,
            self._configure_forever,
            self._scan_forever,
            self._report_forever,
            self._beat_forever,
            self._status_forever,
        )
        tasks = [asyncio.create_task(loop()) for loop in loops]
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in (stopping, *tasks):
            task.cancel()
        await asyncio.gather(stopping, *tasks, return_exceptions=True)
        await self._close()
        for task in done - {stopping}:
            task.result()

    async def _close(self) -> None:
        await self._flush()
        try:
            async with asyncio.timeout(_LAST_UPLOAD_S):
                await self._uploader.step()
        except TimeoutError:
            _log.info("the last readings wait on disk")
        if self._library is not None:
            await self._library.close()
        await self._server.close()
        self._known.save()
        self._folder.write_status(await self._status() | {"running": False})
        self._queue.close()
        _log.info("stopped")

    def _reader(self) -> Reader:
        return Reader(
            ports=self._config.device_ports(),
            deadline_s=self._config.poll.deadline_s,
            logins=self._logins,
            library=self._library,
        )

    def _apply(self, config: Config) -> None:
        self._config = config
        self._known.keep_within(config.ranges(), config.excluded())
        self._poller.configure(self._reader(), config.poll)
        self._uploader.upload = config.upload
        self._uploader.limits = config.queue
        if self._scan_is_due():
            self._look_now.set()

    def _take(self, device: Device, sample: Sample) -> None:
        self._waiting.append((device, sample))

    async def _flush_forever(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_S)
            await self._flush()

    async def _flush(self) -> None:
        """Put what was read on disk in one commit; a full disk keeps it in memory, up to a limit, and says so."""
        items, self._waiting = self._waiting, []
        if not items:
            return
        try:
            await self._queue.run(Store.append, items)
        except sqlite3.OperationalError as error:
            self._waiting = (items + self._waiting)[-_MAX_WAITING:]
            self._problems.note("queue.disk", f"readings cannot be written to the disk: {error}")
        else:
            self._problems.clear("queue.disk")

    async def _upload_forever(self) -> None:
        while True:
            try:
                wait = await self._uploader.step()
            except sqlite3.OperationalError as error:
                self._problems.note("queue.disk", f"the queue on the disk cannot be changed: {error}")
                wait = self._config.upload.interval_s
            if self._uploader.revision not in {None, self._config.revision}:
                self._ask_config.set()
            await asyncio.sleep(wait)

    async def _configure_forever(self) -> None:
        while True:
            self._ask_config.clear()
            self._take_config(await self._server.get_config(self._etag))
            await _wait(self._ask_config, _CONFIG_S)
            await asyncio.sleep(1)

    def _take_config(self, answer: Answer) -> None:
        if answer.status in {OK, NOT_MODIFIED}:
            self._problems.clear("config.server")
        else:
            self._problems.note("config.server", f"the server gives no configuration: {answer.reason}")
        if answer.status != OK:
            return
        self._etag = answer.etag
        try:
            config = parse_config(answer.body)
        except ConfigRefusedError as error:
            self._refused = str(error)
            self._problems.note("config.refused", str(error))
            self._beat_now.set()
            return
        self._refused = None
        self._problems.clear("config.refused")
        if config != self._config:
            _log.info("new configuration", extra={"data": {"revision": config.revision}})
            write_json(self._folder.path / "config.json", config)
            self._apply(config)

    async def _scan_forever(self) -> None:
        while True:
            if self._config.scan.ranges:
                await self._scan_once()
            self._look_now.clear()
            if self._scan_is_due():
                continue
            unknown = any(device.family == UNKNOWN for device in self._known.all())
            interval = self._config.scan.interval_s
            await _wait(self._look_now, min(interval, _UNKNOWN_AGAIN_S) if unknown else interval)

    def _scan_is_due(self) -> bool:
        """Whether there are ranges that were not scanned as they stand now, or a request not served yet."""
        scan = self._config.scan
        asked = scan.request != self._scan_state.served
        return bool(scan.ranges) and (asked or self._scanned != _where(self._config))

    async def _scan_once(self) -> None:
        config = self._config
        self._scanned = _where(config)
        self._scan_state.running = True
        finds = await Scan(self._poller.reader, self._known, config, self._report).run()
        self._known.replace([find.device for find in finds])
        self._known.keep_within(self._config.ranges(), self._config.excluded())
        self._known.save()
        self._scan_state.finished(config.scan.request, len(finds))
        self._beat_now.set()

    async def _report(self, part: dict[str, Any]) -> None:
        """Let a part of a scan be sent; machines are polled whether the server takes the news or not."""
        self._parts.put_nowait(part)

    async def _report_forever(self) -> None:
        while True:
            await self._send_part(await self._parts.get())

    async def _send_part(self, part: dict[str, Any]) -> None:
        """Send one part of a scan; what the server refuses is dropped and said, what it can't take now is repeated."""
        backoff = Backoff()
        for _ in range(_MAX_REPORT_TRIES):
            answer = await self._server.send_json("discoveries", part)
            if answer.status == OK:
                self._problems.clear("discoveries")
                return
            self._problems.note("discoveries", f"the finds of a scan are not taken: {answer.reason}")
            if answer.status in {400, 413, 422}:
                return
            await asyncio.sleep(answer.retry_after_s or backoff.failed())

    async def _beat_forever(self) -> None:
        while True:
            answer = await self._server.send_json("heartbeat", await self._heartbeat())
            server_ms = answer.integer("server_time_ms")
            if answer.status == OK and server_ms is not None:
                self._uploader.server_time = (server_ms, clock.mono_ms())
            if answer.status == OK and answer.integer("config_revision") not in {None, self._config.revision}:
                self._ask_config.set()
            await _wait(self._beat_now, self._config.heartbeat.interval_s)
            self._beat_now.clear()

    async def _heartbeat(self) -> dict[str, Any]:
        states = Counter(state.name.lower() for state in self._poller.states.values())
        return {
            "version": 1,
            "sent_at_ms": clock.wall_ms(),
            "sent_mono_ms": clock.mono_ms(),
            "boot": clock.boot_id(),
            "agent_version": __version__,
            "config_revision": self._config.revision,
            "config_refused": self._refused,
            "queue": await self._queue.run(Store.standing),
            "devices": {"known": len(self._known.all()), "states": dict(states)},
            "scan": self._scan_state.document(),
            "problems": self._problems.listed(),
        }

    async def _status(self) -> dict[str, Any]:
        return await self._heartbeat() | {"running": True, "cpu_s": round(time.process_time(), 2)}

    async def _status_forever(self) -> None:
        while True:
            self._folder.write_status(await self._status())
            await asyncio.sleep(_STATUS_S)


def open_queue(path: Path, problems: Problems) -> QueueThread:
    """Return the queue; a damaged file is put aside under another name and a new one begun, loudly."""
    try:
        return QueueThread(path)
    except QueueDamagedError as error:
        aside = path.with_name(f"{path.name}.damaged-{clock.wall_ms()}")
        path.replace(aside)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        problems.note("queue.damaged", f"{error}; it is kept as {aside.name} and a new one was begun")
        _log.exception("the queue was damaged")
        return QueueThread(path)


def _where(config: Config) -> Where:
    return config.scan.ranges, config.scan.exclude, config.device_ports()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def enrolled(folder: Folder) -> Enrolment:
    """Return the enrolment; raise AgentError when there is none."""
    enrolment = folder.enrolment()
    if enrolment is None:
        raise AgentError(f"this agent is not enrolled: run `enrol --data {folder.path} --server URL CODE` first")
    return enrolment
