"""Telegram: the bot's connection, links of people, what is sent, and what comes in."""

from apps.accounts.services.telegram.connecting import check_bot, connect_bot, disconnect_bot
from apps.accounts.services.telegram.linking import enter_mini_app, make_link, unlink, unlink_another
from apps.accounts.services.telegram.receiving import poll, take_update
from apps.accounts.services.telegram.sending import CALL_TOPIC, deliver_call, send_telegram

__all__ = [
    "CALL_TOPIC",
    "check_bot",
    "connect_bot",
    "deliver_call",
    "disconnect_bot",
    "enter_mini_app",
    "make_link",
    "poll",
    "send_telegram",
    "take_update",
    "unlink",
    "unlink_another",
]
