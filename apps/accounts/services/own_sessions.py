"""Own sessions: seen and ended by the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from apps.accounts.models import Session, User
from apps.accounts.permissions import PROFILE
from apps.accounts.sessions import digest
from apps.audit.services import record
from apps.common import access
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor


def end_session(*, by: Actor, uid: UUID) -> None:
    """End one own session; recorded. Raises Http404 for one that is over or another's."""
    access.require(by, PROFILE)
    with system_scope(SystemJob.SESSION):
        ended, _details = Session.objects.filter(user_id=by.person_id, uid=uid).delete()
        if not ended:
            raise Http404
        record(by=by, action="accounts.session.end", subject=User.objects.get(pk=by.person_id))


def end_other_sessions(*, by: Actor, session_key: str) -> int:
    """End every own session but this one; recorded. Returns how many."""
    access.require(by, PROFILE)
    with system_scope(SystemJob.SESSION):
        others = Session.objects.filter(user_id=by.person_id).exclude(key_digest=digest(session_key))
        ended, _details = others.delete()
        if ended:
            record(by=by, action="accounts.session.end_others", subject=User.objects.get(pk=by.person_id))
    return ended
