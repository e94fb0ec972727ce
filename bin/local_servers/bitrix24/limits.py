"""Both limits of a portal: the leaky bucket of requests, and the operating time of each method in ten minutes."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

WINDOW_S = 600.0


@dataclass
class Limits:
    """`scale` lets the portal's clock run faster than the real one, for long proofs; everything else is real."""

    leak_per_second: float = 2.0
    size: int = 50
    operating_s: float = 480.0
    cost_s: float = 0.01
    scale: float = 1.0
    highest: float = 0.0
    refused: int = 0
    requests: int = 0
    _level: float = 0.0
    _at: float = field(default_factory=time.monotonic)
    _spent: dict[str, deque[tuple[float, float]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self) -> bool:
        """Count one request; False when the bucket is full."""
        with self._lock:
            now = time.monotonic()
            self._level = max(0.0, self._level - (now - self._at) * self.leak_per_second * self.scale)
            self._at = now
            self.requests += 1
            if self._level + 1 > self.size:
                self.refused += 1
                return False
            self._level += 1
            self.highest = max(self.highest, self._level)
            return True

    def spend(self, method: str, seconds: float | None = None) -> None:
        """Count the operating time of one call."""
        with self._lock:
            self._spent.setdefault(method, deque()).append((self._now(), self.cost_s if seconds is None else seconds))

    def operating(self, method: str) -> float:
        """Return the operating seconds of a method in the last ten minutes."""
        with self._lock:
            spent = self._spent.setdefault(method, deque())
            while spent and spent[0][0] < self._now() - WINDOW_S:
                spent.popleft()
            return sum(seconds for _at, seconds in spent)

    def is_used_up(self, method: str) -> bool:
        """Whether a method must wait."""
        return self.operating(method) >= self.operating_s

    def reset_at(self, method: str) -> float:
        """Return the instant (as the caller's clock has it) when a method may be called again."""
        with self._lock:
            spent = self._spent.get(method)
            oldest = spent[0][0] if spent else self._now()
            return time.time() + max(0.0, oldest + WINDOW_S - self._now())

    def _now(self) -> float:
        return time.monotonic() * self.scale
