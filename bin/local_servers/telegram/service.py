"""The Bot API as an HTTP service: tokens, parameters in every form, errors with their statuses, faults on purpose.

`/telegram/bot<token>/<method>` is the protocol; `/telegram/` is a page on which a person of this machine reads what
bots said, writes to them and presses their buttons, as tests do by `write`, `press` and `block`.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from local_servers.serving import Answer, Request
from local_servers.telegram import page, world
from local_servers.telegram.errors import Refused
from local_servers.telegram.limits import Limits
from local_servers.telegram.methods import Methods
from local_servers.telegram.webhook import Deliveries
from local_servers.telegram.world import Bot, Chat, Json, Person

_CALL = re.compile(r"/bot([^/]*)/(\w+)/?")
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_JSON = frozenset({"reply_markup", "allowed_updates", "commands", "menu_button", "scope", "link_preview_options"})


@dataclass
class Faults:
    """What goes wrong on purpose, for the next so many calls of sendMessage: before it is done, or after it."""

    drop_before: int = 0
    drop_after: int = 0
    broken: int = 0
    delay_s: float = 0.0


@dataclass
class Telegram:
    """All bots and people; `calls` counts methods, `loopback` lets addresses of this machine pass for real ones."""

    bots: list[Bot] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    loopback: bool = False
    limits: Limits = field(default_factory=Limits)
    deliveries: Deliveries = field(default_factory=Deliveries)
    faults: Faults = field(default_factory=Faults)
    prefix: str = "/telegram"
    calls: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Request) -> Answer:
        """Answer a bot, or a person who looks at the page."""
        call = _CALL.fullmatch(request.path)
        if call is None:
            return page.answer(self, request)
        token, method = call.groups()
        if _TOKEN.fullmatch(token) is None:
            return _error(Refused(404, "Not Found"))
        bot = next((one for one in self.bots if one.token == token), None)
        if bot is None:
            return _error(Refused(401, "Unauthorized"))
        return self._understood(bot, method, request)

    def _understood(self, bot: Bot, method: str, request: Request) -> Answer:
        """Read the parameters and do the method; the connection may break before or after that."""
        self.calls[method] += 1
        time.sleep(self.faults.delay_s)
        is_sent = method.lower() == "sendmessage"
        if is_sent and self.faults.drop_before:
            self.faults.drop_before -= 1
            return Answer(status=0)
        if is_sent and self.faults.broken:
            self.faults.broken -= 1
            return Answer(502, b"<html>Bad Gateway</html>", "text/html")
        try:
            params = _params(request)
            result = Methods(bot, self.limits, self.deliveries, self.loopback).run(method, params)
        except Refused as refusal:
            return _error(refusal)
        except ValueError:
            return _error(Refused(400, "Bad Request: can't parse the request"))
        if is_sent and self.faults.drop_after:
            self.faults.drop_after -= 1
            return Answer(status=0)
        return Answer.of({"ok": True, "result": result})

    def write(self, person: Person, text: str, bot: Bot | None = None) -> Json:
        """Let a person write to a bot (the first one); returns the update."""
        return world.write(bot or self.bots[0], person, text)

    def press(self, person: Person, data: str, bot: Bot | None = None) -> Json:
        """Let a person press the newest button with this data; returns the update. Raises StopIteration."""
        one = bot or self.bots[0]
        message = next(message for message in reversed(one.chat(person).messages) if data in page.buttons_of(message))
        return world.press(one, person, message["message_id"], data)

    def block(self, person: Person, bot: Bot | None = None, *, blocked: bool = True) -> Json:
        """Let a person block a bot or unblock it; returns the update."""
        return world.block(bot or self.bots[0], person, blocked=blocked)

    def said_to(self, person: Person, bot: Bot | None = None) -> list[str]:
        """Return the texts that a person has read from a bot, oldest first."""
        one = bot or self.bots[0]
        return [message.get("text", "") for message in one.chat(person).messages if message["from"]["id"] == one.id]

    def know(self, person: Person, *, started: bool = True) -> Person:
        """Let a person of this machine be known to every bot, with the chat begun or not."""
        self.people.append(person)
        for bot in self.bots:
            bot.chats[person.id] = Chat(person.id, person.first_name, is_started=started)
        return person


def _error(refusal: Refused) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.retry_after:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return Answer.of(body, refusal.status)


def _params(request: Request) -> Json:
    """Return the parameters of a query, a form, a form with files, or JSON. Raises ValueError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    found: Json = dict(request.query)
    if kind == "application/json":
        told = request.json()
        return found | (told if isinstance(told, dict) else {})
    if kind == "multipart/form-data":
        found |= _multipart(request)
    else:
        found |= dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    return {name: _read(name, value) for name, value in found.items()}


def _read(name: str, value: Any) -> Any:
    """Return a value of a form as it is meant: objects come as JSON, truth as a word."""
    if not isinstance(value, str):
        return value
    if name in _JSON:
        return json.loads(value) if value else None
    return {"true": True, "True": True, "false": False, "False": False}.get(value, value)


def _multipart(request: Request) -> Json:
    """Return the parts of a form; a file as name and size."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found: Json = {}
    for part in BytesParser(policy=policy.HTTP).parsebytes(head + request.body).iter_parts():
        name = str(part.get_param("name", header="content-disposition") or "")
        content = part.get_payload(decode=True) or b""
        filename = part.get_filename()
        data = content if isinstance(content, bytes) else b""
        found[name] = {"file_name": filename, "file_size": len(data)} if filename else data.decode()
    # A file may be named by another part: document = attach://PART.
    named = str(found.get("document", ""))
    if named.startswith("attach://"):
        found["document"] = found.get(named.removeprefix("attach://"))
    return found
