"""Outbox: what must be done outside the database exactly because a transaction committed.

`put` writes a row in the caller's transaction. `deliver` (the task `common.deliver_outbox`) claims due rows with FOR
UPDATE SKIP LOCKED and gives each a lease, runs the handler of its topic outside any transaction, and marks the row.
A worker that dies leaves the lease to run out and the row is tried again: nothing is lost; a row under which
workers end again and again is given up after as many attempts as any other. Something is done twice
only when a worker dies between the handler's success and the mark; handlers of letters therefore use the row's uid
as Message-ID, by which mail systems recognise the copy.

Messages of a topic whose payload has the same `together` are done as one when several are due (`along` of the message
that the handler is given), and stand or fall with it: what a person missed while a channel was quiet comes at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.common.clock import now
from apps.common.errors import DomainError
from apps.common.models import OutboxMessage
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

Handler = Callable[[OutboxMessage], None]

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=30)
BATCH = 50
MOST_TOGETHER = 49
_ERROR_CHARS = 500

logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}


class Undeliverable(DomainError):
    """A handler's word that trying again is of no use (the person is gone, the address is refused)."""

    code = "undeliverable"
    sentence = _("The message cannot be delivered: %(why)s")


class DeliveryFailed(DomainError):
    """A handler's word that it may work later."""

    code = "delivery_failed"
    sentence = _("The message was not delivered this time: %(why)s")


class Postponed(DomainError):
    """A handler's word that it is too early (a limit, a quiet hour); this was no attempt."""

    code = "delivery_postponed"
    sentence = _("The message waits until it may be sent.")

    def __init__(self, until: datetime) -> None:
        """Keep when it may be tried."""
        self.until = until
        super().__init__()


def register(topic: str, handler: Handler) -> None:
    """Tell who does the messages of a topic; raises ValueError when it is taken.

    The handler works outside a transaction and opens its own scopes; it raises DeliveryFailed, Undeliverable or
    Postponed.
    """
    if topic in _handlers:
        message = f"outbox topic {topic} is registered twice"
        raise ValueError(message)
    _handlers[topic] = handler


def put(
    topic: str, payload: dict[str, Any], *, organisation_id: int | None, due_at: datetime | None = None
) -> OutboxMessage:
    """Write a message in the caller's transaction; it exists exactly when that commits.

    Written as the job `outbox`, since the caller's role (a client's user) may not have the table.
    """
    with system_scope(SystemJob.OUTBOX):
        return OutboxMessage.objects.create(
            topic=topic, payload=payload, organisation_id=organisation_id, due_at=due_at or now()
        )


def deliver(limit: int = BATCH, *, only: Collection[int] | None = None) -> int:
    """Do up to `limit` due messages (of those with the keys `only`); returns how many were done."""
    done = 0
    for _number in range(limit):
        message = _claim(only)
        if message is None:
            break
        done += _do(message)
    return done


def _claim(only: Collection[int] | None = None) -> OutboxMessage | None:
    """Take the next due message: counted as tried and leased, so that no other worker takes it meanwhile."""
    with system_scope(SystemJob.OUTBOX):
        rows = _due() if only is None else _due().filter(pk__in=only)
        message = rows.first()
        if message is None:
            return None
        # What is about to be given up takes nothing along.
        if "together" in message.payload and message.attempts < MAX_ATTEMPTS:
            same = _due().filter(topic=message.topic, payload__together=message.payload["together"])
            same = same.filter(attempts__lt=MAX_ATTEMPTS)
            message.along = list(same.exclude(pk=message.pk)[:MOST_TOGETHER])
        for one in (message, *message.along):
            one.attempts += 1
            one.due_at = now() + LEASE
            one.save(update_fields=["attempts", "due_at", "updated_at"])
        return message


def _due() -> QuerySet[OutboxMessage]:
    """Return what may be done now and nobody is at, the longest due first."""
    return (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=OutboxMessage.State.WAITING, due_at__lte=now())
        .order_by("due_at", "pk")
    )


def _do(message: OutboxMessage) -> bool:
    """Run the handler and mark the message; give up one under which workers end before they can say anything."""
    if message.attempts > MAX_ATTEMPTS:
        _mark(message, OutboxMessage.State.FAILED, error=f"{MAX_ATTEMPTS} attempts did not come to an end")
        return False
    handler = _handlers.get(message.topic)
    if handler is None:
        _mark(message, OutboxMessage.State.FAILED, error=f"no handler for {message.topic}")
        return False
    try:
        handler(message)
    except Postponed as refusal:
        _update(message, due_at=refusal.until, attempts=F("attempts") - 1)
        return False
    except Undeliverable as refusal:
        _mark(message, OutboxMessage.State.FAILED, error=refusal.message)
        return False
    except DeliveryFailed as refusal:
        _retry(message, refusal.message)
        return False
    _mark(message, OutboxMessage.State.SENT)
    return True


def _retry(message: OutboxMessage, error: str) -> None:
    """Set the next try, each twice as late as the one before; give up after the last and let people see it."""
    if message.attempts >= MAX_ATTEMPTS:
        _mark(message, OutboxMessage.State.FAILED, error=error)
        return
    logger.warning("outbox %s attempt %s failed: %s", message.uid, message.attempts, error)
    delay = FIRST_DELAY * 2 ** (message.attempts - 1)
    _update(message, due_at=now() + delay, error=error[:_ERROR_CHARS])


def _mark(message: OutboxMessage, state: OutboxMessage.State, error: str = "") -> None:
    """Close a message."""
    if state is OutboxMessage.State.FAILED:
        logger.error("outbox %s failed for good: %s", message.uid, error)
    sent_at = now() if state is OutboxMessage.State.SENT else None
    _update(message, state=state, error=error[:_ERROR_CHARS], sent_at=sent_at)


def _update(message: OutboxMessage, **values: Any) -> None:
    """Write, unless the lease ran out and another worker has taken the message over."""
    with system_scope(SystemJob.OUTBOX):
        for one in (message, *message.along):
            OutboxMessage.objects.filter(pk=one.pk, attempts=one.attempts).update(**values)
