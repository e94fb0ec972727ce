"""Sign in, second factor, sign out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import lockout, shell
from apps.accounts.exceptions import SignInLocked, WrongCredentials
from apps.accounts.forms.signing_in import CodeForm, SignInForm
from apps.accounts.permissions import PROFILE
from apps.accounts.services import second_factor, signing_in
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded, public
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.models import User

NEXT = "next"


def safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards: an address of this site, else the first screen."""
    address = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; with an authenticator app the code comes on the next page."""
    if actor_of(request).is_known and request.method == "GET":
        return HttpResponseRedirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=200 if request.method == "GET" else 422)
    user = signing_in.check_password(request, form.cleaned_data["username"], form.cleaned_data["password"])
    if user is None:
        form.add_error(None, WrongCredentials().message)
        return _page(request, form, status=422)
    if second_factor.is_enrolled(user):
        signing_in.hold(request, user)
        request.session[NEXT] = safe_next(request)
        return redirect("accounts:sign_in_code")
    return _completed(request, user, safe_next(request), how="password", passed=False)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, or a recovery code."""
    user = signing_in.held(request)
    if user is None:
        messages.warning(request, _("The sign-in took too long. Begin again."))
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            how = second_factor.verify(user, form.cleaned_data["code"])
        except DomainError as refusal:
            signing_in.refuse(request, user.login, "second factor", user)
            form.add_error("code", refusal.message)
            return render(request, "accounts/sign_in_code.html", {"form": form}, status=refusal.status)
        address = request.session.pop(NEXT, "") or safe_next(request)
        return _completed(request, user, address, how=how, passed=True)
    return render(request, "accounts/sign_in_code.html", {"form": form}, status=422 if form.errors else 200)


@guarded(PROFILE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    signing_in.leave(request, actor_of(request))
    return redirect("accounts:sign_in")


def locked_out(request: HttpRequest, *_parts: Any) -> HttpResponse:
    """Answer a locked sign-in with the sentence that says how long to wait (asked for by axes)."""
    form = SignInForm(request.POST)
    form.full_clean()
    form.add_error(None, SignInLocked(minutes=lockout.minutes_left(request)).message)
    response = _page(request, form, status=SignInLocked.status)
    response["Retry-After"] = str(lockout.minutes_left(request) * 60)
    return response


def _page(request: HttpRequest, form: SignInForm, *, status: int) -> HttpResponse:
    """Show the sign-in page."""
    address = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    return render(request, "accounts/sign_in.html", {"form": form, "next": address}, status=status)


def _completed(request: HttpRequest, user: User, address: str, *, how: str, passed: bool) -> HttpResponse:
    """Open the session, in the person's language, and go on."""
    ended = signing_in.complete(request, user, how=how, second_factor=passed)
    if ended:
        text = ngettext(
            "%(count)s older session was ended: more are not allowed at once.",
            "%(count)s older sessions were ended: more are not allowed at once.",
            ended,
        )
        messages.warning(request, text % {"count": ended})
    response = HttpResponseRedirect(address)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    with system_scope(SystemJob.SIGN_IN):
        organisation = user.organisation
    if organisation is not None:
        shell.remember(response, organisation.slug)
    return response
