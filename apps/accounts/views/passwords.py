"""Forgotten passwords and the links of letters; open to everybody, answers never say who exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.exceptions import LinkExpired
from apps.accounts.forms.account import NewPasswordForm, ResetForm
from apps.accounts.rules.links import Purpose
from apps.accounts.services import passwords
from apps.accounts.services.signing_in import visitor
from apps.accounts.views import refusals
from apps.common.errors import DomainError
from apps.common.http import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
@never_cache
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a letter; the answer is the same whether the account exists or not."""
    form = ResetForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            passwords.ask_reset(by=visitor(request), name=form.cleaned_data["name"])
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            return render(request, "accounts/password_reset_sent.html")
    return render(request, "accounts/password_reset.html", {"form": form}, status=status)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_set(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by the link of a letter."""
    try:
        person = passwords.user_of_link(token)
    except LinkExpired as refusal:
        return _expired(request, refusal)
    form = NewPasswordForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            passwords.set_password(by=visitor(request), token=token, new=form.cleaned_data["password"])
        except LinkExpired as refusal:
            return _expired(request, refusal)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The password was set. Sign in with it."))
            return redirect("accounts:sign_in")
    return render(request, "accounts/password_set.html", {"form": form, "person": person}, status=status)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def email_verify(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address: a press of the button, since mail scanners open links by themselves."""
    try:
        if request.method == "POST":
            passwords.verify_email(by=visitor(request), token=token)
            messages.success(request, _("The e-mail address is confirmed."))
            return redirect("accounts:sign_in")
        person = passwords.user_of_link(token, frozenset({Purpose.EMAIL}))
    except LinkExpired as refusal:
        return _expired(request, refusal)
    return render(request, "accounts/email_verify.html", {"person": person})


def _expired(request: HttpRequest, refusal: LinkExpired) -> HttpResponse:
    """Say that a link is of no use any more."""
    return render(request, "accounts/link_expired.html", {"sentence": refusal.message}, status=refusal.status)
