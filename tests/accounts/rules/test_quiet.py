"""When a telephone may ring: spans over midnight, zones, summer time, digests."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.rules.quiet import ALWAYS, Digest, Times, leaves_at, quiet_end

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
NIGHT = Times(time(22), time(7))


def _utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "at", "end"),
    [
        (ALWAYS, _utc(27, 20), None),
        (NIGHT, _utc(27, 18, 59), None),  # 21:59 in Moscow
        (NIGHT, _utc(27, 19), _utc(28, 4)),  # 22:00: until 7:00 of the next day
        (NIGHT, _utc(27, 22), _utc(28, 4)),  # 1:00 after midnight
        (NIGHT, _utc(28, 4), None),  # 7:00 is loud
        (Times(time(13), time(14)), _utc(27, 10, 30), _utc(27, 11)),
        (Times(time(13), time(13)), _utc(27, 10), None),
        (Times(time(13), None), _utc(27, 10), None),
    ],
)
def test_quiet_hours_end_when_they_say(times: Times, at: datetime, end: datetime | None) -> None:
    assert quiet_end(times, MOSCOW, at) == end


def test_the_night_of_the_changed_clock_ends_at_the_wall_clocks_hour() -> None:
    # On 25 October 2026 Berlin goes back from UTC+2 to UTC+1.
    assert quiet_end(NIGHT, BERLIN, _utc(24, 21, month=10)) == _utc(25, 6, month=10)
    # On 29 March it goes forward: half past two does not exist, and is the half hour after.
    assert quiet_end(Times(time(22), time(2, 30)), BERLIN, _utc(28, 22, month=3)) == _utc(29, 1, 30, month=3)


@pytest.mark.parametrize(
    ("times", "due"),
    [
        (ALWAYS, _utc(27, 10, 20)),
        (Times(digest=Digest.HOURLY), _utc(27, 11)),
        (Times(digest=Digest.DAILY, digest_at=time(14)), _utc(27, 11)),
        (Times(digest=Digest.DAILY, digest_at=time(13, 20)), _utc(28, 10, 20)),
        (Times(digest=Digest.DAILY, digest_at=time(9)), _utc(28, 6)),
        (Times(time(13), time(15), Digest.HOURLY), _utc(27, 12)),
    ],
)
def test_news_leaves_with_the_digest_and_after_the_quiet(times: Times, due: datetime) -> None:
    at = _utc(27, 10, 20)
    assert leaves_at(times, MOSCOW, at, urgent=False) == due
    assert leaves_at(times, MOSCOW, at, urgent=True) == at
