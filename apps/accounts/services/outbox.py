"""Messages that were given up are put back into the queue by the administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from apps.accounts.permissions import OUTBOX_MANAGE
from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Conflict
from apps.common.models import OutboxMessage
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor


def retry_message(*, by: Actor, uid: UUID) -> OutboxMessage:
    """Let a message that was given up be tried again from the first attempt, at once; one record.

    Raises AccessDenied, Http404 for another organisation's, Conflict for one that was not given up.
    """
    access.require(by, OUTBOX_MANAGE)
    with system_scope(SystemJob.OUTBOX):
        message = OutboxMessage.objects.select_for_update().filter(organisation_id=by.tenant_id, uid=uid).first()
        if message is None:
            raise Http404
        if message.state != OutboxMessage.State.FAILED:
            raise Conflict
        before = {"state": message.state, "attempts": message.attempts, "error": message.error}
        message.state, message.attempts, message.due_at = OutboxMessage.State.WAITING, 0, now()
        message.save(update_fields=["state", "attempts", "due_at", "updated_at"])
        after = {"state": message.state, "attempts": 0}
        record(
            by=by,
            action="accounts.outbox.retry",
            subject=message,
            before=before,
            after=after,
            organisation_id=by.tenant_id,
        )
    return message
