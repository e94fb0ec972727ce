"""Numbers: gap-free and unique, given out under a row lock inside the caller's transaction."""

from __future__ import annotations

from django.db import connection

_NEXT = """
INSERT INTO common_numbersequence (organisation_id, kind, period, last_number) VALUES (%s, %s, %s, 1)
ON CONFLICT (organisation_id, kind, period) DO UPDATE SET last_number = common_numbersequence.last_number + 1
RETURNING last_number
"""


_LAST = "SELECT kind, period, last_number FROM common_numbersequence WHERE organisation_id = %s AND kind = ANY(%s)"


def last_numbers(organisation_id: int, kinds: list[str]) -> dict[tuple[str, str], int]:
    """Return the last number given out by kind and period; a counter that has not begun is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [organisation_id, kinds])
        return {(kind, period): int(last) for kind, period, last in cursor.fetchall()}


def next_number(organisation_id: int, kind: str, period: str = "") -> int:
    """Return the next number of this kind and period, from 1.

    The counter row stays locked until the transaction ends, and a rollback takes the number back: no gap, no
    duplicate. Call it as late as possible in a service, since it makes others of the same kind wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [organisation_id, kind, period])
        return int(cursor.fetchone()[0])
