"""The queue file: SQLite in WAL mode with synchronous=FULL.

WAL, because a commit then costs one fsync instead of three and a reader never blocks the writer; FULL, because only
then is the log itself on disk when the commit returns. Numbers, readings and losses change in one transaction.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from neurohost_agent.errors import AgentError
from neurohost_agent.reading import Device, Sample
from neurohost_agent.wire.batch import Gap, GapReason, Row

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device (id INTEGER PRIMARY KEY, body BLOB NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS reading (
    seq INTEGER PRIMARY KEY, device INTEGER NOT NULL, at_ms INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS gap (
    first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, reason INTEGER NOT NULL, from_ms INTEGER, to_ms INTEGER
);
"""
_MAX_GAPS: Final = 1_000
_WAL_BYTES: Final = 4 * 1024 * 1024


class Chunk(msgspec.Struct, frozen=True):
    """The oldest numbers that the server has not acknowledged: rows and gaps, together without a hole."""

    epoch: str
    first_seq: int
    last_seq: int
    rows: list[Row]
    gaps: list[Gap]


class Standing(msgspec.Struct, frozen=True):
    """How the queue stands, for status and heartbeat."""

    epoch: str
    first_seq: int
    next_seq: int
    bytes: int
    lost_rows: int
    set_aside_batches: int


class QueueDamagedError(AgentError):
    """The file is no readable queue."""


