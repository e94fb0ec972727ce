"""The limits of sending, kept in Valkey so that all workers of this server keep to them together.

Places are given out one after the other: a bot's next message may leave a span after its last one, and into a chat a
span of the chat's. After «too many requests» nobody sends for the bot until the time that Telegram has named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings

# KEYS: pause, bot, chat. ARGV: milliseconds between messages of the bot, of the chat.
# Returns milliseconds to wait, 0 when a place was taken.
_TAKE = """
local left = redis.call('PTTL', KEYS[1])
if left > 0 then return left end
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local spans = {tonumber(ARGV[1]), tonumber(ARGV[2])}
local wait = 0
for number = 1, 2 do
    local free = tonumber(redis.call('GET', KEYS[number + 1]) or '0')
    wait = math.max(wait, free - now)
end
if wait > 0 then return math.ceil(wait) end
for number = 1, 2 do
    local span = spans[number]
    redis.call('SET', KEYS[number + 1], string.format('%.3f', now + span), 'PX', math.ceil(span) + 1000)
end
return 0
"""
_SECOND_MS = 1000


@lru_cache(maxsize=1)
def _redis(url: str) -> Any:
    """Return the process's client of Valkey."""
    return redis.Redis.from_url(url)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The limits of one bot, named by its public id."""

    bot_id: int

    @property
    def _key(self) -> str:
        return f"nh:telegram:{self.bot_id}"

    def take(self, chat_id: int) -> float:
        """Take the next place for a message into a chat; returns 0, or the seconds until one is free."""
        span = settings.TELEGRAM_CHAT_SPAN_S if chat_id > 0 else settings.TELEGRAM_GROUP_SPAN_S
        keys = [f"{self._key}:pause", f"{self._key}:all", f"{self._key}:chat:{chat_id}"]
        spans = [_SECOND_MS / settings.TELEGRAM_PER_SECOND, span * _SECOND_MS]
        wait: int = _redis(settings.REDIS_URL).eval(_TAKE, len(keys), *keys, *spans)
        return wait / _SECOND_MS

    def pause(self, seconds: float) -> None:
        """Let nobody send for this bot so long."""
        _redis(settings.REDIS_URL).set(f"{self._key}:pause", "1", px=max(1, int(seconds * _SECOND_MS)))
