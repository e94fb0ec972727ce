"""Content policy: strict everywhere, with exceptions by address or page and for a reason each.

- /admin/ and /api/docs/: their builds need inline code (Alpine in the admin also eval);
- pages on which codes are scanned: the reader is WebAssembly, which needs 'wasm-unsafe-eval' (docs/adr/0012);
- pages of the Mini App: Telegram's clients show them in a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE, WASM_UNSAFE_EVAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

ADMIN_PREFIX = "/admin/"
API_DOCS_PREFIX = "/api/docs/"


def reads_codes(request: HttpRequest) -> None:
    """Note that the page being drawn reads codes, so that its answer may run the reader's WebAssembly."""
    request.reads_codes = True  # type: ignore[attr-defined]  # read by ContentPolicyMiddleware


def framed_by(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """Let pages of these origins show this one answer in a frame; every other answer stays denied."""
    response._csp_replace = {"frame-ancestors": list(origins)}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's documented hook
    response.xframe_options_exempt = True  # read by XFrameOptionsMiddleware, which knows no list
    return response


class ContentPolicyMiddleware:
    """Widen the policy where one of the exceptions holds."""

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
        elif getattr(request, "reads_codes", False):
            widened = {"script-src": [SELF, WASM_UNSAFE_EVAL]} | getattr(response, "_csp_replace", {})
            response._csp_replace = widened  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's documented hook
        return response
