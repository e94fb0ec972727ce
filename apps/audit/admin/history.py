"""What the History button of the admin shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.audit import selectors
from apps.common.admin import HistoryEntry, history_provider

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from apps.common.actor import Actor


@history_provider
def entries_of(actor: Actor, row: Model) -> Iterable[HistoryEntry]:
    """The records of a row as the actor may read them, newest first."""
    return [
        HistoryEntry(
            at=found.record.at,
            by=found.record.actor_label,
            action=found.record.action,
            changes={change.field: (change.before, change.after) for change in found.changes},
            reason=found.record.reason,
        )
        for found in selectors.history(actor, row)
    ]
