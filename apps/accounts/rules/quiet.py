"""When a telephone may ring: quiet hours and gathered news, in the person's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Digest(StrEnum):
    """How often what is not urgent comes."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Times:
    """What a person chose; quiet hours may pass midnight, and equal ends mean none."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    digest: Digest = Digest.AT_ONCE
    digest_at: time = time(9)


ALWAYS = Times()


def quiet_end(times: Times, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return when the quiet hours end that `at` falls into (in UTC); None when it falls into none."""
    begin, end = times.quiet_from, times.quiet_until
    if begin is None or end is None or begin == end:
        return None
    here = at.astimezone(zone)
    clock = here.time().replace(tzinfo=None)
    if begin < end:
        inside, days = begin <= clock < end, 0
    else:
        inside, days = clock >= begin or clock < end, int(clock >= begin)
    return _moment(here, end, days, zone) if inside else None


def leaves_at(times: Times, zone: ZoneInfo, at: datetime, *, urgent: bool) -> datetime:
    """Return when something told at `at` may leave: at once when urgent, else with the digest, after quiet hours."""
    if urgent:
        return at
    due = _gathered_at(times, zone, at)
    return quiet_end(times, zone, due) or due


def _gathered_at(times: Times, zone: ZoneInfo, at: datetime) -> datetime:
    """Return when the next digest is due."""
    if times.digest is Digest.HOURLY:
        return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if times.digest is Digest.DAILY:
        here = at.astimezone(zone)
        due = _moment(here, times.digest_at, 0, zone)
        return due if due > at else _moment(here, times.digest_at, 1, zone)
    return at


def _moment(here: datetime, clock: time, days: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall clock's time, so many days on; a time that a zone skips is the one after it."""
    day = here.date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
