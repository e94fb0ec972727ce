"""One portal of Bitrix24 by its incoming webhook: single calls, batches of commands, whole lists.

Every request first takes a place in the bucket shared by all workers. «Too many requests» fills that bucket and is
tried again with growing, jittered pauses; operating time that is used up closes the method until the portal's reset.
The address is a password: it stands in no error, no log line and no text of this object.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import httpx
from django.conf import settings

from apps.crm.integrations.bitrix24.bucket import Bucket
from apps.crm.integrations.bitrix24.encoding import query
from apps.crm.integrations.bitrix24.errors import (
    CallRefused,
    LimitReached,
    PortalBroken,
    PortalSilent,
    WebhookInvalid,
    WebhookRefused,
)

BATCH: Final = 50
PAGE: Final = 50
_ADDRESS: Final = re.compile(r"(https?)://([^/\s?#@]+)((?:/[A-Za-z0-9_-]+)?)/rest/(\d+)/([A-Za-z0-9]+)/?")
_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
_REFUSED: Final = frozenset(
    {
        "NO_AUTH_FOUND", "INVALID_CREDENTIALS", "EXPIRED_TOKEN", "INVALID_TOKEN", "INSUFFICIENT_SCOPE", "ACCESS_DENIED",
        "PAYMENT_REQUIRED", "USER_ACCESS_ERROR", "PORTAL_DELETED", "OVERLOAD_LIMIT",
    }
)  # fmt: skip
_LIMIT: Final = "QUERY_LIMIT_EXCEEDED"
_OPERATING: Final = "OPERATION_TIME_LIMIT"
_BLOCKED: Final = "OVERLOAD_LIMIT"
_TRIES: Final = 4
_LONGEST_WAIT_S: Final = 30.0
_FAILED: Final = 500
_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
_SECRETIVE: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address of an incoming webhook, taken apart; its text shows the portal only."""

    base: str = field(repr=False)
    portal: str
    user_id: int

    @classmethod
    def parse(cls, address: str) -> Webhook:
        """Read an address. Raises WebhookInvalid; plain HTTP is for servers on this machine in development only."""
        fits = _ADDRESS.fullmatch(address.strip())
        if fits is None:
            raise WebhookInvalid(field="webhook")
        scheme, host, prefix, user, secret = fits.groups()
        local = settings.BITRIX_PLAIN_HTTP and _LOOPBACK.fullmatch(host) is not None
        if (scheme == "http" or prefix) and not local:
            raise WebhookInvalid(field="webhook")
        return cls(f"{scheme}://{host}{prefix}/rest/{user}/{secret}", host + prefix, int(user))

    @property
    def site(self) -> str:
        """The address of the portal's pages."""
        return self.base.split("/rest/", 1)[0]

    def __str__(self) -> str:
        """Return the portal without the secret."""
        return self.portal


@dataclass(frozen=True, slots=True)
class Command:
    """One method with its parameters."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one command: a result, or the portal's refusal; `next` is where the list goes on."""

    result: Any = None
    next: int | None = None
    error: CallRefused | None = None

    def need(self) -> Any:
        """Return the result. Raises CallRefused."""
        if self.error is not None:
            raise self.error
        return self.result


