"""Clock: the one place that asks for the time, so that tests and replays can set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def now() -> datetime:
    """Return the present instant, in UTC, aware."""
    return timezone.now()
