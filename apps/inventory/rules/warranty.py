"""Warranty: its last day from beginning and length, and how it stands on a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

SOON_DAYS: Final = 60
MOST_MONTHS: Final = 120


class Warranty(StrEnum):
    """How a warranty stands."""

    NONE = "none"
    RUNS = "runs"
    ENDS_SOON = "ends_soon"
    OVER = "over"


def last_day(begins: date, months: int) -> date:
    """Return the last day of a warranty of whole months: the day before the same day of the month it ends in.

    A month without that day ends it with its own last day: 31 January and one month run to 28 (29) February.
    """
    number = begins.year * 12 + begins.month - 1 + months
    year, month = divmod(number, 12)
    days = monthrange(year, month + 1)[1]
    if begins.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, begins.day) - timedelta(days=1)


def stands(until: date | None, today: date) -> Warranty:
    """Return how a warranty with this last day stands."""
    if until is None:
        return Warranty.NONE
    if until < today:
        return Warranty.OVER
    return Warranty.ENDS_SOON if (until - today).days < SOON_DAYS else Warranty.RUNS
