"""The server as the agent sees it: five addresses, and every refusal with what it means for the agent."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from neurohost_agent.errors import AgentError
from neurohost_agent.wire.batch import CONTENT_TYPE

_PATH: Final = "/api/v1/agent/"
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_MAX_ANSWER: Final = 1024 * 1024
_MAX_RETRY_AFTER_S: Final = 3_600.0
NO_ANSWER: Final = 0
OK: Final = 200
NOT_MODIFIED: Final = 304


@dataclass(frozen=True)
class Answer:
    """What the server said; status 0 when it said nothing whole. `code` is the problem's stable code."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    etag: str | None = None
    retry_after_s: float | None = None
    reason: str = ""

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(self.body.get("code", ""))

    def integer(self, name: str) -> int | None:
        """Return a whole-number member."""
        value = self.body.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def checked_address(url: str) -> str:
    """Return the server's base address; raise AgentError unless it is https, or http to loopback."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise AgentError(f"«{url}» is not a web address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise AgentError(f"{url}: the server must be reached over https (http is only for loopback)")
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Server:
    """One server; used from one event loop. Never raises for the network: no answer is an Answer with status 0."""

    def __init__(self, base: str, *, key: str | None = None) -> None:
        headers = {"X-NeuroHost-Agent-Protocol": "1", "User-Agent": "neurohost-agent"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.AsyncClient(
            base_url=checked_address(base) + _PATH, headers=headers, timeout=_TIMEOUT, trust_env=False
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send_batch(self, body: bytes) -> Answer:
        """POST batches."""
        return await self._ask("POST", "batches", content=body, headers={"Content-Type": CONTENT_TYPE})

    async def send_json(self, page: str, value: Any) -> Answer:
        """POST a JSON document to enrol, discoveries or heartbeat."""
        headers = {"Content-Type": "application/json"}
        return await self._ask("POST", page, content=msgspec.json.encode(value), headers=headers)

    async def get_config(self, etag: str | None) -> Answer:
        """GET config; status 304 when it is the one we have."""
        return await self._ask("GET", "config", headers={"If-None-Match": etag} if etag else {})

    async def _ask(self, method: str, page: str, *, headers: dict[str, str], content: bytes | None = None) -> Answer:
        try:
            response = await self._http.request(method, page, content=content, headers=headers)
        except httpx.HTTPError as error:
            return Answer(NO_ANSWER, reason=f"{type(error).__name__}: {error}")
        return _read(response)


def _read(response: httpx.Response) -> Answer:
    retry = _seconds(response.headers.get("Retry-After"))
    etag = response.headers.get("ETag")
    if response.status_code == NOT_MODIFIED:
        return Answer(NOT_MODIFIED, etag=etag)
    try:
        body = msgspec.json.decode(response.content[:_MAX_ANSWER], type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        if response.is_success:
            return Answer(NO_ANSWER, reason="the answer is no JSON object")
        body = {}
    reason = str(body.get("detail") or body.get("title") or f"HTTP {response.status_code}")
    return Answer(response.status_code, body, etag, retry, reason)


def _seconds(value: str | None) -> float | None:
    """Read Retry-After in seconds; a date or nonsense is no number and the agent backs off by itself."""
    if value is None or not value.strip().isdigit():
        return None
    return min(float(value.strip()), _MAX_RETRY_AFTER_S)
