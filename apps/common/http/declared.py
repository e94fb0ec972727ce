"""Declared rights: every address says which permission opens it, or that it is public."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from apps.common import access
from apps.common.http.scope import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from apps.common.access import Permission

ViewT = TypeVar("ViewT", bound="Callable[..., Any]")


def guarded(permission: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Open a page to holders of `permission` only: signed out goes to sign-in, a missing right is 403.

    Which rows are shown is the view's business (access.narrow, access.fetch). The permission is kept on the view,
    where the matrix test reads it.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            actor = actor_of(request)
            if not actor.is_known:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(request.path).url})
                return redirect_to_login(request.get_full_path())
            access.require(actor, permission)
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]  # read by the matrix test
        return checked

    return decorate


def public(view: ViewT) -> ViewT:
    """Declare that an address needs no sign-in."""
    view.public = True  # type: ignore[attr-defined]  # read by the matrix test
    return view
