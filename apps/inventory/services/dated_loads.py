"""Dated loads: after a change, what each unit counts from now on is written beside what it counted before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from apps.common.clock import now

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


def follow(moments: Mapping[int, datetime]) -> None:
    """Close and open the dated loads of these units, each at its instant, where they changed (one statement)."""
    if not moments:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT inventory_follow_loads(%s, %s)", [list(moments), list(moments.values())])


def follow_now(unit_ids: Collection[int]) -> None:
    """Close and open the dated loads of these units at this moment."""
    follow(dict.fromkeys(unit_ids, now()))
