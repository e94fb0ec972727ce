"""Telegram for development: the demonstration's bot and the people who use it, none of them real."""

from __future__ import annotations

from local_servers.telegram.service import Telegram
from local_servers.telegram.world import Bot, Person

TOKEN = "7000000001:local-telegram-token-0123456789abcd"  # noqa: S105 - a bot of this machine
BOT = "neurohost_demo_bot"
# Whom the demonstration has linked; the last two have not begun yet.
PEOPLE = (
    Person(700000101, "Павел Дорожкин", "dorozhkin"),
    Person(700000102, "Сергей Кладов", "kladov"),
    Person(700000103, "Денис Техов", "tehov"),
    Person(700000104, "Чжан Вэй", "zhang", "zh-hans"),
)
_LINKED = 2


def demo_telegram() -> Telegram:
    """Return a new one."""
    telegram = Telegram([Bot(TOKEN, BOT)], loopback=True)
    for number, person in enumerate(PEOPLE):
        telegram.know(person, started=number < _LINKED)
    return telegram
