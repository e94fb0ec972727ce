"""Timelines: that something happened to objects a person sees, without the values that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from apps.audit.models import AuditRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, what, by whom, to which object, and the reason given."""

    at: datetime
    action: str
    actor_label: str
    subject_type: str
    subject_key: str
    reason: str


def timeline(subjects: Iterable[Model], limit: int = 50) -> list[Moment]:
    """Return the newest moments of these objects, which the caller has narrowed to what the person may see.

    Values before and after stay with the holders of the right to read the log. One query.
    """
    wanted = Q(pk__in=[])
    for subject in subjects:
        key = str(getattr(subject, "uid", None) or subject.pk)
        wanted |= Q(subject_type=subject._meta.label_lower, subject_key=key)
    columns = ("at", "action", "actor_label", "subject_type", "subject_key", "reason")
    rows = AuditRecord.objects.filter(wanted).order_by("-at", "-id").values_list(*columns)[:limit]
    return [Moment(*row) for row in rows]


def touched(rows: QuerySet[Any], actions: Collection[str]) -> set[str]:
    """Return the keys (uid) of those of these rows about which one of the actions was recorded. One query."""
    keys = list(map(str, rows.values_list("uid", flat=True)))
    told = AuditRecord.objects.filter(
        subject_type=rows.model._meta.label_lower, subject_key__in=keys, action__in=actions
    )
    return set(told.order_by().values_list("subject_key", flat=True).distinct())
