"""Spans of days that a dashboard is asked for, with the span of the same length before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from apps.crm.rules.commission import months_of, next_month

_MAX_YEARS: Final = 10
_LONGEST: Final = timedelta(days=366 * _MAX_YEARS)


class Preset(StrEnum):
    """Spans with a name; anything else is given by its two days."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TWELVE_MONTHS = "12m"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The first day after."""
        return self.last + timedelta(days=1)

    @property
    def before(self) -> Span:
        """The span of the same length just before; a whole month, quarter or year has its calendar neighbour."""
        months = len(self.months)
        if self.first.day == 1 and self.end.day == 1:
            return Span(_months_earlier(self.first, months), self.first - timedelta(days=1))
        length = self.end - self.first
        return Span(self.first - length, self.first - timedelta(days=1))

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month that the span touches."""
        return months_of(self.first, self.last)


def _months_earlier(day: date, months: int) -> date:
    """Return the first day of the month so many months before the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def of_preset(preset: Preset, today: date) -> Span:
    """Return the span of a name that holds today, to its calendar end."""
    first = today.replace(day=1)
    if preset is Preset.TWELVE_MONTHS:
        return Span(_months_earlier(first, 11), next_month(first) - timedelta(days=1))
    length = {Preset.MONTH: 1, Preset.QUARTER: 3, Preset.YEAR: 12}[preset]
    first = date(today.year, (today.month - 1) // length * length + 1, 1)
    end = first
    for _step in range(length):
        end = next_month(end)
    return Span(first, end - timedelta(days=1))


def read(preset: str, first: str, last: str, today: date) -> tuple[Span, str]:
    """Return the span that the texts of an address ask for, and its name («» for two days given).

    What cannot be read, runs backwards or is longer than ten years gives the last twelve months.
    """
    try:
        given = Span(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        given = None
    if given is not None and _is_sensible(given):
        return given, ""
    name = Preset(preset) if preset in set(Preset) else Preset.TWELVE_MONTHS
    return of_preset(name, today), name.value


def _is_sensible(span: Span) -> bool:
    """Whether the days run forwards, in this or a near century, for ten years at most."""
    return date(2000, 1, 1) <= span.first <= span.last < date(2200, 1, 1) and span.end - span.first <= _LONGEST


def months_ahead(today: date, count: int) -> tuple[date, ...]:
    """Return the first days of this month and of those that follow, `count` in all."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append(next_month(found[-1]))
    return tuple(found)
