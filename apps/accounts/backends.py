"""Authentication backend: login or e-mail with a password; rights come from the access policy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.accounts.policy import actor_for_user
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.http import HttpRequest


class PolicyBackend:
    """Finds a person by login or e-mail and checks the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return the person, or None; takes as long for an unknown name as for a wrong password."""
        del request
        if not username or password is None:
            return None
        with system_scope(SystemJob.SIGN_IN):
            try:
                user = User.objects.get_by_natural_key(username)
            except User.DoesNotExist:
                make_password(password)
                return None
            return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session while the account works, with the actor they are in this request."""
        with system_scope(SystemJob.AUTHENTICATE):
            user = User.objects.select_related("organisation").filter(pk=user_id).first()
            if user is None or not user.is_active:
                return None
            user.present = actor_for_user(user)
        return user
