"""One HTTP server on loopback that holds several outside services, each under a path of its own.

A service is an object with a `prefix` and `answer(request)`. Tests serve one on a free port:

    with serving(Dadata()) as url: ...

and the running system serves all of them: `python -m local_servers --port 8100`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
_LARGEST_BODY_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """What was asked; header names are in lower case and `path` begins after the service's prefix."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    # Address and port of the other end: a new port is a new connection.
    peer: str = ""

    def json(self) -> Any:
        """The body as JSON, an empty object when there is none. Raises ValueError."""
        return json.loads(self.body) if self.body else {}


@dataclass(frozen=True)
class Answer:
    """What is answered; `status` 0 closes the connection without a word."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any, status: int = 200, **headers: str) -> Answer:
        """An answer of JSON."""
        return cls(status, json.dumps(document, ensure_ascii=False).encode(), headers=headers)


class Service(Protocol):
    """One outside service: where it stands and what it answers; called from several threads at once."""

    prefix: str

    def answer(self, request: Request) -> Answer:
        """Answer one request."""


class LocalServer:
    """Serves on loopback until it is closed."""

    def __init__(self, *services: Service, port: int = 0) -> None:
        """Listen at once; port 0 is a free one."""
        self._http = ThreadingHTTPServer((LOOPBACK, port), _handler_of(services))
        self._http.daemon_threads = True
        self.port = int(self._http.server_address[1])
        self.url = f"http://{LOOPBACK}:{self.port}"

    def serve(self) -> None:
        """Answer until `close` is called from another thread."""
        self._http.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """End serving and free the port."""
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(*services: Service) -> Iterator[str]:
    """Serve on a free port while the block runs; yields the address without a path."""
    server = LocalServer(*services)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.close()
        thread.join()


def _handler_of(services: tuple[Service, ...]) -> type[BaseHTTPRequestHandler]:
    """Return a handler that finds the service by its prefix."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _talk(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _LARGEST_BODY_BYTES:
                self.send_error(413)
                return
            body = self.rfile.read(length)
            parts = urlsplit(self.path)
            found = next((one for one in services if parts.path.startswith(one.prefix)), None)
            if found is None:
                self._give(Answer.of({"error": "no such service"}, 404))
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            path = parts.path.removeprefix(found.prefix)
            peer = f"{self.client_address[0]}:{self.client_address[1]}"
            self._give(found.answer(Request(self.command, path, query, headers, body, peer)))

        def _give(self, answer: Answer) -> None:
            if not answer.status:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _talk  # noqa: N815 - names that http.server calls

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own signature
            """Say nothing: addresses hold tokens."""

    return Handler
