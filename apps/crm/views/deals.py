"""Deals: a new one with a client, its page, its facts edited in place, renewal of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.exceptions import AlreadyRenewed
from apps.crm.forms.sales import DealForm
from apps.crm.models import Deal
from apps.crm.permissions import DEAL_MANAGE, DEAL_VIEW
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.deals import deals, stages
from apps.crm.views import editing
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal
from apps.crm.views.stream import stream_of

if TYPE_CHECKING:
    from uuid import UUID


def _panel(request: HttpRequest, deal: Deal, opened: str = "", **more: Any) -> dict[str, Any]:
    """Return the variables of the panel of facts."""
    actor = actor_of(request)
    return {
        "subject": deal,
        "facts_title": _("Deal"),
        "status_key": f"deal_{deal.status}",
        "field_url": "crm:deal_field",
        "facts": editing.facts(deal, actor, editing.DEAL_FACTS, only=opened),
        "editing": opened,
        "may_edit": access.holds(actor, DEAL_MANAGE),
        "fixed": () if deal.status == "open" else ("probability",),
        **more,
    }


@guarded(DEAL_VIEW)
@require_safe
def deal_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a deal: its stage, expectations, next step, what happened."""
    actor = actor_of(request)
    deal = access.fetch(actor, DEAL_VIEW, deals(actor), uid=uid)
    context = {
        **_panel(request, deal),
        **stream_of(actor, deal),
        "deal": deal,
        "stages": stages(actor),
        "may_manage": access.holds(actor, DEAL_MANAGE),
    }
    return render(request, "crm/deal.html", context)


@guarded(DEAL_MANAGE)
@require_http_methods(["GET", "POST"])
def deal_field(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Edit one fact in its place."""
    actor = actor_of(request)
    deal = access.fetch(actor, DEAL_MANAGE, deals(actor), uid=uid)
    if name not in editing.DEAL_FACTS:
        raise Http404
    return editing.edit_in_place(request, deal, name, services.update_deal, _panel)


@guarded(DEAL_MANAGE)
@require_http_methods(["GET", "POST"])
def deal_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a deal with the client `uid`."""
    actor = actor_of(request)
    client = access.fetch(actor, DEAL_MANAGE, clients(actor), uid=uid)
    initial = {"owner": client.manager and client.manager.uid, "currency": "RUB", "title": str(client)}
    form = DealForm(request.POST or None, actor=actor, initial=initial)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                deal = services.create_deal(by=actor, client=client, **form.typed(), **form.people())
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The deal is open."))
                return go(request, reverse("crm:deal", args=[deal.uid]))
    return render(request, "crm/deal_form.html", {"form": form, "client": client}, status=status)


@guarded(DEAL_MANAGE)
@require_POST
def contract_renew(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the deal that renews a contract; when there is one already, lead to it."""
    actor = actor_of(request)
    contract = access.fetch(actor, DEAL_MANAGE, contracts(actor), uid=uid)
    try:
        deal = services.renew_contract(contract, by=actor)
    except AlreadyRenewed as refusal:
        give_up(request)
        messages.info(request, refusal.message)
        known = deals(actor).filter(renews=contract).exclude(status="lost").first()
        if known is None:
            return go(request, reverse("crm:contract", args=[contract.uid]))
        return go(request, reverse("crm:deal", args=[known.uid]))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
        return go(request, reverse("crm:contract", args=[contract.uid]))
    messages.success(request, _("A deal for the renewal is open."))
    return go(request, reverse("crm:deal", args=[deal.uid]))
