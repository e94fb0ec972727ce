"""The queue of records to compare: marked from both sides, taken by kind, removed when done, kept when refused.

Every piece of work stands here before it is done and leaves in the transaction that writes down its outcome, so a
worker that dies at any point loses nothing; what it had done already is found equal the next time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import F, Q

from apps.common.clock import now
from apps.crm.enums import ExchangeKind, Side
from apps.crm.models import BitrixTask

CHUNK: Final = 100
_AT_ONCE: Final = 1000
_FIRST_DELAY: Final = timedelta(minutes=10)
_LONGEST_DELAY: Final = timedelta(hours=24)
_ORDER: Final = tuple(
    (kind, side)
    for kind in (ExchangeKind.COMPANY, ExchangeKind.CONTACT, ExchangeKind.BANK)
    for side in (Side.REMOTE, Side.LOCAL)
)


def mark(organisation_id: int, kind: ExchangeKind, side: Side, refs: Iterable[int], *, again: bool = True) -> int:
    """Let records be compared now; returns how many were new. `again=False` leaves those alone that wait already."""
    instant = now()
    wanted = sorted(set(refs))
    new = 0
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        waiting_rows = BitrixTask.objects.filter(kind=kind, side=side, ref__in=part)
        known = set(waiting_rows.values_list("ref", flat=True))
        if again and known:
            waiting_rows.update(mark=F("mark") + 1, due_at=instant, attempts=0)
        rows = [
            BitrixTask(
                organisation_id=organisation_id, kind=kind, side=side, ref=ref, marked_at=instant, due_at=instant
            )
            for ref in part
            if ref not in known
        ]
        BitrixTask.objects.bulk_create(rows, ignore_conflicts=True)
        new += len(rows)
    return new


def take(limit: int = CHUNK) -> list[BitrixTask]:
    """Return the next records of one kind and side that are due, those of the portal first."""
    for kind, side in _ORDER:
        due = BitrixTask.objects.filter(kind=kind, side=side, due_at__lte=now())
        rows = list(due.order_by("id")[:limit])
        if rows:
            return rows
    return []


def done(tasks: Iterable[BitrixTask]) -> None:
    """Remove tasks, but for those that were marked again meanwhile."""
    wanted = Q(pk__in=[])
    for task in tasks:
        wanted |= Q(pk=task.pk, mark=task.mark)
    BitrixTask.objects.filter(wanted).delete()


def refuse(tasks: Iterable[BitrixTask], sentence: str, label: str) -> None:
    """Keep tasks with what is wrong; they are tried again later, each time twice as late."""
    for task in tasks:
        delay = min(_FIRST_DELAY * 2 ** min(task.attempts, 10), _LONGEST_DELAY)
        task.error, task.label = sentence[:500], label[:200]
        task.attempts += 1
        task.due_at = now() + delay
        task.save(update_fields=["error", "label", "attempts", "due_at", "updated_at"])


def hurry(kinds: Iterable[ExchangeKind]) -> int:
    """Let refused records of these kinds be tried now."""
    return BitrixTask.objects.filter(kind__in=list(kinds)).exclude(error="").update(due_at=now())


def waiting() -> int:
    """Return how many records are still to be compared; refused ones are not counted."""
    return BitrixTask.objects.filter(error="").count()
