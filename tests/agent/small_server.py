"""A server of the agent protocol for tests: real HTTP, answers that a test may script, everything received kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.agent.servers import serving
from tests.agent.wire.wire_reader import read_body

Scripted = tuple[int, dict[str, Any], dict[str, str]]


class SmallServer:
    """Accepts batches as the protocol says, unless `script` holds answers to be given first."""

    def __init__(self) -> None:
        self.script: list[Scripted] = []
        self.on_enrol: Callable[[dict[str, Any]], Scripted] | None = None
        self.config: dict[str, Any] = {"version": 1, "revision": 1}
        self.accepted: dict[str, int] = {}
        self.readings: list[tuple[str, int, dict[str, Any], dict[str, Any]]] = []
        self.gaps: list[list[Any]] = []
        self.discoveries: list[dict[str, Any]] = []
        self.heartbeats: list[dict[str, Any]] = []
        self.headers: list[bytes] = []
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SmallServer]:
        """Serve on a free port of loopback."""
        async with serving(self._answer) as port:
            self.url = f"http://127.0.0.1:{port}"
            yield self

    async def _answer(self, request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        self.headers.append(head)
        path = head.split(b" ")[1].decode().rpartition("/")[2]
        status, answer, headers = self.script.pop(0) if self.script and path == "batches" else self._route(path, body)
        content = json.dumps(answer).encode() if answer else b""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def _route(self, path: str, body: bytes) -> Scripted:
        if path == "batches":
            return self._take(body)
        if path == "config":
            return 200, self.config, {"ETag": f'"{self.config["revision"]}"'}
        document = json.loads(body)
        if path == "enrol" and self.on_enrol is not None:
            return self.on_enrol(document)
        (self.discoveries if path == "discoveries" else self.heartbeats).append(document)
        return 200, {"accepted": 1, "config_revision": self.config["revision"], "server_time_ms": 1}, {}

    def _take(self, body: bytes) -> Scripted:
        header, columns = read_body(body)
        epoch = header["epoch"]
        through = self.accepted.get(epoch, 0)
        if header["first_seq"] > through + 1:
            return 409, {"code": "batch.gap", "expected_seq": through + 1, "epoch": epoch}, {}
        names = [name for name in columns if len(columns[name]) == header["rows"] and "_offset" not in name]
        for n, seq in enumerate(columns["seq"]):
            if seq > through:
                device = header["devices"][columns["device"][n]]
                self.readings.append((epoch, seq, device, {name: columns[name][n] for name in names}))
        self.gaps += [gap for gap in header["gaps"] if gap[1] > through]
        self.accepted[epoch] = max(through, header["last_seq"])
        revision = self.config["revision"]
        return 200, {"epoch": epoch, "accepted_through": self.accepted[epoch], "config_revision": revision}, {}
