"""The page of integrations: what is connected, keys that are written and never shown, a check on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.selectors import integrations as selectors
from apps.accounts.services.integrations import change_integration_key, check_integration
from apps.accounts.views import refusals
from apps.common import probes
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.selectors.integrations import Connection


class KeyForm(forms.Form):
    """One key: typed, never shown."""

    value = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@guarded(SETTINGS_MANAGE)
@require_safe
def integrations(request: HttpRequest) -> HttpResponse:
    """Show every integration with its state."""
    return _page(request)


@guarded(SETTINGS_MANAGE)
@require_POST
def integration_key(request: HttpRequest, key: str) -> HttpResponse:
    """Set or remove the key of one integration."""
    actor = actor_of(request)
    one = _named(request, key)
    if not one.setting:
        raise Http404
    form = KeyForm(request.POST)
    status = 422
    if form.is_valid():
        value, version = form.cleaned_data["value"], form.cleaned_data["version"]
        try:
            change_integration_key(by=actor, name=one.setting, value=value, version=version, probe=key)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The key was removed.") if value == "-" else _("The key is kept."))
            return redirect("accounts:integrations")
    return _page(request, {key: form}, status=status)


@outside_scope
@guarded(SETTINGS_MANAGE)
@require_POST
def integration_check(request: HttpRequest, key: str) -> HttpResponse:
    """Speak to the service now; the page shows what came of it."""
    probe = probes.named(key)
    if probe is None:
        raise Http404
    outcome = check_integration(probe, by=actor_of(request))
    say = messages.success if outcome.ok else messages.warning
    say(request, f"{probe.title}: {outcome.sentence}")
    return redirect("accounts:integrations")


def _named(request: HttpRequest, key: str) -> Connection:
    """Return one integration; 404 when there is none."""
    for one in selectors.connections(actor_of(request)):
        if one.key == key:
            return one
    raise Http404


def _page(request: HttpRequest, typed: dict[str, KeyForm] | None = None, *, status: int = 200) -> HttpResponse:
    """Show the page; a form that was refused says why."""
    actor = actor_of(request)
    version = selectors.settings_of(actor).version
    shown = []
    for one in selectors.connections(actor):
        form = (typed or {}).get(one.key) or KeyForm(initial={"version": version})
        form.auto_id = f"id_{one.key}_%s"
        shown.append((one, form if one.setting else None))
    return render(request, "accounts/integrations.html", {"connections": shown}, status=status)
