"""Periodic work of common: deliver the outbox, forget old idempotency keys."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from kombu.exceptions import OperationalError

from apps.common import outbox
from apps.common.clock import now
from apps.common.imports import work
from apps.common.models import IdempotencyRecord, OutboxMessage
from apps.common.scope import SystemJob, system_scope

KEYS_KEPT = timedelta(days=2)


@shared_task(name="common.deliver_outbox")
def deliver_outbox() -> int:
    """Do what is due; called when something was written, and every few seconds as the sweeper."""
    return outbox.deliver()


@shared_task(name="common.run_import", queue="docs")
def run_import(run_id: int) -> None:
    """Check or write the rows of one import, in batches, until it is through."""
    work.work(run_id)


def hand_over(message: OutboxMessage) -> None:
    """Give an import to the queue of long work, so that letters need not wait for it (outbox topic `common.import`)."""
    try:
        run_import.delay(message.payload["run"])
    except OperationalError as error:
        raise outbox.DeliveryFailed(why=str(error)) from error


@shared_task(name="common.continue_imports")
def continue_imports() -> int:
    """Take up imports whose worker ended in the middle, and forget what files brought a month ago."""
    work.forget_cells()
    return work.take_up()


@shared_task(name="common.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Delete answers that nobody will ask for again (older than two days)."""
    with system_scope(SystemJob.MAINTENANCE):
        return IdempotencyRecord.objects.filter(created_at__lt=now() - KEYS_KEPT).delete()[0]
