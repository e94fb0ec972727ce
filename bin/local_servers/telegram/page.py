"""The page of this server: whom a bot writes to, what they read, their buttons, and a line to write to the bot."""

from __future__ import annotations

import time
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from local_servers.serving import Answer, Request
from local_servers.telegram import world

if TYPE_CHECKING:
    from local_servers.telegram.service import Telegram
    from local_servers.telegram.world import Bot, Json, Person

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Telegram of this machine</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<style>{_STYLE}</style></head><body>"
)
_WRITE = (
    '<input type="text" name="text" aria-label="Message" placeholder="Message, for example /help" autofocus>'
    "<button>Send</button>"
)
_THEME = '{"bg_color":"#ffffff","text_color":"#000000","button_color":"#2481cc","button_text_color":"#ffffff"}'
# The bot answers within a moment; the page that follows shows the answer.
_ANSWER_S = 1.0


def answer(telegram: Telegram, request: Request) -> Answer:
    """Show the page, or do what a person asked for on it."""
    if request.method == "POST":
        return _done(telegram, dict(parse_qsl(request.body.decode("utf-8", "replace"))))
    parts = [part for part in request.path.split("/") if part]
    if parts[:1] == ["t.me"]:
        return _html(_begin(telegram, request.query.get("start", "")))
    if parts:
        return Answer(HTTPStatus.NOT_FOUND, b"no such address", "text/plain")
    return _html(_chats(telegram, _person(telegram, request.query.get("person", "")) or telegram.people[0]))


def buttons_of(message: Json) -> list[str]:
    """Return the data of the buttons of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def _done(telegram: Telegram, form: dict[str, str]) -> Answer:
    """Do what was asked, and show the chat again."""
    person, bot = _person(telegram, form.get("person", "")), telegram.bots[0]
    if person is None:
        return Answer(HTTPStatus.NOT_FOUND, b"no such person", "text/plain")
    if form.get("text"):
        world.write(bot, person, form["text"])
    elif form.get("data"):
        world.press(bot, person, int(form["message"]), form["data"])
    elif "block" in form:
        world.block(bot, person, blocked=form["block"] == "1")
    time.sleep(_ANSWER_S)
    return Answer(HTTPStatus.SEE_OTHER, headers={"Location": f"{telegram.prefix}/?person={person.id}#end"})


def _person(telegram: Telegram, number: str) -> Person | None:
    return next((one for one in telegram.people if str(one.id) == number), None)


def _html(body: str) -> Answer:
    return Answer(HTTPStatus.OK, f"{_HEAD}{body}</body></html>".encode(), "text/html; charset=utf-8")


def _begin(telegram: Telegram, start: str) -> str:
    """Show the deep link of a bot, to be followed by one of the people of this machine."""
    text = f'<input type="hidden" name="text" value="/start {escape(start, quote=True)}">'
    choices = "".join(
        _form(telegram, person, f"{text}<button>START as {escape(person.first_name)}</button>")
        for person in telegram.people
    )
    head = f"<h1>@{escape(telegram.bots[0].username)}</h1><p>Telegram of this machine. Who follows the link?</p>"
    return f'{head}<div class="row">{choices}</div>'


def _chats(telegram: Telegram, person: Person) -> str:
    """Show the people, and what one of them reads."""
    bot = telegram.bots[0]
    links = "".join(
        f'<a href="?person={one.id}"{" aria-current=true" if one is person else ""}>{escape(one.first_name)}</a>'
        for one in telegram.people
    )
    chat = bot.chat(person)
    said = "".join(_message(telegram, bot, person, message) for message in chat.messages)
    write = _form(telegram, person, _WRITE, css="write")
    word, value = ("Unblock the bot", 0) if chat.is_blocked else ("Block the bot", 1)
    block = f'<input type="hidden" name="block" value="{value}"><button>{word}</button>'
    foot = _menu(bot, person) + _form(telegram, person, block) + _link(f"?person={person.id}#end", "Refresh")
    head = f"<h1>Telegram of this machine</h1><nav>{links}</nav>"
    return f'{head}{said or "<p>Nothing was said yet.</p>"}{write}<div class="row">{foot}</div><span id="end"></span>'


def _message(telegram: Telegram, bot: Bot, person: Person, message: Json) -> str:
    """Show one message with its buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    keys = "".join(_button(telegram, bot, person, message, one) for row in rows for one in row)
    text = message.get("html") or escape(str(message.get("text", message.get("caption", ""))))
    if "document" in message:
        text += f"<br>📎 {escape(str(message['document'].get('file_name')))}"
    marks = [time.strftime("%H:%M:%S", time.localtime(message["date"]))]
    marks += ["edited"] * ("edit_date" in message) + ["without sound"] * bool(message.get("is_silent"))
    css = "said" if message["from"]["id"] == bot.id else "said mine"
    return f'<div class="{css}">{text}<small>{", ".join(marks)}</small><div class="keys">{keys}</div></div>'


def _button(telegram: Telegram, bot: Bot, person: Person, message: Json, button: Json) -> str:
    """Show a button: a link, a Mini App, or what is told to the bot."""
    if "web_app" in button:
        return _link(_launch(bot, person, button["web_app"]["url"]), button["text"])
    if "url" in button:
        return _link(button["url"], button["text"])
    told = {"message": message["message_id"], "data": button.get("callback_data", "")}
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(str(value), quote=True)}">' for name, value in told.items()
    )
    return _form(telegram, person, f"{fields}<button>{escape(button['text'])}</button>")


def _menu(bot: Bot, person: Person) -> str:
    """Show the menu button of the chat, when it starts a Mini App."""
    menu = bot.menu_buttons.get(person.id) or bot.menu_buttons.get(0) or {}
    if menu.get("type") != "web_app":
        return ""
    return _link(_launch(bot, person, menu["web_app"]["url"]), menu["text"])


def _link(address: str, word: str) -> str:
    return f'<a class="key" href="{escape(address, quote=True)}">{escape(word)}</a>'


def _form(telegram: Telegram, person: Person, inside: str, css: str = "") -> str:
    head = f'<form class="{css}" method="post" action="{telegram.prefix}/">'
    return f'{head}<input type="hidden" name="person" value="{person.id}">{inside}</form>'


def _launch(bot: Bot, person: Person, url: str) -> str:
    """Return the address with which Telegram starts a Mini App: the launch parameters stand behind the hash."""
    parts = {
        "tgWebAppData": world.init_data(bot, person), "tgWebAppVersion": "8.0", "tgWebAppPlatform": "weba",
        "tgWebAppThemeParams": _THEME,
    }  # fmt: skip
    return f"{url}#" + "&".join(f"{name}={quote(value, safe='')}" for name, value in parts.items())
