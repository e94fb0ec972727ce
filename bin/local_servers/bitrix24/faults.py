"""What can go wrong on purpose, each with its own chance, and whether anything goes wrong now."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class Faults:
    """Chances from 0 to 1 of one request; `slow_s` is how long a slow one takes."""

    drop_before: float = 0.0
    drop_after: float = 0.0
    broken: float = 0.0
    slow: float = 0.0
    slow_s: float = 0.2
    random: random.Random = field(default_factory=lambda: random.Random(24))  # noqa: S311 - faults, no secret

    def happens(self, chance: float) -> bool:
        """Whether a fault of this chance happens now."""
        return chance > 0 and self.random.random() < chance

    def none(self) -> None:
        """Let everything go well from now on."""
        self.drop_before = self.drop_after = self.broken = self.slow = 0.0
