"""Just enough HTTP/1.1 to read a miner: one bounded request per connection, digest login, no redirects."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from neurohost_agent.errors import BadReplyError, DeniedError
from neurohost_agent.transport.exchange import exchange
from neurohost_agent.transport.line import LARGE_LIMIT, Line, Login

_CHALLENGE: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_SHOWN: Final = 120
_OK: Final = range(200, 300)
_UNAUTHORISED: Final = 401
_FORBIDDEN: Final = 403


@dataclass(frozen=True)
class Answer:
    """What a web server of a machine said; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the decoded body; raise DeniedError for 401 and 403, BadReplyError for all else that is no JSON."""
        if self.status in {_UNAUTHORISED, _FORBIDDEN}:
            raise DeniedError(f"the web interface asks for a login (HTTP {self.status})")
        if self.status not in _OK:
            raise BadReplyError(f"the web interface answers HTTP {self.status}")
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise BadReplyError(f"the web interface answers no JSON: {self.body[:_SHOWN]!r}") from error

    def mapping(self) -> dict[str, Any]:
        """Return the body as a mapping, with the errors of json."""
        value = self.json()
        if not isinstance(value, dict):
            raise BadReplyError(f"the web interface answers no object: {self.body[:_SHOWN]!r}")
        return value


async def request(
    line: Line,
    method: str,
    path: str,
    *,
    body: Any = None,
    headers: dict[str, str] | None = None,
    limit: int = LARGE_LIMIT,
) -> Answer:
    """Send one request and return the answer, whatever its status."""
    content = b"" if body is None else msgspec.json.encode(body)
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {line.ip}",
        "Accept: application/json",
        "Connection: close",
        f"Content-Length: {len(content)}",
    ]
    if body is not None:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    raw = await exchange(
        line.ip,
        line.ports.http,
        "\r\n".join([*lines, "", ""]).encode() + content,
        limit=limit,
        deadline=line.deadline,
        complete=_is_whole,
    )
    return parse_answer(raw)


async def get_with_digest(line: Line, path: str, login: Login) -> Answer:
    """GET a page behind HTTP digest: one request for the challenge, one with its answer."""
    answer = await request(line, "GET", path)
    challenge = answer.headers.get("www-authenticate", "")
    if answer.status != _UNAUTHORISED or not challenge.lower().startswith("digest"):
        return answer
    return await request(line, "GET", path, headers={"Authorization": digest_answer(challenge, "GET", path, login)})


def digest_answer(challenge: str, method: str, path: str, login: Login, *, nonce_of_ours: str | None = None) -> str:
    """Return the Authorization header for a digest challenge (RFC 2617, MD5, qop auth or none)."""
    fields = {match[1].lower(): match[2] or match[3] or "" for match in _CHALLENGE.finditer(challenge)}
    realm, nonce = fields.get("realm", ""), fields.get("nonce", "")
    secret = _md5(f"{login.username}:{realm}:{login.password}")
    target = _md5(f"{method}:{path}")
    header = f'Digest username="{login.username}", realm="{realm}", nonce="{nonce}", uri="{path}"'
    if "auth" in [option.strip() for option in fields.get("qop", "").split(",")]:
        ours = nonce_of_ours or secrets.token_hex(8)
        response = _md5(f"{secret}:{nonce}:00000001:{ours}:auth:{target}")
        header += f', qop=auth, nc=00000001, cnonce="{ours}"'
    else:
        response = _md5(f"{secret}:{nonce}:{target}")
    header += f', response="{response}"'
    if "opaque" in fields:
        header += f', opaque="{fields["opaque"]}"'
    return header


def _md5(value: str) -> str:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()


def _head(raw: bytes | bytearray) -> tuple[bytes, dict[str, str], bytes] | None:
    head, mark, body = bytes(raw).partition(b"\r\n\r\n")
    if not mark:
        return None
    first, *rest = head.split(b"\r\n")
    headers = {}
    for entry in rest:
        name, _, value = entry.partition(b":")
        headers[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
    return first, headers, body


def _is_whole(buffer: bytearray) -> bool:
    parts = _head(buffer)
    if parts is None:
        return False
    _, headers, body = parts
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return body.endswith(b"0\r\n\r\n")
    length = headers.get("content-length", "")
    return length.isdigit() and len(body) >= int(length)


def parse_answer(raw: bytes) -> Answer:
    """Return the parsed answer; raise BadReplyError for bytes that are no whole HTTP answer."""
    parts = _head(raw)
    words = parts[0].split(b" ", 2) if parts else []
    if parts is None or len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():  # noqa: PLR2004 -- version and status
        raise BadReplyError(f"no HTTP answer: {raw[:_SHOWN]!r}")
    _, headers, body = parts
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunk(body)
    length = headers.get("content-length", "")
    if length.isdigit():
        if len(body) < int(length):
            raise BadReplyError("the web interface cut its answer")
        body = body[: int(length)]
    return Answer(int(words[1]), headers, body)


def _unchunk(body: bytes) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        size_text, _, rest = rest.partition(b"\r\n")
        try:
            size = int(size_text.split(b";")[0], 16)
        except ValueError as error:
            raise BadReplyError("the web interface cut its answer") from error
        if size == 0:
            return bytes(out)
        if len(rest) < size:
            break
        out += rest[:size]
        rest = rest[size + 2 :]
    raise BadReplyError("the web interface cut its answer")