class Portal:
    """Speaks to one portal; one per piece of work, closed at its end."""

    def __init__(self, webhook: Webhook, *, patience_s: float = _LONGEST_WAIT_S) -> None:
        """`patience_s`: how long one call may wait for the limits before LimitReached is raised."""
        self.webhook = webhook
        self.bucket = Bucket(webhook.portal)
        self._patience_s = patience_s
        self._http = httpx.Client(timeout=httpx.Timeout(settings.BITRIX_TIMEOUT_S, connect=10.0))

    def __enter__(self) -> Self:
        """Use as a block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connections."""
        self._http.close()

    def call(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        """Return `result` of one method. Raises the errors of this package."""
        return self._ask(method, params or {}, is_read=_is_read(method))["result"]

    def batch(self, commands: Iterable[Command], *, halt: bool = False) -> list[Reply]:
        """Run commands in order, 50 a request; one that is refused has its error in its reply.

        With `halt` each request ends at its first refusal, and the rest of it has the same error. Commands of one
        request may use results of earlier ones of it (`$result[c0]`, by their number).
        """
        wanted = list(commands)
        replies: list[Reply] = []
        for start in range(0, len(wanted), BATCH):
            replies += self._batch(wanted[start : start + BATCH], halt=halt)
        return replies

    def lists(self, commands: Iterable[Command]) -> list[list[Any]]:
        """Return every row of each list command, following pages until their ends. Raises CallRefused."""
        wanted = list(commands)
        rows: list[list[Any]] = [[] for _command in wanted]
        open_ends = [(number, 0) for number in range(len(wanted))]
        while open_ends:
            asked = [
                Command(wanted[number].method, {**wanted[number].params, "start": start}) for number, start in open_ends
            ]
            further = []
            for (number, _start), reply in zip(open_ends, self.batch(asked), strict=True):
                found = reply.need()
                rows[number] += _rows(found)
                if reply.next is not None:
                    further.append((number, reply.next))
            open_ends = further
        return rows

    def lists_once(self, commands: Iterable[Command]) -> list[list[Any]]:
        """Return the first page of each list command, for lists that hold a page at most. Raises CallRefused."""
        return [_rows(reply.need()) for reply in self.batch(commands)]

    def after(self, method: str, params: Mapping[str, Any], key: str) -> Iterator[list[Any]]:
        """Yield pages of a list by growing id without counting, the quick way for long lists."""
        last = 0
        conditions = dict(params.get("filter", {}))
        while True:
            asked = {**params, "filter": conditions | {f">{key}": last}, "order": {key: "ASC"}, "start": -1}
            page = _rows(self.call(method, asked))
            if page:
                yield page
                last = int(page[-1][key])
            if len(page) < PAGE:
                return

    def _batch(self, commands: list[Command], *, halt: bool) -> list[Reply]:
        """Run at most 50 commands in one request."""
        keys = [f"c{number}" for number in range(len(commands))]
        lines = {key: f"{one.method}?{query(one.params)}" for key, one in zip(keys, commands, strict=True)}
        is_read = all(_is_read(one.method) for one in commands)
        result = self._ask("batch", {"halt": int(halt), "cmd": lines}, is_read=is_read)["result"]
        results, errors, nexts = (_mapping(result.get(name)) for name in ("result", "result_error", "result_next"))
        first = next((_refusal(errors[key]) for key in keys if key in errors), None)
        replies = []
        for key in keys:
            if key in errors:
                replies.append(Reply(error=_refusal(errors[key])))
            elif key in results:
                replies.append(Reply(results[key], nexts.get(key)))
            else:
                replies.append(Reply(error=first or CallRefused(error="", why="no answer to a command")))
        for reply in replies:
            if reply.error is not None and str(reply.error.params["error"]).upper() in (_LIMIT, _OPERATING):
                raise LimitReached(self._pause(_UNAVAILABLE, "batch", {}, 1))
        return replies

    def _ask(self, method: str, params: Mapping[str, Any], *, is_read: bool) -> dict[str, Any]:
        """Send one request within the limits, again while the portal says «too many», a read when it is lost too."""
        for attempt in range(1, _TRIES + 1):
            self._wait_for_a_place(method)
            try:
                status, answer = self._send(method, params)
            except (PortalSilent, PortalBroken):
                # Only what changes nothing may be asked again without looking.
                if attempt == _TRIES or not is_read:
                    raise
                time.sleep(self._jitter(attempt))
                continue
            error = str(answer.get("error", "")).upper()
            if status == _TOO_MANY or error == _OPERATING:
                seconds = self._pause(_TOO_MANY, method, answer, attempt)
            elif (status == _UNAVAILABLE and error != _BLOCKED) or error == _LIMIT:
                seconds = self._pause(_UNAVAILABLE, method, answer, attempt)
            else:
                return _judged(status, answer)
            if attempt == _TRIES or seconds > self._patience_s:
                raise LimitReached(seconds)
            time.sleep(seconds)
        raise LimitReached(_LONGEST_WAIT_S)

    def _wait_for_a_place(self, method: str) -> None:
        """Wait until method and bucket are open. Raises LimitReached when that takes longer than the patience."""
        waited = 0.0
        while True:
            seconds = self.bucket.closed_for(method) or self.bucket.take()
            if not seconds:
                return
            if waited + seconds > self._patience_s:
                raise LimitReached(seconds)
            time.sleep(seconds)
            waited += seconds

    def _pause(self, status: int, method: str, answer: Mapping[str, Any], attempt: int) -> float:
        """Tell all workers of the limit; return how long to wait."""
        if status == _TOO_MANY:
            reset = _mapping(answer.get("time")).get("operating_reset_at") or time.time() + 60
            return self.bucket.close_method(method, float(reset))
        self.bucket.fill()
        return self._jitter(attempt)

    def _jitter(self, attempt: int) -> float:
        """Return a growing pause, different for each worker."""
        longest = 2.0**attempt / settings.BITRIX_CLOCK_SCALE
        return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret

    def _send(self, method: str, params: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send; the causes of failures are left behind, since they hold the address."""
        try:
            answer = self._http.post(f"{self.webhook.base}/{method}.json", json=dict(params))
        except httpx.TimeoutException:
            raise PortalSilent(why="timeout") from None
        except httpx.HTTPError as error:
            raise PortalSilent(why=type(error).__name__) from None
        try:
            document = answer.json()
        except ValueError:
            document = None
        if not isinstance(document, dict):
            document = {}
            if answer.status_code not in (_TOO_MANY, _UNAVAILABLE, *_SECRETIVE):
                raise PortalBroken(status=answer.status_code)
        if answer.status_code >= _FAILED and answer.status_code != _UNAVAILABLE:
            raise PortalBroken(status=answer.status_code)
        return answer.status_code, document


def _judged(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer that holds a result. Raises what the portal's refusal means."""
    error = str(answer.get("error", ""))
    if status in _SECRETIVE or error.upper() in _REFUSED:
        raise WebhookRefused(error=error or f"HTTP {status}")
    if status >= _FAILED:
        raise PortalBroken(status=status)
    if "error" in answer:
        raise _refusal(answer)
    if "result" not in answer:
        raise PortalBroken(status=status)
    return answer


def _is_read(method: str) -> bool:
    """Whether a method changes nothing."""
    return method.rsplit(".", 1)[-1] in ("list", "get", "fields", "findbycomm", "profile", "scope")


def _refusal(answer: Any) -> CallRefused:
    """Return the portal's refusal of one command."""
    said = _mapping(answer)
    error = str(said.get("error", ""))
    return CallRefused(error=error, why=str(said.get("error_description") or error)[:300])


def _mapping(value: Any) -> dict[str, Any]:
    """Return a mapping; PHP writes an empty one as a list."""
    return value if isinstance(value, dict) else {}


def _rows(found: Any) -> list[Any]:
    """Return the rows of a list, whichever way the method wraps them."""
    if isinstance(found, dict):
        found = found.get("items", [])
    return list(found) if isinstance(found, list) else []
