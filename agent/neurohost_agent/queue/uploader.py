"""From the queue to the server: one batch at a time, forgotten only after the server's word that it is stored."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from neurohost_agent import clock
from neurohost_agent.backoff import Backoff
from neurohost_agent.config import QueueConfig, UploadConfig
from neurohost_agent.files import write_whole
from neurohost_agent.problems import Problems
from neurohost_agent.queue.store import Chunk, Store
from neurohost_agent.queue.thread import QueueThread
from neurohost_agent.server import OK, Answer, Server
from neurohost_agent.wire.batch import GapReason, Stamp, encode_payload, pack
from neurohost_agent.wire.limits import MAX_BODY_BYTES, MAX_PAYLOAD_BYTES

_log: Final = logging.getLogger(__name__)
_DAY_MS: Final = 86_400_000
_REVOKED_WAIT_S: Final = 300.0
_MALFORMED_WAIT_S: Final = 600.0
_AT_ONCE_S: Final = 0.0
_REVOKED: Final = frozenset({401, 403, 404, 426})
_SET_ASIDE: Final = frozenset({422})
_BACK_PRESSURE: Final = frozenset({429, 503})
_CONFLICT, _TOO_LARGE, _MALFORMED = 409, 413, 400


class Uploader:
    """Empties the queue step by step. `revision` is the configuration revision that the server last named.

    `server_time` is the server's clock (ms) and our time since boot (ms) at the same moment, once it is known.
    """

    def __init__(self, queue: QueueThread, server: Server, *, agent_uid: str, folder: Path, problems: Problems) -> None:
        self._queue = queue
        self._server = server
        self._agent_uid = agent_uid
        self._folder = folder
        self._problems = problems
        self._backoff = Backoff()
        self._cut: int | None = None
        self.revision: int | None = None
        self.server_time: tuple[int, int] | None = None
        self.upload = UploadConfig()
        self.limits = QueueConfig()

    async def step(self) -> float:
        """Send one batch; return how many seconds to wait before the next step (0: there is more to send)."""
        await self._keep_within()
        chunk = await self._queue.run(Store.chunk, min(self._cut or self.upload.max_rows, self.upload.max_rows))
        if chunk is None:
            return self.upload.interval_s
        stamp = Stamp(clock.wall_ms(), clock.mono_ms(), clock.boot_id())
        payload = encode_payload(
            agent_uid=self._agent_uid, epoch=chunk.epoch, rows=chunk.rows, gaps=chunk.gaps, stamp=stamp
        )
        body = pack(payload)
        if len(payload) > MAX_PAYLOAD_BYTES or len(body) > MAX_BODY_BYTES:
            return await self._too_large(chunk, body)
        return await self._take_answer(chunk, body, await self._server.send_batch(body))

    async def _take_answer(self, chunk: Chunk, body: bytes, answer: Answer) -> float:
        through = answer.integer("accepted_through")
        if answer.status == OK and through is not None and answer.body.get("epoch") == chunk.epoch:
            return await self._accepted(chunk, through, answer)
        if answer.status == _CONFLICT and answer.integer("expected_seq") is not None:
            return await self._conflict(chunk, answer.integer("expected_seq") or 0)
        if answer.status == _TOO_LARGE:
            return await self._too_large(chunk, body)
        if answer.status in _SET_ASIDE:
            return await self._set_aside(chunk, body, answer.reason)
        return self._wait_after(answer)

    async def _accepted(self, chunk: Chunk, through: int, answer: Answer) -> float:
        self._backoff.succeeded()
        self._problems.clear("server")
        revision = answer.integer("config_revision")
        self.revision = revision if revision is not None else self.revision
        standing = await self._queue.run(Store.standing)
        if through >= standing.next_seq:
            return await self._new_epoch(through)
        await self._queue.run(Store.acknowledge, chunk.epoch, through)
        self._cut = None
        if through < chunk.last_seq:
            return self._backoff.failed()
        full = len(chunk.rows) >= self.upload.max_rows
        return _AT_ONCE_S if full else self.upload.interval_s

    async def _conflict(self, chunk: Chunk, expected: int) -> float:
        standing = await self._queue.run(Store.standing)
        if expected > standing.next_seq:
            return await self._new_epoch(expected - 1)
        if 0 < expected < chunk.first_seq:
            _log.warning("the server asks for numbers it confirmed before", extra={"data": {"expected_seq": expected}})
            await self._queue.run(Store.forgotten_by_server, expected)
            return self._backoff.failed()
        await self._queue.run(Store.acknowledge, chunk.epoch, expected - 1)
        return self._backoff.failed()

    async def _new_epoch(self, through: int) -> float:
        _log.warning("the server is ahead of this queue: a new epoch begins", extra={"data": {"through": through}})
        await self._queue.run(Store.take_new_epoch)
        return self._backoff.failed()

    async def _too_large(self, chunk: Chunk, body: bytes) -> float:
        if len(chunk.rows) <= 1:
            return await self._set_aside(chunk, body, "a single reading is larger than a batch may be")
        self._cut = max(1, len(chunk.rows) // 2)
        return _AT_ONCE_S

    async def _set_aside(self, chunk: Chunk, body: bytes, reason: str) -> float:
        """Keep the refused batch as a file, put a gap in its place and go on with the next."""
        if not chunk.rows:
            self._problems.note("server", f"the server refuses a report of lost readings: {reason}")
            return self._backoff.failed()
        folder = self._folder / "setaside"
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / f"{chunk.epoch}-{chunk.first_seq}-{chunk.last_seq}.batch", body)
        await self._queue.run(Store.replace_by_gap, chunk.rows[0].seq, chunk.rows[-1].seq, GapReason.REFUSED)
        await self._queue.run(Store.count_set_aside)
        data = {"first_seq": chunk.first_seq, "last_seq": chunk.last_seq, "reason": reason}
        _log.error("the server refused a batch: it is set aside", extra={"data": data})
        self._problems.note(
            "batch.refused", f"the server refused readings {data['first_seq']}-{data['last_seq']}: {reason}"
        )
        return _AT_ONCE_S

    def _wait_after(self, answer: Answer) -> float:
        self._problems.note("server", f"readings wait on disk: {answer.reason or 'no answer from the server'}")
        if answer.status in _REVOKED:
            return _REVOKED_WAIT_S
        if answer.status == _MALFORMED:
            return _MALFORMED_WAIT_S
        wait = self._backoff.failed()
        if answer.status in _BACK_PRESSURE and answer.retry_after_s is not None:
            return answer.retry_after_s
        return wait

    def _older_than_ms(self) -> int | None:
        """The age limit by the server's clock; without its word the wall clock alone drops nothing."""
        if self.server_time is None:
            return None
        at_ms, at_mono_ms = self.server_time
        return at_ms + clock.mono_ms() - at_mono_ms - int(self.limits.max_days * _DAY_MS)

    async def _keep_within(self) -> None:
        lost = await self._queue.run(
            Store.keep_within,
            max_bytes=self.limits.max_bytes,
            older_than_ms=self._older_than_ms(),
        )
        if lost:
            _log.error("the disk limit dropped the oldest readings", extra={"data": {"lost": lost}})
            self._problems.note("queue.lost", f"{lost} unsent readings were dropped by the disk limit")
