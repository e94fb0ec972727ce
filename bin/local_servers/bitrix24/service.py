"""The portal as an HTTP service: addresses, errors with their statuses, batches, limits, faults."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local_servers.bitrix24 import php
from local_servers.bitrix24.events import Outgoing
from local_servers.bitrix24.faults import Faults
from local_servers.bitrix24.limits import Limits
from local_servers.bitrix24.methods import WRITES, Done, Methods, Refused
from local_servers.bitrix24.store import Store
from local_servers.serving import Answer, Request

_BATCH = 50
_PARTS = 4


@dataclass
class Bitrix24:
    """One portal; `writes` counts the commands that asked to change something."""

    store: Store = field(default_factory=Store)
    secret: str = "localsecret"  # noqa: S105 - a portal of this machine
    user: int = 1
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    outgoing: Outgoing = field(default_factory=Outgoing)
    prefix: str = "/bitrix"
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def writes(self) -> int:
        """How many commands asked to change something."""
        return sum(self.calls[name] for name in WRITES)

    def webhook(self, url: str) -> str:
        """Return the address of the incoming webhook of a server at `url`."""
        return f"{url}{self.prefix}/rest/{self.user}/{self.secret}/"

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        parts = request.path.strip("/").removesuffix(".json").split("/")
        if len(parts) != _PARTS or parts[0] != "rest":
            return _error("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
        if parts[1:3] != [str(self.user), self.secret]:
            return _error("INVALID_CREDENTIALS", "Invalid request credentials", 401)
        if not self.limits.admit():
            return _error("QUERY_LIMIT_EXCEEDED", "Too many requests", 503)
        return self._fault() or self._understood(parts[3], request)

    def _fault(self) -> Answer | None:
        """Go wrong before anything is done, when it is time for that."""
        if self.faults.happens(self.faults.broken):
            return Answer(500, b"<html>Internal Server Error</html>", "text/html")
        if self.faults.happens(self.faults.drop_before):
            return Answer(status=0)
        if self.faults.happens(self.faults.slow):
            time.sleep(self.faults.slow_s)
        return None

    def _understood(self, method: str, request: Request) -> Answer:
        """Read the parameters and do the method; the connection may break after that."""
        try:
            params = request.json()
        except ValueError:
            return _error("INVALID_REQUEST", "Invalid JSON", 400)
        answer = self._do(method, params if isinstance(params, dict) else {})
        return Answer(status=0) if self.faults.happens(self.faults.drop_after) else answer

    def _do(self, method: str, params: dict[str, Any]) -> Answer:
        try:
            if method == "batch":
                return self._reply("batch", Done(self._batch(params)))
            return self._reply(method, self._run(method, params))
        except Refused as refusal:
            body: dict[str, Any] = {"error": refusal.code, "error_description": refusal.description}
            if refusal.code == "OPERATION_TIME_LIMIT":
                body["time"] = {"operating_reset_at": self.limits.reset_at(method)}
            return Answer.of(body, refusal.status)

    def _run(self, method: str, params: dict[str, Any], *, in_batch: bool = False) -> Done:
        """Do one method within its operating time. Raises Refused."""
        if in_batch and method == "batch":
            raise Refused("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405)
        if self.limits.is_used_up(method):
            raise Refused("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", 429)
        self.limits.spend(method)
        self.calls[method.lower()] += 1
        return Methods(self.store, self.outgoing.tell, self.user).run(method, params)

    def _batch(self, params: dict[str, Any]) -> dict[str, Any]:
        commands = params.get("cmd") or {}
        if isinstance(commands, list):
            commands = {str(number): line for number, line in enumerate(commands)}
        if len(commands) > _BATCH:
            raise Refused("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
        results: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        totals: dict[str, int] = {}
        nexts: dict[str, int] = {}
        for key, line in commands.items():
            method, _mark, query = str(line).partition("?")
            try:
                done = self._run(method, php.resolve(php.parse(query), results), in_batch=True)
            except Refused as refusal:
                errors[key] = {"error": refusal.code, "error_description": refusal.description}
                if str(params.get("halt", 0)) in ("1", "True"):
                    break
                continue
            results[key] = done.result
            if done.total is not None:
                totals[key] = done.total
            if done.next is not None:
                nexts[key] = done.next
        return {
            "result": results or [], "result_error": errors or [], "result_total": totals or [],
            "result_next": nexts or [], "result_time": {},
        }  # fmt: skip

    def _reply(self, method: str, done: Done) -> Answer:
        now = time.time()
        body: dict[str, Any] = {"result": done.result}
        if done.total is not None:
            body["total"] = done.total
        if done.next is not None:
            body["next"] = done.next
        operating = self.limits.operating(method)
        body["time"] = {"start": now, "finish": now, "operating": operating, "operating_reset_at": now + 600}
        return Answer.of(body)


def _error(code: str, description: str, status: int) -> Answer:
    return Answer.of({"error": code, "error_description": description}, status)
