"""Clock: the one place that asks for the time, so that tests and replays can set it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, datetime


def now() -> datetime:
    """Return the present instant, in UTC, aware."""
    return timezone.now()


def today() -> date:
    """Return the day it is where the person is who asks; in a job, the day in UTC."""
    return timezone.localdate(now())


def day_in(zone: str, at: datetime | None = None) -> date:
    """Return the day in an IANA zone (of a place, a company, a person), at an instant or now."""
    return (at or now()).astimezone(ZoneInfo(zone)).date()
