"""Telegram: where the Bot API is, its limits, deadlines, and what only development and tests may do."""

from __future__ import annotations

from neurohost.settings.env import env

TELEGRAM_API_URL = env.str("NEUROHOST_TELEGRAM_API_URL", default="https://api.telegram.org")
TELEGRAM_ME_URL = env.str("NEUROHOST_TELEGRAM_ME_URL", default="https://t.me")
# Where Telegram cannot be reached directly: an HTTP proxy such as http://host:3128.
TELEGRAM_PROXY = env.str("NEUROHOST_TELEGRAM_PROXY", default="")
TELEGRAM_TIMEOUT_S = env.float("NEUROHOST_TELEGRAM_TIMEOUT_S", default=10.0)
# Telegram's limits are 30 a second for a bot, 1 a second in a chat, 20 a minute in a group; a little is left unused.
TELEGRAM_PER_SECOND = env.float("NEUROHOST_TELEGRAM_PER_SECOND", default=28.0)
TELEGRAM_CHAT_SPAN_S = 1.05
TELEGRAM_GROUP_SPAN_S = 3.1
# The longest time for which a worker waits for a place; what must wait longer is put back into the queue.
TELEGRAM_PATIENCE_S = 1.1
# Pages that Telegram's clients may show in a frame of theirs, and how long a session that began there lives.
TELEGRAM_FRAMES = ("https://web.telegram.org",)
TELEGRAM_SESSION_SECONDS = env.int("NEUROHOST_TELEGRAM_SESSION_SECONDS", default=4 * 3600)
# Development and tests: webhooks, buttons and Mini Apps at plain addresses of this machine.
TELEGRAM_LOOPBACK = False
# The bot that demonstration data brings along; the local server of development knows it.
TELEGRAM_DEMO_TOKEN = ""
