"""Refusals on the web: a DomainError becomes a page with its sentence, or the error pages of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.common.errors import AccessDenied, DomainError
from apps.common.http.declared import public

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


class RefusalMiddleware:
    """Turn a DomainError that no view answered into an answer a person can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal: the sentence as a message on the page it came from, or a page of its own."""
        if not isinstance(exception, DomainError) or isinstance(exception, AccessDenied):
            return None
        request.scope_failed = True  # type: ignore[attr-defined]  # read by ScopeMiddleware
        back = request.headers.get("Referer", "")
        if request.method == "POST" and not request.headers.get("HX-Request") and _own(request, back):
            messages.error(request, exception.message)
            return HttpResponseRedirect(back)
        return render(request, "errors/refused.html", {"error": exception}, status=exception.status)


def _own(request: HttpRequest, address: str) -> bool:
    """Whether an address belongs to this very site."""
    return address.startswith((f"http://{request.get_host()}/", f"https://{request.get_host()}/"))


def _answer(request: HttpRequest, status: int, code: str, title: Any, **more: Any) -> HttpResponse:
    """Return the error's page, or for the API its problem document."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": str(title), "status": status, "code": code}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return render(request, f"errors/{status}.html", more, status=status)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400: the request cannot be understood."""
    return _answer(request, 400, "parse_error", _("The request could not be understood"))


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the right is missing."""
    return _answer(request, 403, AccessDenied.code, AccessDenied.sentence, error=exception)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: nothing here, or not for you."""
    return _answer(request, 404, "not_found", _("There is nothing here"))


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says the request's id so that it can be found in the logs."""
    return _answer(
        request, 500, "server_error", _("Something broke on our side"), request_id=getattr(request, "request_id", "")
    )


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page was open too long or that came from elsewhere."""
    if request.path.startswith("/api/"):
        return _answer(request, 403, "csrf_failed", _("The form has expired"))
    return render(request, "errors/csrf.html", {"reason": reason, "title": _("The form has expired")}, status=403)
