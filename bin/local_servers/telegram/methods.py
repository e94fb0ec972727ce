"""The methods that a bot may call, with the conditions under which Telegram refuses them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_servers.telegram import markup
from local_servers.telegram.errors import Refused
from local_servers.telegram.limits import Limits
from local_servers.telegram.webhook import Deliveries
from local_servers.telegram.world import Bot, Chat, Json

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LONGEST_WAIT_S = 50
_MOST_UPDATES = 100
_WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_OTHER_READER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@dataclass
class Methods:
    """Does one method for one bot; parameters as the protocol has them, JSON already read."""

    bot: Bot
    limits: Limits
    deliveries: Deliveries
    loopback: bool

    def run(self, name: str, params: Json) -> Any:
        """Return `result` of a method. Raises Refused."""
        known: dict[str, Callable[[Json], Any]] = {
            "getme": lambda _params: self.bot.as_user(), "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook, "getwebhookinfo": self._webhook_info,
            "getupdates": self._updates, "sendmessage": self._send_message, "senddocument": self._send_document,
            "editmessagetext": self._edit_text, "answercallbackquery": self._answer_query,
            "setmycommands": self._set_commands, "getmycommands": self._commands,
            "setchatmenubutton": self._set_menu_button,
        }  # fmt: skip
        found = known.get(name.lower())
        if found is None:
            raise Refused(404, "Not Found: method not found")
        return found(params)

    def _set_webhook(self, params: Json) -> bool:
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        if not url:
            return self._delete_webhook(params)
        local = self.loopback and url.startswith("http://127.0.0.1")
        if not url.startswith("https://") and not local:
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret and _SECRET.fullmatch(secret) is None:
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        most = int(params.get("max_connections") or 40)
        with self.bot.changed:
            self.bot.webhook = {"url": url, "secret_token": secret, "max_connections": most}
            self.bot.webhook["allowed_updates"] = params.get("allowed_updates") or []
            self._drop(params)
            self.bot.readers += 1
            self.bot.changed.notify_all()
        self.deliveries.start(self.bot)
        return True

    def _delete_webhook(self, params: Json) -> bool:
        with self.bot.changed:
            self.bot.webhook = {}
            self._drop(params)
            self.bot.changed.notify_all()
        return True

    def _drop(self, params: Json) -> None:
        if params.get("drop_pending_updates"):
            self.bot.updates.clear()

    def _webhook_info(self, _params: Json) -> Json:
        shown = {name: value for name, value in self.bot.webhook.items() if name != "secret_token"}
        return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.bot.updates)} | shown

    def _updates(self, params: Json) -> list[Json]:
        offset, wait_s = int(params.get("offset") or 0), min(float(params.get("timeout") or 0), _LONGEST_WAIT_S)
        most = min(int(params.get("limit") or _MOST_UPDATES), _MOST_UPDATES)
        end = time.monotonic() + wait_s
        with self.bot.changed:
            self.bot.readers += 1
            mine = self.bot.readers
            self.bot.changed.notify_all()
            while True:
                if self.bot.webhook:
                    raise Refused(409, _WEBHOOK_IS_SET)
                if self.bot.readers != mine:
                    raise Refused(409, _OTHER_READER)
                while offset and self.bot.updates and self.bot.updates[0]["update_id"] < offset:
                    self.bot.updates.popleft()
                left = end - time.monotonic()
                if self.bot.updates or left <= 0:
                    return list(self.bot.updates)[:most]
                self.bot.changed.wait(left)

    def _send_message(self, params: Json) -> Json:
        text = markup.plain(str(params.get("text", "")), str(params.get("parse_mode", "")))
        return self._post(params, {"text": text, "html": str(params.get("text", ""))})

    def _send_document(self, params: Json) -> Json:
        document = params.get("document")
        if not isinstance(document, dict):
            raise Refused(400, "Bad Request: there is no document in the request")
        caption = markup.plain(str(params.get("caption", "")), str(params.get("parse_mode", "")), is_caption=True)
        return self._post(params, {"document": document, "caption": caption})

    def _post(self, params: Json, content: Json) -> Json:
        """Put a message into a chat, when it may be."""
        chat = self._chat(params)
        keyboard = params.get("reply_markup") or {}
        markup.check_keyboard(keyboard, is_private=chat.id > 0, loopback=self.loopback)
        wait = self.limits.wait_s(self.bot.token, chat.id)
        if wait:
            raise Refused(429, f"Too Many Requests: retry after {wait}", wait)
        message: Json = {
            "message_id": self.bot.next_message(), "date": int(time.time()), "from": self.bot.as_user(),
            "chat": {"id": chat.id, "type": "private" if chat.id > 0 else "group", "first_name": chat.title},
        }  # fmt: skip
        message |= content | ({"reply_markup": keyboard} if keyboard else {})
        if params.get("disable_notification"):
            message["is_silent"] = True
        chat.messages.append(message)
        return _shown(message)

    def _edit_text(self, params: Json) -> Json:
        chat = self._chat(params)
        text = markup.plain(str(params.get("text", "")), str(params.get("parse_mode", "")))
        number = int(params.get("message_id") or 0)
        message = next((one for one in chat.messages if one["message_id"] == number), None)
        if message is None or message["from"]["id"] != self.bot.id:
            raise Refused(400, "Bad Request: message to edit not found")
        keyboard = params.get("reply_markup") or {}
        markup.check_keyboard(keyboard, is_private=chat.id > 0, loopback=self.loopback)
        if message.get("text") == text and message.get("reply_markup", {}) == keyboard:
            raise Refused(400, _NOT_MODIFIED)
        message |= {"text": text, "html": str(params.get("text", "")), "edit_date": int(time.time())}
        message.pop("reply_markup", None)
        message |= {"reply_markup": keyboard} if keyboard else {}
        return _shown(message)

    def _answer_query(self, params: Json) -> bool:
        number = str(params.get("callback_query_id", ""))
        if not number or number in self.bot.answered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.bot.answered[number] = params
        return True

    def _set_commands(self, params: Json) -> bool:
        self.bot.commands[str(params.get("language_code") or "")] = list(params.get("commands") or [])
        return True

    def _commands(self, params: Json) -> list[Json]:
        return self.bot.commands.get(str(params.get("language_code") or ""), [])

    def _set_menu_button(self, params: Json) -> bool:
        button = params.get("menu_button") or {"type": "default"}
        if button.get("type") == "web_app":
            markup.check_web_app(str(button.get("web_app", {}).get("url", "")), loopback=self.loopback)
        self.bot.menu_buttons[int(params.get("chat_id") or 0)] = button
        return True

    def _chat(self, params: Json) -> Chat:
        """Return the chat that a method names. Raises Refused: nobody there, never begun, blocked."""
        text = str(params.get("chat_id", ""))
        number = int(text) if text.lstrip("-").isdigit() else 0
        chat = self.bot.chats.get(number)
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        if not chat.is_started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.is_blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat


def _shown(message: Json) -> Json:
    """Return a message as the protocol gives it, without what only this server's page needs."""
    return {name: value for name, value in message.items() if name not in {"html", "is_silent"}}
