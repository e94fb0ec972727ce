"""Own sessions, as the person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from apps.accounts.models import Session
from apps.accounts.permissions import PROFILE
from apps.accounts.sessions import digest
from apps.common import access
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser in which the person is signed in."""

    uid: UUID
    browser: str
    ip: str
    signed_in_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_this: bool
    is_telegram: bool


def own_sessions(actor: Actor, session_key: str) -> list[OwnSession]:
    """Return the living sessions of the person, the last seen first."""
    access.require(actor, PROFILE)
    idle_since = now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    with system_scope(SystemJob.SESSION):
        rows = Session.objects.filter(user_id=actor.person_id, expires_at__gt=now(), last_seen_at__gt=idle_since)
        return [
            OwnSession(
                uid=row.uid,
                browser=row.user_agent,
                ip=row.ip,
                signed_in_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
                is_this=row.key_digest == digest(session_key),
                is_telegram=row.kind == Session.Kind.TELEGRAM,
            )
            for row in rows.order_by("-last_seen_at")
        ]
