"""Signing in: password, second factor, and the session that follows; each success and failure is recorded.

These services take the HTTP request itself: signing in is a change of the browser's session. They open the scope of
the job `sign-in`, since nobody is known yet.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate, login, logout

from apps.accounts.middleware import SECOND_FACTOR_PASSED
from apps.accounts.models import Session, User
from apps.accounts.policy import actor_for_user, client_ip
from apps.accounts.sessions import digest
from apps.audit.services import record, record_sign_in
from apps.common.actor import Actor, ActorKind
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.http import HttpRequest

BACKEND = "apps.accounts.backends.PolicyBackend"
PENDING_USER = "pending_user"
PENDING_SINCE = "pending_since"
PENDING_LIFETIME = timedelta(minutes=10)
_AGENT_CHARS = 300


def check_password(request: HttpRequest, name: str, password: str) -> User | None:
    """Return the person whose login or e-mail and password these are; a failure is counted and recorded.

    None when they do not fit, the account does not work, or the sign-in is locked (`request.axes_locked_out`).
    """
    user = authenticate(request, username=name, password=password)
    if user is None:
        why = "locked" if getattr(request, "axes_locked_out", False) else "password"
        refuse(request, name, why)
    return user


def refuse(request: HttpRequest, name: str, why: str, user: User | None = None) -> None:
    """Record a refused attempt to sign in."""
    with system_scope(SystemJob.SIGN_IN):
        if user is None:
            user = find(name)
        record_sign_in(
            by=visitor(request), user=user, login=name, succeeded=False, user_agent=browser_of(request), why=why
        )


def find(name: str) -> User | None:
    """Return the person of a login or e-mail. Needs a system scope."""
    try:
        return User.objects.get_by_natural_key(name)
    except User.DoesNotExist:
        return None


def hold(request: HttpRequest, user: User) -> None:
    """Remember, under a fresh session key, that the password was right and the second factor is still to come."""
    with system_scope(SystemJob.SIGN_IN):
        request.session.flush()
        request.session[PENDING_USER] = str(user.uid)
        request.session[PENDING_SINCE] = now().timestamp()


def held(request: HttpRequest) -> User | None:
    """Return the person whose second factor is awaited; None when nobody, or for too long."""
    since = request.session.get(PENDING_SINCE)
    if since is None or now().timestamp() - since > PENDING_LIFETIME.total_seconds():
        return None
    with system_scope(SystemJob.SIGN_IN):
        user = User.objects.filter(uid=request.session[PENDING_USER]).first()
    return user if user and user.is_active else None


def complete(request: HttpRequest, user: User, *, how: str, second_factor: bool) -> int:
    """Open the session: new key, address and browser noted, the oldest ended beyond the limit, recorded.

    Returns how many older sessions were ended.
    """
    with system_scope(SystemJob.SIGN_IN):
        for name in (PENDING_USER, PENDING_SINCE):
            request.session.pop(name, None)
        login(request, user, backend=BACKEND)
        request.session[SECOND_FACTOR_PASSED] = second_factor
        mine = digest(request.session.session_key or "")
        Session.objects.filter(key_digest=mine).update(
            user=user,
            organisation=user.organisation,
            ip=client_ip(request),
            user_agent=browser_of(request)[:_AGENT_CHARS],
        )
        ended = _end_oldest(user, keep=mine)
        actor = actor_for_user(user, ip=client_ip(request), request_id=getattr(request, "request_id", ""))
        record_sign_in(by=actor, user=user, login=user.login, succeeded=True, user_agent=browser_of(request), why=how)
    return ended


def leave(request: HttpRequest, by: Actor) -> None:
    """Sign out: the session ends, and that is recorded."""
    with system_scope(SystemJob.SIGN_IN):
        logout(request)
        record(by=by, action="accounts.session.sign_out", subject=User.objects.get(pk=by.person_id))


def _end_oldest(user: User, *, keep: str) -> int:
    """End the person's sessions of one kind beyond the limit, the longest unseen first; the new one stays.

    The Mini App opens one at each start: it must not end those of browsers.
    """
    kind = Session.objects.values_list("kind", flat=True).get(key_digest=keep)
    others = Session.objects.filter(user=user, kind=kind, expires_at__gt=now()).exclude(key_digest=keep)
    surplus = others.count() + 1 - int(settings.SESSIONS_PER_USER)
    if surplus <= 0:
        return 0
    oldest = others.order_by("last_seen_at", "pk").values_list("pk", flat=True)[:surplus]
    return Session.objects.filter(pk__in=list(oldest)).delete()[0]


def visitor(request: HttpRequest) -> Actor:
    """Return the actor of somebody who is not known yet."""
    return Actor(
        kind=ActorKind.ANONYMOUS,
        label="visitor",
        ip=client_ip(request) or None,
        request_id=getattr(request, "request_id", ""),
    )


def browser_of(request: HttpRequest) -> str:
    """Return what the browser says it is."""
    return request.headers.get("User-Agent", "").replace("\x00", "")
