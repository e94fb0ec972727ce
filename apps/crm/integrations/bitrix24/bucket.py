"""The portal's leaky bucket, kept in Redis so that all workers of this server drip into one.

The portal counts requests per portal and source address; every worker asks here before each request. After «too many»
the bucket is filled up for all of them; a method whose operating time is used up is closed for all until its reset.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings

# KEYS: bucket. ARGV: leak per second, size. Returns milliseconds to wait, 0 when a place was taken.
_TAKE = """
local now = redis.call('TIME')
local t = now[1] + now[2] / 1000000
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = tonumber(kept[1] or '0')
local at = tonumber(kept[2] or t)
level = math.max(0, level - (t - at) * tonumber(ARGV[1]))
local wait = 0
if level + 1 <= tonumber(ARGV[2]) then
    level = level + 1
else
    wait = math.ceil((level + 1 - tonumber(ARGV[2])) / tonumber(ARGV[1]) * 1000)
end
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', string.format('%.6f', t))
redis.call('EXPIRE', KEYS[1], 3600)
return wait
"""
_FILL = """
local now = redis.call('TIME')
redis.call('HSET', KEYS[1], 'level', ARGV[1], 'at', string.format('%.6f', now[1] + now[2] / 1000000))
redis.call('EXPIRE', KEYS[1], 3600)
return 0
"""


@lru_cache(maxsize=1)
def _redis(url: str) -> Any:
    """Return the process's client of Redis."""
    return redis.Redis.from_url(url)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The limits of one portal; it is named by the hash of its host, since names of portals are customers' names."""

    portal: str

    @property
    def _key(self) -> str:
        return f"nh:bitrix:{hashlib.sha256(self.portal.encode()).hexdigest()[:24]}"

    def take(self) -> float:
        """Take one place; returns 0, or the seconds until one is free."""
        scale = settings.BITRIX_CLOCK_SCALE
        size = max(1, settings.BITRIX_BUCKET - settings.BITRIX_RESERVE)
        leak = settings.BITRIX_LEAK_PER_SECOND * scale
        wait: int = _redis(settings.REDIS_URL).eval(_TAKE, 1, self._key, leak, size)
        return wait / 1000

    def fill(self) -> None:
        """Note that the portal's own bucket is full."""
        _redis(settings.REDIS_URL).eval(_FILL, 1, self._key, settings.BITRIX_BUCKET)

    def close_method(self, method: str, reset_at: float) -> float:
        """Keep everybody from a method until the portal's instant `reset_at`; returns the seconds to wait."""
        seconds = float(max(1.0, reset_at - time.time()) / settings.BITRIX_CLOCK_SCALE)
        _redis(settings.REDIS_URL).set(f"{self._key}:{method}", "1", px=int(seconds * 1000))
        return seconds

    def closed_for(self, method: str) -> float:
        """Return the seconds that a method is still closed."""
        left: int = _redis(settings.REDIS_URL).pttl(f"{self._key}:{method}")
        return max(0.0, left / 1000)
