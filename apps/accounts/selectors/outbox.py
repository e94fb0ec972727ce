"""Messages of the organisation that could not be sent, for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.accounts.models import Notification, User
from apps.accounts.permissions import OUTBOX_MANAGE
from apps.common import access
from apps.common.models import OutboxMessage
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor

LIMIT = 500


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """One message that was given up; `recipient` is empty when it names no person."""

    uid: UUID
    topic: str
    recipient: str
    error: str
    attempts: int
    made_at: datetime
    failed_at: datetime


def failed_messages(actor: Actor) -> list[FailedMessage]:
    """Return what was given up, the latest first (at most 500). The table is closed to staff: read as a job."""
    access.require(actor, OUTBOX_MANAGE)
    with system_scope(SystemJob.OUTBOX):
        rows = list(
            OutboxMessage.objects.filter(organisation_id=actor.tenant_id, state=OutboxMessage.State.FAILED).order_by(
                "-updated_at", "-pk"
            )[:LIMIT]
        )
        names = _recipients(rows)
    return [
        FailedMessage(
            row.uid, row.topic, names.get(row.pk, ""), row.error, row.attempts, row.created_at, row.updated_at
        )
        for row in rows
    ]


def _recipients(rows: list[OutboxMessage]) -> dict[int, str]:
    """Return by message whom it was meant for. Needs a system scope."""
    told = {row.payload["notification"] for row in rows if "notification" in row.payload}
    readers = dict(Notification.objects.filter(pk__in=told).values_list("pk", "user_id"))
    users = {row.pk: row.payload.get("user") or readers.get(row.payload.get("notification", 0)) for row in rows}
    names = dict(User.objects.filter(pk__in=filter(None, users.values())).values_list("pk", "name"))
    return {key: names.get(user or 0, "") for key, user in users.items()}
