"""The history of one object: its records, for the History button and timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.audit.selectors.details import Detail, opened
from apps.audit.selectors.records import records

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.common.actor import Actor


def history(actor: Actor, subject: Model, limit: int = 200) -> list[Detail]:
    """The newest records about an object that the actor may read, at most `limit`; two queries."""
    key = str(getattr(subject, "uid", None) or subject.pk)
    rows = records(actor).filter(subject_type=subject._meta.label_lower, subject_key=key)
    return [opened(actor, row) for row in rows.prefetch_related("personal_values")[:limit]]
