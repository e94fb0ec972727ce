"""Telegram's Bot API by python-telegram-bot: calls within the limits of all workers, updates as plain values."""

from apps.accounts.integrations.telegram.client import BotApi, BotFacts, Command
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
from apps.accounts.integrations.telegram.updates import Incoming, Kind, read

__all__ = [
    "Blocked",
    "BotApi",
    "BotFacts",
    "CallRefused",
    "ChatGone",
    "Command",
    "Incoming",
    "Kind",
    "LimitReached",
    "OtherReader",
    "TelegramError",
    "TelegramSilent",
    "TokenRefused",
    "read",
]
