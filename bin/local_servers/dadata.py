"""DaData's suggestions as their documentation describes them: search, look-up by number, limits and refusals.

`POST /dadata/suggestions/api/4_1/rs/{suggest|findById}/{party|bank|address|fms_unit}`. A key may ask 30 times a second
and open 60 connections a minute (429), and has a daily quota (403). A test may set `fault` to an HTTP status; 1 closes
the connection.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from local_servers import dadata_register as register
from local_servers.serving import Answer, Request

KEY = "local-dadata-key-0123456789abcdef012345"
_BASE = "/suggestions/api/4_1/rs/"
_LONGEST_QUERY = 300
_MOST = 20
_SHORTEST_PART = 1


class _Window:
    """At most so many events within a span of seconds."""

    def __init__(self, most: int, span_s: float) -> None:
        self._most = most
        self._span_s = span_s
        self._seen: deque[float] = deque()

    def take(self, now: float) -> bool:
        """Count one event; False when there were too many."""
        while self._seen and now - self._seen[0] >= self._span_s:
            self._seen.popleft()
        if len(self._seen) >= self._most:
            return False
        self._seen.append(now)
        return True


class Dadata:
    """The service; `asked` counts the requests that were answered from the register."""

    prefix = "/dadata"

    def __init__(self, *, key: str = KEY, daily_quota: int = 10_000, per_second: int = 30) -> None:
        """Serve one key."""
        self.key = key
        self.daily_quota = daily_quota
        self.asked = 0
        self.fault = 0
        self.delay_s = 0.0
        self._second = _Window(per_second, 1.0)
        self._connections = _Window(60, 60.0)
        self._known: set[str] = set()
        self._lock = threading.Lock()
        self._finders: dict[str, tuple[list[dict[str, Any]], Callable[[dict[str, Any]], list[str]]]] = {
            "party": (register.parties(), _party_ids),
            "bank": (register.banks(), _bank_ids),
            "address": (register.addresses(), lambda _row: []),
            "fms_unit": (register.offices(), lambda row: [row["data"]["code"], row["data"]["code"].replace("-", "")]),
        }

    def answer(self, request: Request) -> Answer:
        """Judge key and limits, then look into the register."""
        time.sleep(self.delay_s)
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        kind, _, name = request.path.removeprefix(_BASE).partition("/")
        if not request.path.startswith(_BASE) or kind not in {"suggest", "findById"} or name not in self._finders:
            return _problem(404, "Not Found", "no such address")
        if request.method != "POST":
            return _problem(405, "Method Not Allowed", "use POST")
        try:
            body = request.json()
            query = str(body["query"])
        except (ValueError, KeyError, TypeError):
            return _problem(400, "Bad Request", "invalid JSON")
        if len(query) > _LONGEST_QUERY:
            return _problem(413, "Request Entity Too Large", "query is too long")
        with self._lock:
            self.asked += 1
        rows, ids = self._finders[name]
        found = _found(rows, query) if kind == "suggest" else [row for row in rows if query.strip() in ids(row)]
        found = [row for row in found if _fits(row["data"], body)]
        return Answer.of({"suggestions": found[: min(int(body.get("count") or 10), _MOST)]})

    def _refusal(self, request: Request) -> Answer | None:
        """Return the answer to a request that is not served."""
        if self.fault:
            return _problem(self.fault, "Fault", "something broke")
        token = request.headers.get("authorization", "").removeprefix("Token ").strip()
        if not token:
            return _problem(401, "Unauthorized", "no API key")
        if token != self.key:
            return _problem(403, "Forbidden", f"Feature 'SUGGESTIONS' disabled for token '{token}'.")
        return self._too_much(request)

    def _too_much(self, request: Request) -> Answer | None:
        """Count the request; return the answer when it is one too many."""
        with self._lock:
            if self.asked >= self.daily_quota:
                return _problem(403, "Forbidden", "Daily limit exceeded")
            if request.peer not in self._known:
                self._known.add(request.peer)
                if not self._connections.take(time.monotonic()):
                    return _problem(429, "Too Many Requests", "too many new connections per minute")
            if not self._second.take(time.monotonic()):
                return _problem(429, "Too Many Requests", "too many requests per second")
        return None


def _problem(status: int, reason: str, message: str) -> Answer:
    if status == 1:
        return Answer(0)
    return Answer.of({"family": "CLIENT_ERROR", "reason": reason, "message": message}, status)


def _party_ids(row: dict[str, Any]) -> list[str]:
    return [row["data"]["inn"], row["data"]["ogrn"]]


def _bank_ids(row: dict[str, Any]) -> list[str]:
    return [row["data"]["bic"], row["data"]["inn"], row["data"]["registration_number"]]


def _found(rows: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    """Return the rows in which every word of the query begins a word, or is a part of a number."""
    words = query.casefold().replace('"', " ").replace("«", " ").replace("»", " ").replace(",", " ").split()
    if not words or any(len(word) < _SHORTEST_PART for word in words):
        return []
    return [row for row in rows if all(any(part.startswith(word) for part in _parts(row)) for word in words)]


def _parts(row: dict[str, Any]) -> list[str]:
    """Return the words that a row is found by."""
    data = row["data"]
    text = " ".join(
        [row["unrestricted_value"], *(str(data.get(name) or "") for name in ("inn", "ogrn", "bic", "code"))]
    )
    return text.casefold().replace('"', " ").replace(",", " ").split()


def _fits(data: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether a row passes the conditions of the request."""
    if body.get("kpp") and data.get("kpp") != body["kpp"]:
        return False
    if body.get("type") and isinstance(body["type"], str) and data.get("type") != body["type"]:
        return False
    if body.get("branch_type") and data.get("branch_type", "MAIN") not in body["branch_type"]:
        return False
    return not body.get("status") or data["state"]["status"] in body["status"]
