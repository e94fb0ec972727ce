"""Session engine: rows in `accounts.Session`, found by the hash of their key, with idle and absolute end.

The engine opens its own scope: a session is read before anybody is known.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models import Q

from apps.accounts.models import Session
from apps.common.clock import now
from apps.common.scope import SystemJob, system_scope

# How stale «last seen» may be before it is written again: one write per minute and browser, not per request.
_SEEN_STEP = timedelta(minutes=1)


def digest(key: str) -> str:
    """Return the hash under which a session key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's session interface over `accounts.Session`; a key of one kind opens nothing of another."""

    kind: Session.Kind = Session.Kind.WEB

    @property
    def absolute_seconds(self) -> int:
        """How long a session lives at the most."""
        return int(settings.SESSION_ABSOLUTE_SECONDS)

    def _find(self) -> Session | None:
        """Return the living row of this key, None when it is unknown, idle for too long, or over."""
        at = now()
        idle_since = at - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        return Session.objects.filter(
            key_digest=digest(self._session_key or ""),
            kind=self.kind,
            expires_at__gt=at,
            last_seen_at__gt=idle_since,
        ).first()

    def load(self) -> dict[str, Any]:
        """Return the session's data; an ended session is empty and loses its key."""
        with system_scope(SystemJob.SESSION):
            row = self._find()
            if row is None:
                self._session_key = None
                return {}
            if now() - row.last_seen_at > _SEEN_STEP:
                Session.objects.filter(pk=row.pk).update(last_seen_at=now())
        return self.decode(row.data)

    def exists(self, session_key: str) -> bool:
        """Whether a key is taken."""
        with system_scope(SystemJob.SESSION):
            return Session.objects.filter(key_digest=digest(session_key)).exists()

    def create(self) -> None:
        """Make a new key with an empty row."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # the stubs lack it
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the data; refuse to bring back a session that was ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # part of SessionBase's contract for engines
        values = {"data": self.encode(data), "user_id": data.get("_auth_user_id"), "last_seen_at": now()}
        with system_scope(SystemJob.SESSION):
            if must_create:
                self._insert(values)
            elif not Session.objects.filter(key_digest=digest(self.session_key)).update(**values):
                raise UpdateError

    def _insert(self, values: dict[str, Any]) -> None:
        """Insert the row; raises CreateError when the key is taken."""
        expires_at = now() + timedelta(seconds=self.absolute_seconds)
        key = digest(self.session_key or "")
        try:
            with transaction.atomic():
                Session.objects.create(key_digest=key, kind=self.kind, expires_at=expires_at, **values)
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key:
            with system_scope(SystemJob.SESSION):
                Session.objects.filter(key_digest=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> int:  # type: ignore[override]  # Django's returns nothing; the count is told to people
        """Delete sessions that are over, or idle for too long; returns how many."""
        idle_since = now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        with system_scope(SystemJob.SESSION):
            over = Session.objects.filter(Q(expires_at__lt=now()) | Q(last_seen_at__lt=idle_since))
            return over.delete()[0]

    def get_expiry_date(self, **_: Any) -> datetime:
        """Return the absolute end for the cookie."""
        return now() + timedelta(seconds=self.absolute_seconds)


class MiniSessionStore(SessionStore):
    """A short session that Telegram's word has opened; it is believed inside the Mini App only."""

    kind = Session.Kind.TELEGRAM

    @property
    def absolute_seconds(self) -> int:
        """How long such a session lives at the most: the Mini App is opened again by one touch."""
        return int(settings.TELEGRAM_SESSION_SECONDS)
