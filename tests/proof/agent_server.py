"""A small server for proofs about the agent: real HTTP, acceptance per docs/protocol/batches.md, durable SQLite.

Its table of rows has no unique key on purpose: a reading stored twice would be seen. Run as a script with a port and
a database file; it serves until killed.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.agent.wire.wire_reader import read_body

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accepted (agent TEXT, epoch TEXT, through INTEGER, PRIMARY KEY (agent, epoch));
CREATE TABLE IF NOT EXISTS stored (agent TEXT, epoch TEXT, seq INTEGER, marker INTEGER);
CREATE TABLE IF NOT EXISTS lost (agent TEXT, epoch TEXT, first_seq INTEGER, last_seq INTEGER, reason INTEGER);
"""


class Acceptance:
    """Stores batches; one at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)

    def take(self, body: bytes) -> tuple[int, dict[str, Any]]:
        """Return status and answer; the answer exists only after the commit."""
        header, columns = read_body(body)
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                answer = self._store(header, columns)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            return answer

    def _store(self, header: dict[str, Any], columns: dict[str, list[Any]]) -> tuple[int, dict[str, Any]]:
        key = (header["agent"], header["epoch"])
        row = self._db.execute("SELECT through FROM accepted WHERE agent = ? AND epoch = ?", key).fetchone()
        through = row[0] if row else 0
        if header["first_seq"] > through + 1:
            return 409, {"code": "batch.gap", "epoch": header["epoch"], "expected_seq": through + 1}
        fresh = [pair for pair in zip(columns["seq"], columns["accepted"], strict=True) if pair[0] > through]
        self._db.executemany("INSERT INTO stored VALUES (?, ?, ?, ?)", [(*key, *pair) for pair in fresh])
        for first, last, reason, _from, _to in header["gaps"]:
            if last > through:
                self._db.execute(
                    "INSERT INTO lost VALUES (?, ?, ?, ?, ?)", (*key, max(first, through + 1), last, reason)
                )
        through = max(through, header["last_seq"])
        self._db.execute("INSERT OR REPLACE INTO accepted VALUES (?, ?, ?)", (*key, through))
        counts = {"rows": len(fresh), "duplicates": header["rows"] - len(fresh)}
        return 200, {"epoch": header["epoch"], "accepted_through": through, "config_revision": 1} | counts


class Handler(BaseHTTPRequestHandler):
    """POST /api/v1/agent/batches."""

    protocol_version = "HTTP/1.1"
    acceptance: Acceptance

    def handle(self) -> None:
        """Talk to one client, which may be killed at any moment."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def do_POST(self) -> None:
        """Answer one request; a client that was killed while it spoke or listened gets nothing."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        status, answer = self.acceptance.take(body) if self.path.endswith("/batches") else (404, {})
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        try:
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class names it so
        """Stay silent."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("database", type=Path)
    options = parser.parse_args()
    Handler.acceptance = Acceptance(options.database)
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
