"""Spans of days that a dashboard is asked for."""

from __future__ import annotations

from datetime import date

import pytest

from apps.crm.rules.spans import Preset, Span, months_ahead, of_preset, read

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("preset", "first", "last", "before"),
    [
        (Preset.MONTH, date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 1)),
        (Preset.QUARTER, date(2026, 10, 1), date(2026, 12, 31), date(2026, 7, 1)),
        (Preset.YEAR, date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1)),
        (Preset.TWELVE_MONTHS, date(2025, 12, 1), date(2026, 11, 30), date(2024, 12, 1)),
    ],
)
def test_a_named_span_has_its_neighbour_in_the_calendar(preset: Preset, first: date, last: date, before: date) -> None:
    span = of_preset(preset, TODAY)
    assert (span.first, span.last, span.before.first) == (first, last, before)
    assert span.before.end == first


def test_days_are_compared_with_as_many_days_before() -> None:
    assert Span(date(2026, 11, 10), date(2026, 11, 16)).before == Span(date(2026, 11, 3), date(2026, 11, 9))


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("1001-01-01", "2026-01-01"), ("x", "y"),
     ("2010-01-01", "2026-01-01")],
)  # fmt: skip
def test_what_cannot_be_read_gives_the_last_twelve_months(first: str, last: str) -> None:
    assert read("decade", first, last, TODAY) == (of_preset(Preset.TWELVE_MONTHS, TODAY), "12m")


def test_days_given_win_over_a_name() -> None:
    assert read("year", "2026-03-01", "2026-03-31", TODAY) == (Span(date(2026, 3, 1), date(2026, 3, 31)), "")


def test_months_ahead_begin_with_this_one() -> None:
    assert months_ahead(date(2026, 12, 31), 3) == (date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1))