class Store:
    """One queue file, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._devices: dict[Device, int] = {}
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")
            self._db.executescript(_SCHEMA)
            with self._transaction():
                self._first_use()
        except sqlite3.DatabaseError as error:
            raise QueueDamagedError(f"the queue {path} cannot be read: {error}") from error

    def close(self) -> None:
        """Close the file; everything committed is in it."""
        self._db.close()

    @property
    def epoch(self) -> str:
        """The epoch of the numbers in this file."""
        return self._get("epoch")

    def append(self, items: list[tuple[Device, Sample]]) -> int:
        """Number and store readings in one transaction; return the last number. On disk when this returns."""
        with self._transaction():
            seq = int(self._get("next_seq"))
            rows = []
            for device, sample in items:
                rows.append((seq, self._device_id(device), sample.at_ms, msgspec.msgpack.encode(sample)))
                seq += 1
            self._db.executemany("INSERT INTO reading VALUES (?, ?, ?, ?)", rows)
            self._set("next_seq", seq)
        return seq - 1

    def chunk(self, max_rows: int) -> Chunk | None:
        """Return the oldest unacknowledged numbers, None when there are none."""
        found = self._db.execute(
            "SELECT r.seq, d.body, r.body FROM reading r JOIN device d ON d.id = r.device ORDER BY r.seq LIMIT ?",
            (max_rows,),
        ).fetchall()
        rows = [
            Row(seq, msgspec.msgpack.decode(device, type=Device), msgspec.msgpack.decode(body, type=Sample))
            for seq, device, body in found
        ]
        last_row = rows[-1].seq if rows else None
        gaps: list[Gap] = []
        for gap in self._gaps():
            if last_row is not None and gap.first_seq > last_row:
                break
            gaps.append(gap)
        if not rows and not gaps:
            return None
        covered = [row.seq for row in rows] + [seq for gap in gaps for seq in (gap.first_seq, gap.last_seq)]
        return Chunk(self.epoch, min(covered), max(covered), rows, gaps)

    def acknowledge(self, epoch: str, through: int) -> None:
        """Forget what the server has stored; an answer for another epoch changes nothing."""
        with self._transaction():
            if epoch != self.epoch:
                return
            self._db.execute("DELETE FROM reading WHERE seq <= ?", (through,))
            self._db.execute("DELETE FROM gap WHERE last_seq <= ?", (through,))
            self._db.execute("UPDATE OR REPLACE gap SET first_seq = ? WHERE first_seq <= ?", (through + 1, through))

    def replace_by_gap(self, first_seq: int, last_seq: int, reason: GapReason) -> int:
        """Take readings out and say so with a gap in their place; return how many readings that were."""
        with self._transaction():
            return self._replace(first_seq, last_seq, reason)

    def forgotten_by_server(self, expected_seq: int) -> None:
        """Say that numbers below the oldest held were acknowledged before (the server was restored)."""
        with self._transaction():
            first = self._first_seq()
            if 0 < expected_seq < first:
                self._add_gap(Gap(expected_seq, first - 1, GapReason.ACKNOWLEDGED_BEFORE))

    def take_new_epoch(self) -> None:
        """Number what is held from 1 in a new epoch (this disk was restored and the server is ahead)."""
        with self._transaction():
            held = self._db.execute("SELECT seq FROM reading ORDER BY seq").fetchall()
            for number, (seq,) in enumerate(held, start=1):
                self._db.execute("UPDATE reading SET seq = ? WHERE seq = ?", (-number, seq))
            self._db.execute("UPDATE reading SET seq = -seq")
            self._db.execute("DELETE FROM gap")
            self._set("epoch", _new_epoch())
            self._set("next_seq", len(held) + 1)

    def keep_within(self, *, max_bytes: int, older_than_ms: int | None) -> int:
        """Drop the oldest readings beyond the limits, as a gap; return how many were lost."""
        lost = 0
        with self._transaction():
            if older_than_ms is not None:
                row = self._db.execute("SELECT max(seq) FROM reading WHERE at_ms < ?", (older_than_ms,)).fetchone()
                if row[0] is not None:
                    lost += self._replace(self._first_reading(), row[0], GapReason.DISK_FULL)
            while self.used_bytes() > max_bytes:
                count = self._db.execute("SELECT count(*) FROM reading").fetchone()[0]
                if count == 0:
                    break
                part = max(1, count // 20)
                seq = self._db.execute("SELECT seq FROM reading ORDER BY seq LIMIT 1 OFFSET ?", (part - 1,)).fetchone()
                lost += self._replace(self._first_reading(), seq[0], GapReason.DISK_FULL)
            if lost:
                self._set("lost_rows", int(self._get("lost_rows")) + lost)
        return lost

    def count_set_aside(self) -> None:
        """Count one batch that was set aside."""
        with self._transaction():
            self._set("set_aside_batches", int(self._get("set_aside_batches")) + 1)

    def used_bytes(self) -> int:
        """Bytes of the pages in use (the file itself does not shrink; its free pages are used again)."""
        pages, free, size = (
            self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def standing(self) -> Standing:
        """Return how the queue stands."""
        return Standing(
            epoch=self.epoch,
            first_seq=self._first_seq(),
            next_seq=int(self._get("next_seq")),
            bytes=self.used_bytes(),
            lost_rows=int(self._get("lost_rows")),
            set_aside_batches=int(self._get("set_aside_batches")),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._devices.clear()
            raise
        self._db.execute("COMMIT")

    def _first_use(self) -> None:
        start = {"epoch": _new_epoch(), "next_seq": "1", "lost_rows": "0", "set_aside_batches": "0"}
        for key, value in start.items():
            self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
        self._db.execute("DELETE FROM device WHERE id NOT IN (SELECT device FROM reading)")

    def _get(self, key: str) -> str:
        return str(self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def _set(self, key: str, value: object) -> None:
        self._db.execute("UPDATE meta SET value = ? WHERE key = ?", (str(value), key))

    def _device_id(self, device: Device) -> int:
        found = self._devices.get(device)
        if found is None:
            body = msgspec.msgpack.encode(device)
            self._db.execute("INSERT OR IGNORE INTO device (body) VALUES (?)", (body,))
            found = int(self._db.execute("SELECT id FROM device WHERE body = ?", (body,)).fetchone()[0])
            self._devices[device] = found
        return found

    def _gaps(self) -> list[Gap]:
        query = "SELECT first_seq, last_seq, reason, from_ms, to_ms FROM gap ORDER BY first_seq LIMIT ?"
        return [Gap(a, b, GapReason(why), c, d) for a, b, why, c, d in self._db.execute(query, (_MAX_GAPS,))]

    def _first_reading(self) -> int:
        return int(self._db.execute("SELECT min(seq) FROM reading").fetchone()[0])

    def _first_seq(self) -> int:
        query = "SELECT min(seq) FROM (SELECT min(seq) AS seq FROM reading UNION ALL SELECT min(first_seq) FROM gap)"
        found = self._db.execute(query).fetchone()[0]
        return int(found) if found is not None else int(self._get("next_seq"))

    def _replace(self, first_seq: int, last_seq: int, reason: GapReason) -> int:
        row = self._db.execute(
            "SELECT count(*), min(at_ms), max(at_ms) FROM reading WHERE seq BETWEEN ? AND ?", (first_seq, last_seq)
        ).fetchone()
        if not row[0]:
            return 0
        old = [gap for gap in self._gaps() if gap.first_seq <= last_seq and gap.last_seq >= first_seq]
        self._db.execute("DELETE FROM reading WHERE seq BETWEEN ? AND ?", (first_seq, last_seq))
        begin = min([first_seq, *(gap.first_seq for gap in old)])
        end = max([last_seq, *(gap.last_seq for gap in old)])
        for gap in old:
            self._db.execute("DELETE FROM gap WHERE first_seq = ?", (gap.first_seq,))
        self._add_gap(Gap(begin, end, reason, row[1], row[2]))
        return int(row[0])

    def _add_gap(self, gap: Gap) -> None:
        """Add a gap, joined with the one of the same reason that ends just before it."""
        before = self._db.execute(
            "SELECT first_seq, from_ms FROM gap WHERE last_seq = ? AND reason = ?", (gap.first_seq - 1, gap.reason)
        ).fetchone()
        first, from_ms = (before[0], before[1]) if before else (gap.first_seq, gap.from_ms)
        self._db.execute(
            "INSERT OR REPLACE INTO gap VALUES (?, ?, ?, ?, ?)", (first, gap.last_seq, gap.reason, from_ms, gap.to_ms)
        )


def _new_epoch() -> str:
    return f"{secrets.randbelow(2**63 - 1) + 1:016x}"
