"""Leads: a new one with a look at who it may already be, its page, its steps, its conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.enums import ClientType, LeadStatus, LeadVerb
from apps.crm.forms.sales import ConversionForm, LeadForm
from apps.crm.models import Lead
from apps.crm.permissions import LEAD_DECIDE, LEAD_MANAGE, LEAD_VIEW
from apps.crm.rules import texts
from apps.crm.selectors.clients import clients
from apps.crm.selectors.leads import leads, twins, twins_of
from apps.crm.services.leads import PLAIN_VERBS
from apps.crm.transitions import lead_verbs_of
from apps.crm.views import editing
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of
from apps.crm.views.stream import stream_of

if TYPE_CHECKING:
    from apps.common.access import Permission
    from apps.crm.models import Client


def _found(request: HttpRequest, uid: UUID, permission: Permission) -> Lead:
    """Return the lead of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, permission, leads(actor), uid=uid)


def _panel(request: HttpRequest, lead: Lead, opened: str = "", **more: Any) -> dict[str, Any]:
    """Return the variables of the panel of facts."""
    actor = actor_of(request)
    names = editing.LEAD_FACTS
    decides = access.holds(actor, LEAD_DECIDE)
    return {
        "subject": lead,
        "facts_title": _("Lead"),
        "status_key": f"lead_{lead.status}",
        "field_url": "crm:lead_field",
        "facts": editing.facts(lead, actor, names, only=opened),
        "editing": opened,
        "may_edit": lead.status != LeadStatus.CONVERTED and access.holds(actor, LEAD_MANAGE),
        "fixed": () if decides else ("owner",),
        **more,
    }


@guarded(LEAD_VIEW)
@require_safe
def lead_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a lead: who asks, the next step, who it may already be, what happened."""
    actor = actor_of(request)
    lead = _found(request, uid, LEAD_VIEW)
    decides = access.holds(actor, LEAD_DECIDE)
    verbs = [verb for verb in lead_verbs_of(lead.status) if decides]
    context = {
        **_panel(request, lead),
        **stream_of(actor, lead),
        "lead": lead,
        "ways": editing.reachable_by(lead),
        "twins": twins_of(actor, lead) if lead.status != LeadStatus.CONVERTED else None,
        "verbs": verbs,
        "plain_verbs": [verb for verb in verbs if verb in PLAIN_VERBS],
        "may_convert": LeadVerb.CONVERT in verbs,
        "deals": lead.deals.select_related("stage") if decides else [],
    }
    return render(request, "crm/lead.html", context)


@guarded(LEAD_MANAGE)
@require_http_methods(["GET", "POST"])
def lead_field(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Edit one fact in its place."""
    lead = _found(request, uid, LEAD_MANAGE)
    if name not in editing.LEAD_FACTS:
        raise Http404
    return editing.edit_in_place(request, lead, name, services.update_lead, _panel)


@guarded(LEAD_MANAGE)
@require_http_methods(["GET", "POST"])
def lead_new(request: HttpRequest) -> HttpResponse:
    """Enter a lead on one page."""
    actor = actor_of(request)
    may_decide = access.holds(actor, LEAD_DECIDE)
    form = LeadForm(request.POST or None, actor=actor, may_decide=may_decide)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                lead = services.create_lead(by=actor, **form.typed(), **form.people())
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The lead is entered."))
                return go(request, reverse("crm:lead", args=[lead.uid]))
    return render(request, "crm/lead_form.html", {"form": form}, status=status)


@guarded(LEAD_MANAGE)
@require_safe
def lead_check(request: HttpRequest) -> HttpResponse:
    """Say who somebody with the phone, e-mail or INN being typed may already be; nothing while it is half typed."""
    found: dict[str, str] = {}
    for name, judge in (("phone", lambda text: texts.phone(text)[0]), ("email", texts.email), ("inn", texts.digits)):
        try:
            found[name] = judge(request.GET.get(name, "").replace("\x00", "")[:254])
        except Invalid:
            found[name] = ""
    known = twins(actor_of(request), phone=found["phone"], email=found["email"], inn=found["inn"])
    return render(request, "crm/partials/lead_twins.html", {"twins": known})


@guarded(LEAD_DECIDE)
@require_POST
def lead_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Take, qualify, refuse or reopen."""
    lead = _found(request, uid, LEAD_DECIDE)
    if verb not in PLAIN_VERBS:
        raise Http404
    try:
        services.change_lead_status(
            lead,
            by=actor_of(request),
            verb=LeadVerb(verb),
            version=version_of(request),
            reason=request.POST.get("reason", "")[:1000],
        )
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    return go(request, reverse("crm:lead", args=[lead.uid]))


@guarded(LEAD_DECIDE)
@require_http_methods(["GET", "POST"])
def lead_convert(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Turn a lead into a client and a deal; a client that it may be is offered first."""
    actor = actor_of(request)
    lead = _found(request, uid, LEAD_DECIDE)
    if LeadVerb.CONVERT not in lead_verbs_of(lead.status):
        raise Http404
    known = twins_of(actor, lead)
    form = ConversionForm(request.POST or None, initial=_first_guess(lead, known.clients))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = services.convert_lead(
                    lead,
                    by=actor,
                    version=version_of(request),
                    client=_chosen_client(request, form.cleaned_data["client"]),
                    new_client={name: form.cleaned_data[name] for name in ("type", "name", "inn", "country")},
                    **form.typed(),
                )
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The lead became a deal of %(client)s.") % {"client": made.client})
                return go(request, reverse("crm:deal", args=[made.deal.uid]))
    context = {"form": form, "lead": lead, "twins": known, "chosen_client": form["client"].value() or ""}
    return render(request, "crm/lead_convert.html", context, status=status)


def _first_guess(lead: Lead, known: list[Client]) -> dict[str, Any]:
    """Return what the conversion begins with: the likely client, the likely type, the lead's words."""
    inn_of_company = 10
    kind = ClientType.LEGAL_ENTITY if len(lead.inn) == inn_of_company or lead.company else ClientType.PERSON
    return {
        "client": str(known[0].uid) if known else "",
        "type": kind,
        "name": lead.company or lead.name,
        "inn": lead.inn,
        "title": str(lead),
        "currency": "RUB",
    }


def _chosen_client(request: HttpRequest, uid: str) -> Client | None:
    """Return the existing client that was chosen. Raises Invalid for one that is out of reach."""
    if not uid:
        return None
    try:
        found = clients(actor_of(request)).filter(uid=UUID(uid)).first()
    except ValueError as wrong:
        raise Invalid(field="client") from wrong
    if found is None:
        raise Invalid(field="client")
    return found
