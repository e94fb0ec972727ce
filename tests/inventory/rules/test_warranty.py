"""A warranty of whole months ends the day before the day it began, and says how it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.inventory.rules.warranty import SOON_DAYS, Warranty, last_day, stands

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 14)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 24, date(2028, 11, 29)),
    ],
)
def test_the_last_day_follows_from_beginning_and_months(begins: date, months: int, ends: date) -> None:
    assert last_day(begins, months) == ends


@pytest.mark.parametrize(
    ("until", "stand"),
    [
        (None, Warranty.NONE),
        (TODAY - timedelta(days=1), Warranty.OVER),
        (TODAY, Warranty.ENDS_SOON),
        (TODAY + timedelta(days=SOON_DAYS - 1), Warranty.ENDS_SOON),
        (TODAY + timedelta(days=SOON_DAYS), Warranty.RUNS),
    ],
)
def test_a_warranty_stands_as_its_last_day_says(until: date | None, stand: Warranty) -> None:
    assert stands(until, TODAY) is stand
