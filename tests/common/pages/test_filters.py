"""Filters read the address; a value that makes no sense is refused visibly and filters nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from apps.common.actor import ANONYMOUS
from apps.common.pages import BooleanFilter, ChoiceFilter, DateRangeFilter, TextFilter
from apps.common.pages.filters import Chip

STATUS = ChoiceFilter(key="status", title="Status", lookup="status", choices=[("a", "Alpha"), ("b", "Beta")])
NAME = TextFilter(key="name", title="Name", lookup="name__icontains")
PLACED = BooleanFilter(key="placed", title="Placed", lookup="shelf__isnull", negate=True)
TAKEN = DateRangeFilter(key="taken", title="Taken", lookup="taken_at")
DAY = DateRangeFilter(key="day", title="Day", lookup="day", instant=False)


@pytest.mark.parametrize(
    ("one", "query", "condition"),
    [
        (STATUS, "", None),
        (STATUS, "status=a&status=b", Q(status__in=["a", "b"])),
        (STATUS, "status=zzz", None),
        (NAME, "name=+S21+", Q(name__icontains="S21")),
        (NAME, "name=%00", None),
        (PLACED, "placed=yes", Q(shelf__isnull=False)),
        (PLACED, "placed=no", Q(shelf__isnull=True)),
        (PLACED, "placed=maybe", None),
        (TAKEN, "taken_from=nonsense", None),
        (TAKEN, "taken_to=9999-12-31", None),
        (DAY, "day_from=2026-01-05&day_to=2026-01-06", Q(day__gte=date(2026, 1, 5)) & Q(day__lt=date(2026, 1, 7))),
    ],
)
def test_the_address_becomes_a_condition(one: TextFilter, query: str, condition: Q | None) -> None:
    assert one.condition(QueryDict(query), ANONYMOUS) == condition


def test_days_of_an_instant_are_the_readers() -> None:
    with timezone.override("Asia/Shanghai"):
        condition = TAKEN.condition(QueryDict("taken_from=2026-01-05"), ANONYMOUS)
    assert condition == Q(taken_at__gte=datetime(2026, 1, 4, 16, tzinfo=UTC))


def test_a_chip_takes_only_its_own_value_away() -> None:
    chips = STATUS.chips(QueryDict("status=a&status=zzz"), ANONYMOUS)
    assert chips == [
        Chip("Status: Alpha", (("status", "a"),)),
        Chip("Status: unknown value", (("status", "zzz"),), wrong=True),
    ]


def test_a_wrong_date_is_named() -> None:
    assert TAKEN.chips(QueryDict("taken_to=31.12"), ANONYMOUS) == [
        Chip("Taken to not a date", (("taken_to", "31.12"),), wrong=True)
    ]
