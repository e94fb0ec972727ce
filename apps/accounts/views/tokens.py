"""Own API tokens: list, make (the key is shown once), revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.forms.users import TokenForm
from apps.accounts.models import ApiToken
from apps.accounts.permissions import TOKEN_OWN
from apps.accounts.services import tokens as services
from apps.accounts.views import refusals
from apps.common import access
from apps.common.clock import now
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.idempotency import shown_once

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@guarded(TOKEN_OWN)
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List own tokens; a new one is shown with its key, once."""
    actor = actor_of(request)
    form = TokenForm(request.POST or None, actor=actor)
    status, key = (422 if form.errors else 200), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, key = services.create_token(by=actor, **form.cleaned_data)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            form = TokenForm(actor=actor)
    rows = access.narrow(actor, TOKEN_OWN, ApiToken.objects.all()).order_by("-created_at", "-pk")
    context = {"form": form, "tokens": rows, "key": key, "now": now()}
    response = render(request, "accounts/tokens.html", context, status=status)
    return shown_once(response) if key else response


@guarded(TOKEN_OWN)
@require_POST
def token_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Revoke one own token."""
    services.revoke_token(by=actor_of(request), uid=uid)
    messages.success(request, _("The token was revoked."))
    return redirect("accounts:tokens")
