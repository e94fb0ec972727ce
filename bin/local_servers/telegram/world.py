"""Who there is: bots, people, their chats with each other, and the updates that wait for a bot."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


@dataclass
class Person:
    """Somebody with a telephone."""

    id: int
    first_name: str
    username: str = ""
    language: str = "ru"

    def as_user(self) -> Json:
        """Return the person as the protocol's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language}
        return user | ({"username": self.username} if self.username else {})

    def as_chat(self) -> Json:
        """Return the private chat with the person."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass
class Chat:
    """What was said between a bot and one person or group, oldest first; a person begins it and may block the bot."""

    id: int
    title: str
    is_started: bool = False
    is_blocked: bool = False
    messages: list[Json] = field(default_factory=list)


@dataclass
class Bot:
    """A bot by its token, with what it was told about itself."""

    token: str
    username: str
    name: str = "NeuroHost"
    commands: dict[str, list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    updates: deque[Json] = field(default_factory=deque)
    chats: dict[int, Chat] = field(default_factory=dict)
    answered: dict[str, Json] = field(default_factory=dict)
    # Counts readers of getUpdates: a new one ends the one before.
    readers: int = 0
    # Ids never repeat, also when this server is started again.
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(int(time.time())))
    _messages: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def id(self) -> int:
        """The bot's id: the part of the token before the colon."""
        return int(self.token.partition(":")[0])

    def as_user(self) -> Json:
        """Return the bot as the protocol's User, with what getMe adds."""
        return {
            "id": self.id, "is_bot": True, "first_name": self.name, "username": self.username,
            "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
        }  # fmt: skip

    def chat(self, person: Person) -> Chat:
        """Return the chat with a person."""
        return self.chats.setdefault(person.id, Chat(person.id, person.first_name))

    def next_message(self) -> int:
        """Return the number of the next message."""
        return next(self._messages)

    def tell(self, kind: str, content: Json) -> Json:
        """Put an update into the queue and wake whoever waits for it."""
        with self.changed:
            update = {"update_id": next(self._numbers), kind: content}
            allowed = self.webhook.get("allowed_updates") or []
            if not allowed or kind in allowed:
                self.updates.append(update)
                self.changed.notify_all()
        return update


def write(bot: Bot, person: Person, text: str) -> Json:
    """Let a person write to a bot; returns the update."""
    chat = bot.chat(person)
    if chat.is_blocked:
        chat.is_blocked = False
    chat.is_started = True
    message: Json = {
        "message_id": bot.next_message(), "date": int(time.time()), "text": text,
        "from": person.as_user(), "chat": person.as_chat(),
    }  # fmt: skip
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    chat.messages.append(message)
    return bot.tell("message", message)


def press(bot: Bot, person: Person, message_id: int, data: str) -> Json:
    """Let a person press a button of a message; returns the update."""
    message = next(one for one in bot.chat(person).messages if one["message_id"] == message_id)
    query = {
        "id": f"{person.id}-{time.monotonic_ns()}", "from": person.as_user(), "message": message,
        "chat_instance": "-3921", "data": data,
    }  # fmt: skip
    return bot.tell("callback_query", query)


def block(bot: Bot, person: Person, *, blocked: bool = True) -> Json:
    """Let a person block a bot, or unblock it; returns the update."""
    chat = bot.chat(person)
    chat.is_blocked = blocked
    names = ("member", "kicked") if blocked else ("kicked", "member")
    states: dict[str, Json] = {"member": {"status": "member"}, "kicked": {"status": "kicked", "until_date": 0}}
    old, new = ({"user": bot.as_user()} | states[name] for name in names)
    change = {
        "chat": person.as_chat(), "from": person.as_user(), "date": int(time.time()),
        "old_chat_member": old, "new_chat_member": new,
    }  # fmt: skip
    return bot.tell("my_chat_member", change)


def init_data(bot: Bot, person: Person, at: int | None = None) -> str:
    """Return what Telegram starts a Mini App with, signed by the bot's token."""
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(person.as_user(), ensure_ascii=False, separators=(",", ":")),
        "auth_date": str(int(time.time()) if at is None else at),
        "signature": "local",
    }
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", bot.token.encode(), hashlib.sha256).digest()
    fields["hash"] = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields)
