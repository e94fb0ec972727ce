"""One bot: what may be asked of it, each call within the limits and with errors in words.

python-telegram-bot is asynchronous; we run none of its loops. Each thread keeps one event loop and one set of
connections, and a call runs in it to its end. The token is in every address: it stands in no error and no log line.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

import telegram
from django.conf import settings
from telegram import error as said
from telegram.request import HTTPXRequest

from apps.accounts.integrations.telegram.bucket import Bucket
from apps.accounts.integrations.telegram.errors import (
    Blocked,
    CallRefused,
    ChatGone,
    LimitReached,
    OtherReader,
    TelegramError,
    TelegramSilent,
    TokenRefused,
)

if TYPE_CHECKING:
    from apps.accounts.rules.chat import Button

ResultT = TypeVar("ResultT")

# What we understand; Telegram sends nothing else.
UPDATES: Final = ("message", "callback_query", "my_chat_member")
_CHAT_GONE: Final = ("chat not found", "user not found", "user is deactivated")
_UNCHANGED: Final = "message is not modified"
_LONGEST_WHY: Final = 300


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot with its meaning."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class BotFacts:
    """What Telegram says about a bot, and where its updates go."""

    id: int
    username: str
    webhook_url: str = ""
    waiting: int = 0
    last_error: str = ""


class _Line(threading.local):
    """The event loop and the connections of this thread; made anew after a fork."""

    process = 0
    runner: asyncio.Runner
    request: HTTPXRequest

    def ready(self) -> None:
        """Make what is missing."""
        if self.process == os.getpid():
            return
        self.runner = asyncio.Runner()
        seconds = settings.TELEGRAM_TIMEOUT_S
        self.request = HTTPXRequest(
            connection_pool_size=4,
            read_timeout=seconds,
            write_timeout=seconds,
            connect_timeout=seconds,
            pool_timeout=seconds,
            proxy=settings.TELEGRAM_PROXY or None,
        )
        self.process = os.getpid()


_line = _Line()


@dataclass(frozen=True, slots=True)
class BotApi:
    """Speaks for one bot."""

    token: str = field(repr=False)

    @property
    def id(self) -> int:
        """The bot's id, 0 for a text that is no token."""
        number = self.token.partition(":")[0]
        return int(number) if number.isdigit() and number.isascii() and len(number) < 16 else 0  # noqa: PLR2004 - 52 bits

    def facts(self) -> BotFacts:
        """Return what Telegram says about the bot. Raises the errors of this package."""
        me = self._ask(lambda bot: bot.get_me())
        hook = self._ask(lambda bot: bot.get_webhook_info())
        return BotFacts(me.id, me.username or "", hook.url, hook.pending_update_count, hook.last_error_message or "")

    def send(self, chat_id: int, html: str, buttons: Sequence[Sequence[Button]] = (), *, silent: bool = False) -> int:
        """Send a message, within the limits; returns its number in the chat.

        Raises LimitReached when no place is free soon, Blocked, ChatGone, CallRefused, TelegramSilent, TokenRefused.
        """
        self._wait_for_a_place(chat_id)
        message = self._ask(
            lambda bot: bot.send_message(
                chat_id,
                html,
                parse_mode="HTML",
                reply_markup=_keyboard(buttons),
                disable_notification=silent,
                disable_web_page_preview=True,
            )
        )
        return message.message_id

    def edit(self, chat_id: int, message_id: int, html: str, buttons: Sequence[Sequence[Button]] = ()) -> None:
        """Replace a message of ours; one that says the same already stays."""
        self._wait_for_a_place(chat_id)
        self._ask(
            lambda bot: bot.edit_message_text(
                html, chat_id, message_id, parse_mode="HTML", reply_markup=_keyboard(buttons)
            ),
            passing=_UNCHANGED,
        )

    def send_file(self, chat_id: int, name: str, content: bytes, caption: str = "") -> int:
        """Send a file of at most 50 MB, within the limits; returns the message's number. Raises as `send`."""
        self._wait_for_a_place(chat_id)
        message = self._ask(lambda bot: bot.send_document(chat_id, content, caption=caption, filename=name))
        return message.message_id

    def answer_press(self, query_id: str, text: str = "") -> None:
        """Tell the person's client that a button was heard; one that is too old stays unanswered."""
        self._ask(lambda bot: bot.answer_callback_query(query_id, text or None), passing="query is too old")

    def set_webhook(self, url: str, secret: str) -> None:
        """Let Telegram send updates to an address, with the secret in a header."""
        self._ask(lambda bot: bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES, max_connections=10))

    def remove_webhook(self) -> None:
        """Let updates be asked for; those that wait stay."""
        self._ask(lambda bot: bot.delete_webhook())

    def set_commands(self, commands: Sequence[Command], language: str = "") -> None:
        """Tell which commands there are, for one language or for the others."""
        shown = [telegram.BotCommand(one.name, one.meaning) for one in commands]
        self._ask(lambda bot: bot.set_my_commands(shown, language_code=language or None))

    def set_menu(self, chat_id: int, text: str, url: str) -> None:
        """Let the menu button of a chat open a Mini App; without an address it lists the commands again."""
        button = telegram.MenuButtonWebApp(text, telegram.WebAppInfo(url)) if url else telegram.MenuButtonDefault()
        self._ask(lambda bot: bot.set_chat_menu_button(chat_id, button))

    def updates(self, first: int, wait_s: int) -> list[dict[str, Any]]:
        """Return the updates from a number on, waiting for the first one; those before are forgotten by Telegram.

        Raises OtherReader while a webhook is set or somebody else asks.
        """
        asked = {"offset": first, "timeout": wait_s, "allowed_updates": json.dumps(UPDATES)}
        seconds = wait_s + settings.TELEGRAM_TIMEOUT_S
        # As they came: the library would lose all of them for one that it cannot read.
        answer = self._ask(
            lambda bot: bot.request.retrieve(f"{bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=seconds)
        )
        found: list[dict[str, Any]] = HTTPXRequest.parse_json_payload(answer)["result"]
        return found

    def _wait_for_a_place(self, chat_id: int) -> None:
        """Wait until a message may leave. Raises LimitReached when that takes longer than the patience."""
        bucket = Bucket(self.id)
        end = time.monotonic() + settings.TELEGRAM_PATIENCE_S
        while seconds := bucket.take(chat_id):
            if time.monotonic() + seconds > end:
                raise LimitReached(seconds)
            time.sleep(seconds)

    def _ask(self, call: Callable[[telegram.Bot], Awaitable[ResultT]], *, passing: str = "-") -> ResultT:
        """Run one call to its end; a refusal in the words `passing` is none. Raises the errors of this package.

        The library's errors are left behind: their causes hold the address with the token.
        """
        if not self.id:
            raise TokenRefused
        _line.ready()
        bot = telegram.Bot(
            self.token,
            base_url=f"{settings.TELEGRAM_API_URL}/bot",
            request=_line.request,
            get_updates_request=_line.request,
        )

        async def run() -> ResultT:
            return await call(bot)

        try:
            return _line.runner.run(run())
        except said.TelegramError as refusal:
            if passing in str(refusal).lower():
                return None  # type: ignore[return-value]  # only for calls whose result nobody reads
            found = self._judged(refusal)
        raise found

    def _judged(self, refusal: said.TelegramError) -> TelegramError:
        """Return what an error of the library means."""
        # The library writes some of Telegram's words in small letters, the token among them.
        text = re.sub(re.escape(self.token), "…", refusal.message, flags=re.IGNORECASE)[:_LONGEST_WHY]
        found: TelegramError
        match refusal:
            case said.RetryAfter():
                wait = refusal.retry_after
                seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
                Bucket(self.id).pause(seconds)
                found = LimitReached(seconds)
            case said.InvalidToken():
                found = TokenRefused()
            case said.Forbidden():
                found = Blocked()
            case said.Conflict():
                found = OtherReader()
            case said.BadRequest() | said.ChatMigrated():
                gone = any(words in text.lower() for words in _CHAT_GONE)
                found = ChatGone() if gone else CallRefused(why=text)
            case said.TimedOut():
                found = TelegramSilent(why="timeout")
            case _:
                found = TelegramSilent(why=text)
        return found


def _keyboard(rows: Sequence[Sequence[Button]]) -> telegram.InlineKeyboardMarkup | None:
    """Return buttons as the library has them; None for no buttons."""
    shown = [[_button(one) for one in row] for row in rows if row]
    return telegram.InlineKeyboardMarkup(shown) if shown else None


def _button(one: Button) -> telegram.InlineKeyboardButton:
    """Return one button as the library has it."""
    if one.url and one.is_app:
        return telegram.InlineKeyboardButton(one.text, web_app=telegram.WebAppInfo(one.url))
    if one.url:
        return telegram.InlineKeyboardButton(one.text, url=one.url)
    return telegram.InlineKeyboardButton(one.text, callback_data=one.data)
