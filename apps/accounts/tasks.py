"""Periodic work of accounts: forget sessions that are over, used up codes and numbers of old updates."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from apps.accounts.models import TelegramCode, TelegramUpdate
from apps.accounts.sessions import SessionStore
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope

# Telegram keeps an update for a day; one that is older never comes again.
UPDATES_KEPT = timedelta(days=7)


@shared_task(name="accounts.clear_expired_sessions")
def clear_expired_sessions() -> int:
    """Delete sessions past their absolute end or idle for too long."""
    return SessionStore.clear_expired()


@shared_task(name="accounts.forget_telegram")
def forget_telegram() -> int:
    """Delete numbers of updates that never come again, and codes that are too old; returns how many."""
    with system_scope(SystemJob.MAINTENANCE):
        old = TelegramUpdate.objects.filter(created_at__lt=now() - UPDATES_KEPT)
        return old.delete()[0] + TelegramCode.objects.filter(expires_at__lt=now()).delete()[0]
