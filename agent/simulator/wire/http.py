"""Just enough HTTP/1.1 to be a miner's web server: requests in, one answer each, keep-alive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

MAX_HEAD = 16 * 1024
MAX_BODY = 1024 * 1024

_REASONS = {
    200: "OK",
    204: "No Content",
    307: "Temporary Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Payload Too Large",
    422: "Unprocessable Entity",
}


class HttpError(ValueError):
    """The bytes are not an HTTP request that this server takes; `status` is the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's first values."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def keep_alive(self) -> bool:
        """Whether the client wants to send more on this connection."""
        return self.headers.get("connection", "").lower() != "close"

    def json(self) -> Any:
        """Return the decoded body, None when it is empty; raises `HttpError` 400 when it is not JSON."""
        if not self.body.strip():
            return None
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise HttpError(400, "the body is not JSON") from error


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self, *, keep_alive: bool) -> bytes:
        """Return the bytes to send."""
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Status')}"]
        if self.status != 204:  # noqa: PLR2004
            lines.append(f"Content-Type: {self.content_type}")
            lines.append(f"Content-Length: {len(self.body)}")
        lines.extend(f"{name}: {value}" for name, value in self.headers.items())
        lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def json_response(payload: object, status: int = 200) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(status, msgspec.json.encode(payload))


def parse_http(buffer: bytes) -> tuple[HttpRequest, int] | None:
    """Read the first request of a buffer and how many bytes it took; None while incomplete."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > MAX_HEAD:
            raise HttpError(413, "the head is too long")
        return None
    lines = buffer[:end].decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):  # noqa: PLR2004
        raise HttpError(400, "not an HTTP request line")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            raise HttpError(400, "a header without a colon")
        headers[name.strip().lower()] = value.strip()
    length_text = headers.get("content-length", "0")
    if not length_text.isdigit():
        raise HttpError(400, "a Content-Length that is not a number")
    length = int(length_text)
    if length > MAX_BODY:
        raise HttpError(413, "the body is too long")
    total = end + 4 + length
    if len(buffer) < total:
        return None
    return HttpRequest(parts[0], parts[1], headers, buffer[end + 4 : total]), total
