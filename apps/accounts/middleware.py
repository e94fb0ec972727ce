"""The signed-in person around a request: time zone, language, and what must be done before anything else."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from apps.accounts import mini_app
from apps.accounts.rules.duties import Duty
from apps.accounts.sessions import MiniSessionStore
from apps.common.clock import now
from apps.common.http.bearer import bearer_key
from apps.common.http.errors import csrf_failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from apps.accounts.models import User

SECOND_FACTOR_PASSED = "second_factor_passed"
MINI_COOKIE: Final = "nh_mini"
_MINI_SALT: Final = "accounts.mini_app"
_DUTY_PAGES = {Duty.SECOND_FACTOR: "accounts:second_factor", Duty.PASSWORD: "accounts:password_change"}
_ALWAYS_OPEN = ("accounts:sign_out", "accounts:set_language", "accounts:second_factor", "accounts:recovery_codes")


class HouseSessionMiddleware(SessionMiddleware):
    """Django's session of a browser; inside the Mini App first the session that Telegram opened, by its own cookie.

    In a frame of Telegram's the browser sends a cookie only with SameSite=None, which wants Secure. Such a cookie goes
    to the addresses of the Mini App only, and nothing outside of them believes its session.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of the request."""
        super().process_request(request)
        if mini_app.is_inside(request.path_info):
            store = MiniSessionStore(request.COOKIES.get(MINI_COOKIE))
            # One that is over leaves the browser's own session in its place.
            if SESSION_KEY in store:
                request.session = store

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session; the cookie of a short one is of its own kind."""
        session = request.session
        if not isinstance(session, MiniSessionStore):
            return super().process_response(request, response)
        if session.is_empty():
            response.delete_cookie(MINI_COOKIE, path=mini_app.PREFIX, samesite=_same_site())
        elif session.modified and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            try:
                session.save()
            except UpdateError:
                # It was ended meanwhile, by the person or by an administrator.
                return response
            response.set_cookie(
                MINI_COOKIE,
                session.session_key or "",
                max_age=session.absolute_seconds,
                path=mini_app.PREFIX,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite=_same_site(),
            )
        return response


def _same_site() -> Literal["None", "Lax"]:
    """Return the flag of the short session's cookie; without HTTPS browsers refuse «None»."""
    return "None" if settings.SESSION_COOKIE_SECURE else "Lax"


def mini_token(request: HttpRequest) -> str:
    """Return the token that writes inside the Mini App carry: made of the session's key, which no script can read."""
    key = request.session.session_key
    return salted_hmac(_MINI_SALT, key, algorithm="sha256").hexdigest() if key else ""


class MiniCsrfMiddleware:
    """Let a write inside the Mini App pass only with its session's token, from a page of this very site.

    Django's own check keeps a cookie that does not come into a frame of Telegram's. The way in carries no token: what
    Telegram said is the proof there, and a page of another site is refused all the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse a write that does not come from a page of ours."""
        if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"} or not mini_app.is_inside(request.path_info):
            return None
        if getattr(request, "_dont_enforce_csrf_checks", False):
            return None
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.get_host()}":
            return csrf_failure(request, "origin")
        match = request.resolver_match
        if match is not None and match.view_name == "accounts:mini_enter":
            return None
        given, wanted = request.headers.get("X-CSRFToken", ""), mini_token(request)
        if not wanted or not constant_time_compare(wanted, given):
            return csrf_failure(request, "token")
        return None


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
    if isinstance(request.session, MiniSessionStore):
        # Telegram's word stands for password and second factor; the pages of duties are outside of the Mini App.
        return None
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
