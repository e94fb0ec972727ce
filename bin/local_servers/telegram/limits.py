"""The limits of sending: so many a second from a bot, one a second into a chat, twenty a minute into a group."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Limits:
    """`refused` counts what came too soon. A refusal says how many seconds to wait, as Telegram does: whole ones."""

    per_second: int = 30
    chat_span_s: float = 1.0
    group_per_minute: int = 20
    refused: int = 0
    _seen: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, token: str, chat_id: int) -> int:
        """Count one message, or return the seconds until it may be sent."""
        now = time.monotonic()
        if chat_id < 0:
            of_chat = (f"{token} {chat_id}", self.group_per_minute, 60.0)
        else:
            of_chat = (f"{token} {chat_id}", 1, self.chat_span_s)
        with self._lock:
            windows = [self._window(*one, now) for one in ((token, self.per_second, 1.0), of_chat)]
            wait = max(left for _seen, left in windows)
            if wait > 0:
                self.refused += 1
                return math.ceil(wait)
            for seen, _left in windows:
                seen.append(now)
        return 0

    def _window(self, key: str, most: int, span_s: float, now: float) -> tuple[deque[float], float]:
        """Return what was seen within a span, and the seconds until there is room (0: there is)."""
        seen = self._seen.setdefault(key, deque())
        while seen and now - seen[0] >= span_s:
            seen.popleft()
        return seen, (seen[0] + span_s - now if len(seen) >= most else 0.0)
