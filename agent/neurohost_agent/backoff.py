"""Waiting after failures: doubling, with a random part, so that a thousand agents do not come back together."""

from __future__ import annotations

import random
from typing import Final

FIRST_S: Final = 1.0
LONGEST_S: Final = 300.0


class Backoff:
    """Counts failures in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def succeeded(self) -> None:
        """Begin anew."""
        self._failures = 0

    def failed(self) -> float:
        """Return how many seconds to wait now: between half and all of 1, 2, 4 … 300."""
        whole = min(LONGEST_S, FIRST_S * 2 ** min(self._failures, 16))
        self._failures += 1
        return random.uniform(whole / 2, whole)  # noqa: S311 -- spreads load, guards nothing
