"""Periodic work of accounts: forget sessions that are over."""

from __future__ import annotations

from celery import shared_task

from apps.accounts.sessions import SessionStore


@shared_task(name="accounts.clear_expired_sessions")
def clear_expired_sessions() -> int:
    """Delete sessions past their absolute end or idle for too long."""
    return SessionStore.clear_expired()
