"""Periodic work of common: deliver the outbox, forget old idempotency keys."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from apps.common import outbox
from apps.common.clock import now
from apps.common.models import IdempotencyRecord
from apps.common.scope import SystemJob, system_scope

KEYS_KEPT = timedelta(days=2)


@shared_task(name="common.deliver_outbox")
def deliver_outbox() -> int:
    """Do what is due; called when something was written, and every few seconds as the sweeper."""
    return outbox.deliver()


@shared_task(name="common.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Delete answers that nobody will ask for again (older than two days)."""
    with system_scope(SystemJob.MAINTENANCE):
        return IdempotencyRecord.objects.filter(created_at__lt=now() - KEYS_KEPT).delete()[0]
