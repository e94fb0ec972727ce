"""Turnaround of a repair: how long it took or takes, without the time in which somebody else was waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_HOURS_A_DAY = 24
_S_A_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Clock:
    """The times of one order. `paused_s` are seconds of finished waits, `waiting_since` the start of one that lasts."""

    opened_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    paused_s: int
    waiting_since: datetime | None

    def paused(self, now: datetime) -> timedelta:
        """Return how long was waited until `now`."""
        lasting = max(now - self.waiting_since, timedelta()) if self.waiting_since else timedelta()
        return timedelta(seconds=self.paused_s) + lasting

    def taken(self, now: datetime) -> timedelta:
        """Return the turnaround until the end, or until `now` while it is open."""
        return max((self.closed_at or now) - self.opened_at - self.paused(now), timedelta())

    def due_at(self, now: datetime) -> datetime | None:
        """Return when it is due: what was promised, later by what was waited."""
        return None if self.promised_at is None else self.promised_at + self.paused(now)

    def is_late(self, now: datetime) -> bool:
        """Whether it was, or is by now, later than promised."""
        due = self.due_at(now)
        return due is not None and (self.closed_at or now) > due


def parts_of(span: timedelta) -> tuple[int, int]:
    """Return a span as whole days and whole hours."""
    hours = int(span.total_seconds()) // _S_A_HOUR
    return hours // _HOURS_A_DAY, hours % _HOURS_A_DAY
