"""Telegram's initData: what a Mini App is started with, checked by the bot's token before anybody is believed.

Source: the Bot API's rule for Mini Apps: HMAC-SHA-256 of the sorted `key=value` lines, without `hash` only (the newer
`signature` stays inside), under the key HMAC-SHA-256("WebAppData", token). Telegram's word is worth an hour here; a
session of our own follows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from datetime import datetime

MOST_CHARS: Final = 4096
FRESH_SECONDS: Final = 3600
# A phone's clock may run a little ahead of ours.
_AHEAD_SECONDS: Final = 60


class InitDataRefused(ValueError):
    """The text is not Telegram's word; `args[0]` names what is wrong, for the log, without the text itself."""


@dataclass(frozen=True, slots=True)
class InitData:
    """Who started the Mini App, when, and with which parameter of the link."""

    telegram_id: int
    auth_at: int
    language: str
    start_param: str


def read(text: str, token: str, now: datetime, *, fresh_seconds: int = FRESH_SECONDS) -> InitData:
    """Return who Telegram says it is. Raises InitDataRefused for anything forged, stale, doubled or malformed."""
    fields = _fields(text)
    told = fields.pop("hash", "")
    if not hmac.compare_digest(told.encode(), digest(fields, token).encode()):
        raise InitDataRefused("hash")
    auth_at = _auth_at(fields)
    age = now.timestamp() - auth_at
    if not -_AHEAD_SECONDS <= age <= fresh_seconds:
        raise InitDataRefused("auth_date")
    user = _user(fields.get("user", ""))
    number = user.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**52:
        raise InitDataRefused("user")
    language = user.get("language_code")
    return InitData(
        telegram_id=number,
        auth_at=auth_at,
        language=language if isinstance(language, str) else "",
        start_param=fields.get("start_param", ""),
    )


def digest(fields: dict[str, str], token: str) -> str:
    """Return the hash that Telegram gives these fields under a bot's token, in hex."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def _fields(text: str) -> dict[str, str]:
    """Return the fields, each once. Raises InitDataRefused."""
    if not text or len(text) > MOST_CHARS:
        raise InitDataRefused("length")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError as error:
        raise InitDataRefused("form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InitDataRefused("doubled")
    return fields


def _auth_at(fields: dict[str, str]) -> int:
    """Return the second of the start. Raises InitDataRefused."""
    text = fields.get("auth_date", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 11):  # noqa: PLR2004 - seconds of any year we live in
        raise InitDataRefused("auth_date")
    return int(text)


def _user(text: str) -> dict[str, object]:
    """Return the user as told. Raises InitDataRefused."""
    try:
        user = json.loads(text)
    except ValueError as error:
        raise InitDataRefused("user") from error
    if not isinstance(user, dict):
        raise InitDataRefused("user")
    return user
