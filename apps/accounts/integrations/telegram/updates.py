"""Updates as plain values: what a person wrote, pressed, or did to the chat; everything else is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import telegram

_LONGEST_TEXT = 4096
_LONGEST_NAME = 80


class Kind(StrEnum):
    """What happened."""

    TEXT = "text"
    PRESS = "press"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a private chat; groups and everything that we do not understand are OTHER."""

    update_id: int
    kind: Kind = Kind.OTHER
    telegram_id: int = 0
    name: str = ""
    language: str = ""
    text: str = ""
    press_id: str = ""
    message_id: int = 0


def read(told: dict[str, Any]) -> Incoming:
    """Return an update as Telegram sent it. Raises ValueError for what is none."""
    try:
        update = telegram.Update.de_json(told, None)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        message = "this is no update"
        raise ValueError(message) from error
    if not isinstance(update.update_id, int) or isinstance(update.update_id, bool):
        message = "an update has a number"
        raise ValueError(message)  # noqa: TRY004 - the content is wrong, not the call
    person, chat = update.effective_user, update.effective_chat
    if person is None or chat is None or chat.type != chat.PRIVATE or chat.id != person.id:
        return Incoming(update.update_id)
    kind, text, press_id, message_id = _said(update)
    return Incoming(
        update.update_id,
        kind,
        person.id,
        (f"@{person.username}" if person.username else person.full_name)[:_LONGEST_NAME],
        person.language_code or "",
        text[:_LONGEST_TEXT].replace("\x00", ""),
        press_id,
        message_id,
    )


def _said(update: telegram.Update) -> tuple[Kind, str, str, int]:
    """Return what was said, the number of a press, and the message that it belongs to."""
    query, change = update.callback_query, update.my_chat_member
    if query is not None:
        return Kind.PRESS, query.data or "", query.id, query.message.message_id if query.message else 0
    if change is not None:
        is_away = change.new_chat_member.status in {"kicked", "left"}
        return (Kind.BLOCKED if is_away else Kind.UNBLOCKED), "", "", 0
    if update.message is not None and update.message.text:
        return Kind.TEXT, update.message.text, "", update.message.message_id
    return Kind.OTHER, "", "", 0
