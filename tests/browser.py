"""A test browser: Django's client that sends what our pages send, an idempotency key with every write."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from apps.accounts.models import User
from apps.common.http.idempotency import FORM_FIELD
from apps.common.scope import SystemJob, system_scope


class Browser(Client):
    """Posts forms as a page does; `key` repeats a form that was sent before."""

    def post(  # type: ignore[override]  # pages and API send their key with every write
        self, path: str, data: Any = None, *args: Any, key: str | None = None, **kwargs: Any
    ) -> Any:
        """Send a form (or JSON) with its key."""
        key = key or uuid.uuid4().hex
        if path.startswith("/api/"):
            kwargs["headers"] = {"Idempotency-Key": key} | (kwargs.get("headers") or {})
            return super().post(path, data, *args, **{"content_type": "application/json"} | kwargs)
        return super().post(path, {FORM_FIELD: key} | (data or {}), *args, **kwargs)

    def sign_in_as(self, user: User) -> None:
        """Open a session for this person without the pages of signing in."""
        with system_scope(SystemJob.SIGN_IN):
            self.force_login(user, backend="apps.accounts.backends.PolicyBackend")
