"""Declared rights of API views: each action names its permission; an action without one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission

from apps.common import access
from apps.common.http.scope import actor_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from apps.common.access import Permission


def permission_of(view: Any) -> Permission | None:
    """Return the permission that a view (or the action it is about to run) declares."""
    by_action = getattr(view, "permissions", None)
    if by_action is not None:
        # OPTIONS has no action of its own: whoever may read may ask what can be done.
        found: Permission | None = by_action.get(getattr(view, "action", None) or "list")
        return found
    return getattr(view, "permission", None)


class DeclaredPermission(BasePermission):
    """Let through whoever holds the declared permission; `public = True` opens a view to everybody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the access policy."""
        if getattr(view, "public", False):
            return True
        permission = permission_of(view)
        return permission is not None and access.holds(actor_of(request._request), permission)  # noqa: SLF001 - DRF's documented attribute
