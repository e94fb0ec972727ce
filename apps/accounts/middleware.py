"""The signed-in person around a request: time zone, language, and what must be done before anything else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.rules.duties import Duty
from apps.common.clock import now
from apps.common.http.bearer import bearer_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from apps.accounts.models import User

SECOND_FACTOR_PASSED = "second_factor_passed"
_DUTY_PAGES = {Duty.SECOND_FACTOR: "accounts:second_factor", Duty.PASSWORD: "accounts:password_change"}
_ALWAYS_OPEN = ("accounts:sign_out", "accounts:set_language", "accounts:second_factor", "accounts:recovery_codes")


class PersonMiddleware:
    """Show times and texts as the person wants them; hold back who must enrol a second factor or change a password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve in the person's zone and language."""
        user = cast("Any", request).user
        if not user.is_authenticated:
            return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and translation.check_for_language(user.language):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        duty = None if bearer_key(request) else duty_of(request, user)
        if duty is not None and request.path not in _open_paths(duty):
            return _held_back(request, duty)
        with timezone.override(ZoneInfo(user.time_zone)):
            return self.get_response(request)


def duty_of(request: HttpRequest, user: User) -> Duty | None:
    """Return what the person must do before anything else, None when nothing."""
    if second_factor_required(user) and not request.session.get(SECOND_FACTOR_PASSED):
        return Duty.SECOND_FACTOR
    longest = timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    if longest and (user.password_changed_at or user.created_at) + longest < now():
        return Duty.PASSWORD
    return None


def second_factor_required(user: User) -> bool:
    """Whether the person's role may not work without a second factor here."""
    return bool(settings.SECOND_FACTOR_REQUIRED_FOR_STAFF) and user.is_staff


def _open_paths(duty: Duty) -> set[str]:
    """Return the addresses that stay open while a duty is due."""
    return {reverse(name) for name in (*_ALWAYS_OPEN, _DUTY_PAGES[duty])}


def _held_back(request: HttpRequest, duty: Duty) -> HttpResponse:
    """Lead to the page of the duty; the API and htmx get an answer of their own kind."""
    page = reverse(_DUTY_PAGES[duty])
    if request.path.startswith("/api/"):
        title = _("Finish setting up your account in the browser first.")
        problem = {"type": "about:blank", "title": title, "status": 403, "code": f"duty_{duty}"}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return HttpResponseRedirect(page)
