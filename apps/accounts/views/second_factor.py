"""The second factor: enrolment of an authenticator app, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.exceptions import SecondFactorRequired
from apps.accounts.forms.signing_in import CodeForm
from apps.accounts.middleware import SECOND_FACTOR_PASSED, second_factor_required
from apps.accounts.permissions import PROFILE
from apps.accounts.rules.second_factor import provisioning_address
from apps.accounts.services import letters
from apps.accounts.services import second_factor as services
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.idempotency import shown_once

if TYPE_CHECKING:
    from apps.accounts.models import User


@guarded(PROFILE)
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator app, or show that one is enrolled and how many recovery codes are left."""
    user = cast("User", cast("Any", request).user)
    actor = actor_of(request)
    form = CodeForm(request.POST or None)
    if services.is_enrolled(user):
        left = services.codes_left(by=actor)
        required = second_factor_required(user)
        context = {"form": CodeForm(), "codes_left": left, "is_required": required}
        return render(request, "accounts/second_factor.html", context)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            codes = services.confirm_enrolment(by=actor, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", refusal.message)
            status = refusal.status
        else:
            request.session[SECOND_FACTOR_PASSED] = True
            return shown_once(render(request, "accounts/recovery_codes.html", {"codes": codes}))
    device = services.begin_enrolment(by=actor)
    address = provisioning_address(device.seed, user.login, letters.PRODUCT)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="white")
    context = {"form": form, "picture": picture, "seed": device.seed, "is_required": second_factor_required(user)}
    return render(request, "accounts/second_factor_enrol.html", context, status=status)


@guarded(PROFILE)
@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Replace the recovery codes after a code of the app, and show the new ones once."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            codes = services.renew_recovery_codes(by=actor_of(request), code=form.cleaned_data["code"])
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:second_factor")
        return shown_once(render(request, "accounts/recovery_codes.html", {"codes": codes}))
    messages.error(request, _("Type a code of the authenticator app."))
    return redirect("accounts:second_factor")


@guarded(PROFILE)
@require_POST
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Switch the own second factor off, after one of its codes; refused where the role needs it."""
    user = cast("User", cast("Any", request).user)
    if second_factor_required(user):
        raise SecondFactorRequired
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            services.verify(user, form.cleaned_data["code"])
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:second_factor")
        services.remove(by=actor_of(request), user=user)
        messages.success(request, _("The second factor was switched off."))
    return redirect("accounts:second_factor")
