"""A new client on one page, with the checks of its requisites while they are typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import clock, requisites
from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.crm.enums import ClientType
from apps.crm.forms import NewClientForm
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import client_fields
from apps.crm.selectors.clients import clients
from apps.crm.services import create_client
from apps.crm.views.answers import UNPROCESSABLE, go, show_refusal

_CHECKED = ("inn", "kpp", "ogrn")


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def new_client(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the client and go to its card."""
    form = NewClientForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                client = create_client(
                    by=actor_of(request),
                    type=form.cleaned_data["type"],
                    contact=form.part("contact") or None,
                    account=form.part("account") or None,
                    **dict[str, Any](form.card()),
                )
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("%(client)s is entered.") % {"client": client})
                return go(request, reverse("crm:client", args=[client.uid]))
    return render(request, "crm/client_new.html", {"form": form}, status=status)


@guarded(CLIENT_MANAGE)
@require_safe
def check_requisite(request: HttpRequest) -> HttpResponse:
    """Say about one typed requisite whether it is right, and whether the client is there already."""
    name = request.GET.get("field", "")
    kind = request.GET.get("type", "")
    value = request.GET.get(name, "")[:60]
    context: dict[str, object] = {"field": name}
    if value.strip() and kind in ClientType.values:
        try:
            context["right"] = _check(name, kind, value)
        except Invalid as refusal:
            context["wrong"] = refusal.message
        if name == "inn" and "right" in context:
            twins = clients(actor_of(request)).filter(inn=requisites.clean(value))
            context["twins"] = twins.order_by("name")[:3]
    return render(request, "crm/partials/requisite_check.html", context)


def _check(name: str, kind: str, value: str) -> bool:
    """Return True for a right value of a checked field, False for a field that is not checked. Raises Invalid."""
    if name in _CHECKED:
        refusals = client_fields.clean(kind, {name: value}, clock.today())[1]
        if refusals:
            raise refusals[0]
        return True
    if name == "account_bic":
        requisites.check_bic(value)
        return True
    return False
