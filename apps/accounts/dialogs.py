"""What a person may say to the bot: commands and presses, registered by the apps that know the answer.

A handler reads by selectors and changes by one service as the person who asks (`talk.actor`, inside that person's
scope and language), and returns what the bot says. A refusal of the domain is said in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from apps.accounts.rules.chat import Said

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.accounts.models import User
    from apps.common.access import Permission
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Talk:
    """Who speaks to the bot, and where the Mini App of the organisation is (empty where Telegram could not open it)."""

    actor: Actor
    user: User
    app_url: str = ""


Answer = Callable[[Talk, str], Sequence[Said]]
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command such as «tasks»: its meaning in a few words, its answer, and who has it (None: everybody linked)."""

    name: str
    meaning: str | Promise
    answer: Answer
    permission: Permission | None = None
    order: int = 100


_commands: dict[str, Command] = {}
_presses: dict[str, Answer] = {}


def register_command(command: Command) -> None:
    """Add a command; raises ValueError for a name that is taken or that Telegram does not allow."""
    if command.name in _commands or _NAME.fullmatch(command.name) is None:
        message = f"command {command.name} cannot be registered"
        raise ValueError(message)
    _commands[command.name] = command


def register_press(key: str, answer: Answer) -> None:
    """Add the answer to buttons whose data is «KEY:…»; raises ValueError when the key is taken."""
    if key in _presses:
        message = f"presses {key} are registered twice"
        raise ValueError(message)
    _presses[key] = answer


def commands() -> list[Command]:
    """Return every command in order."""
    return sorted(_commands.values(), key=lambda one: (one.order, one.name))


def command(name: str) -> Command | None:
    """Return the command of this name."""
    return _commands.get(name)


def press(data: str) -> tuple[Answer | None, str]:
    """Return the answer to a press and the rest of its data."""
    key, _mark, rest = data.partition(":")
    return _presses.get(key), rest
