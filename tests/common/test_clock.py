"""The day is the one where the person, the place or the company is, not the one in Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import User
from apps.common import clock

# In Moscow the new year is half an hour old.
NEW_YEAR = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)


@time_machine.travel(NEW_YEAR, tick=False)
def test_today_is_the_day_of_the_person_who_asks() -> None:
    in_a_job = clock.today()
    with timezone.override(ZoneInfo("Europe/Moscow")):
        assert (in_a_job, clock.today()) == (date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.parametrize(("zone", "day"), [("Asia/Irkutsk", date(2027, 1, 1)), ("America/Denver", date(2026, 12, 31))])
def test_a_place_has_its_own_day(zone: str, day: date) -> None:
    assert clock.day_in(zone, NEW_YEAR) == day


@time_machine.travel(NEW_YEAR, tick=False)
def test_an_access_ends_with_its_last_day_where_the_person_is() -> None:
    until_new_year = {"status": User.Status.ACTIVE, "access_expires_on": date(2026, 12, 31)}
    zones = ("Europe/Moscow", "Europe/London")
    assert [User(time_zone=zone, **until_new_year).is_active for zone in zones] == [False, True]
