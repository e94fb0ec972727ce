"""Content policy: strict everywhere; the admin's Alpine build needs eval and inline styles, under /admin/ only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ADMIN_PREFIX = "/admin/"
API_DOCS_PREFIX = "/api/docs/"


class AdminPolicyMiddleware:
    """Widen script-src and style-src of the answers below /admin/ and of the API's documentation page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer for django-csp."""
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_replace = {  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's documented hook
                "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        elif request.path.startswith(API_DOCS_PREFIX):
            response._csp_replace = {  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's documented hook
                "script-src": [SELF, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return response
