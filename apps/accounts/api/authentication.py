"""Who calls the API: the scope middleware has already found out; DRF only asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication

from apps.common.actor import ActorKind
from apps.common.http.scope import actor_of

if TYPE_CHECKING:
    from rest_framework.request import Request


class TokenAuthentication(BaseAuthentication):
    """Accept the actor of a bearer key."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the actor when the request came with a valid key."""
        actor = actor_of(request._request)  # noqa: SLF001 - DRF's documented attribute
        return (actor, None) if actor.kind in {ActorKind.TOKEN, ActorKind.AGENT} else None

    def authenticate_header(self, request: Request) -> str:
        """Make an unauthenticated answer 401 and name the way in."""
        return 'Bearer realm="api"'


class ScopedSessionAuthentication(SessionAuthentication):
    """Accept the signed-in browser; writes need the CSRF token."""
