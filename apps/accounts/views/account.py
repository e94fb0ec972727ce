"""The own account: profile, password, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.forms.account import PasswordChangeForm, ProfileForm
from apps.accounts.permissions import PROFILE
from apps.accounts.selectors import sessions as selectors
from apps.accounts.selectors.telegram import own_link
from apps.accounts.services import own_sessions, passwords, second_factor
from apps.accounts.services import profile as services
from apps.accounts.views import refusals
from apps.accounts.views.language import COOKIE_AGE_S, remember
from apps.common.context_processors import THEME_COOKIE
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from apps.accounts.models import User


def _person(request: HttpRequest) -> User:
    """Return who is signed in."""
    user: Any = request.user
    person: User = user
    return person


@guarded(PROFILE)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change the own profile."""
    person = _person(request)
    fields = ("name", "email", "language", "time_zone", "theme", "version")
    form = ProfileForm(request.POST or None, initial={name: getattr(person, name) for name in fields})
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        version = data.pop("version")
        try:
            services.change_profile(by=actor_of(request), profile=services.Profile(**data), version=version)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The profile was saved."))
            response = redirect("accounts:profile")
            remember(response, data["language"])
            response.set_cookie(THEME_COOKIE, data["theme"], max_age=COOKIE_AGE_S, samesite="Lax")
            return response
    context = {
        "form": form,
        "person": person,
        "has_second_factor": second_factor.is_enrolled(person),
        "link": own_link(actor_of(request)),
        "session_count": len(selectors.own_sessions(actor_of(request), request.session.session_key or "")),
    }
    return render(request, "accounts/profile.html", context, status=status)


@guarded(PROFILE)
@require_POST
def email_verification(request: HttpRequest) -> HttpResponse:
    """Send the letter that confirms the address again."""
    passwords.ask_email_verification(by=actor_of(request))
    messages.success(request, _("A letter with a link was sent."))
    return redirect("accounts:profile")


@guarded(PROFILE)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Change the own password; this browser stays signed in, all others are signed out."""
    form = PasswordChangeForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = passwords.change_password(
                by=actor_of(request),
                present=data["present"],
                new=data["new"],
                session_key=request.session.session_key or "",
            )
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            with system_scope(SystemJob.SESSION):
                update_session_auth_hash(request, user)
            messages.success(request, _("The password was changed. Other sessions were ended."))
            return redirect("accounts:profile")
    return render(request, "accounts/password_change.html", {"form": form}, status=status)


@guarded(PROFILE)
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """List the own sessions."""
    rows = selectors.own_sessions(actor_of(request), request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": rows})


@guarded(PROFILE)
@require_POST
def session_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End one own session."""
    own_sessions.end_session(by=actor_of(request), uid=uid)
    messages.success(request, _("The session was ended."))
    return redirect("accounts:sessions")


@guarded(PROFILE)
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End every own session but this one."""
    ended = own_sessions.end_other_sessions(by=actor_of(request), session_key=request.session.session_key or "")
    text = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("accounts:sessions")
