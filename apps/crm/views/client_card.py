"""The client's card: one page, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm.forms import PassportForm
from apps.crm.models import Client
from apps.crm.permissions import (
    ACCOUNT_VIEW,
    CLIENT_CARD,
    CLIENT_MANAGE,
    CONTRACT_MANAGE,
    DOCUMENT_VIEW,
    PERSONAL_REVEAL,
)
from apps.crm.selectors import duplicates, personal
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts, documents
from apps.crm.services import archive_client, missing_requisites, restore_client, reveal_passport, update_client
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of
from apps.crm.views.facts import OF_KIND, facts, is_shown, manager_of
from apps.crm.views.stream import stream_of

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.access import Permission

_LONGEST: Final = 60


def found(request: HttpRequest, uid: UUID, permission: Permission) -> Client:
    """Return the client of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, permission, clients(actor), uid=uid)


@guarded(CLIENT_CARD)
@require_safe
def client_card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the card."""
    actor = actor_of(request)
    if (other := duplicates.survivor(actor, uid)) is not None:
        messages.info(request, _("This card became part of %(client)s.") % {"client": other})
        return HttpResponseRedirect(reverse("crm:client", args=[other.uid]))
    client = found(request, uid, CLIENT_CARD)
    may_manage = access.holds(actor, CLIENT_MANAGE)
    context = {
        **_requisites(request, client),
        "contacts": personal.contacts_of(actor, client),
        "is_masked": not personal.sees_personal(actor),
        "accounts": client.bank_accounts.order_by("-is_main", "id") if access.holds(actor, ACCOUNT_VIEW) else None,
        "contracts": contracts(actor).filter(client=client).select_related("legal_entity"),
        "documents": documents(actor).filter(client__in=[client.pk, *duplicates.merged_keys(client)])[:20]
        if access.holds(actor, DOCUMENT_VIEW)
        else None,
        **stream_of(actor, client),
        "alike": duplicates.alike(actor, client) if may_manage else [],
        "merges": duplicates.merges(actor).filter(target=client) if may_manage else [],
        "may_contract": access.holds(actor, CONTRACT_MANAGE),
    }
    return render(request, "crm/client_card.html", context)


def _requisites(request: HttpRequest, client: Client, editing: str = "", **more: Any) -> dict[str, Any]:
    """Return the variables of the card's panel of requisites."""
    actor = actor_of(request)
    gone = missing_requisites(client)
    typed = _of_kind(request)
    return {
        "client": client,
        "of_kind": [(name, Client.title_of(name), typed.get(name, getattr(client, name))) for name in OF_KIND],
        "facts": facts(client, actor, only=editing),
        "editing": editing,
        "may_manage": access.holds(actor, CLIENT_MANAGE) and client.status == "active",
        "may_restore": access.holds(actor, CLIENT_MANAGE) and client.status == "archived",
        "may_reveal": access.holds(actor, PERSONAL_REVEAL),
        "missing": [Client.title_of(name) for name in gone],
        **more,
    }


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def client_field(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Open one fact for editing, keep it, or close it again (`?close=1`); answers with the panel of requisites."""
    client = found(request, uid, CLIENT_MANAGE)
    if not is_shown(client, name):
        raise Http404
    editing, status, more = name, 200, {}
    if request.method == "POST":
        value = request.POST.get("value", "")
        try:
            given: Any = manager_of(actor_of(request), value) if name == "manager" else value
            changes = {name: given} | (_of_kind(request) if name == "type" else {})
            client = update_client(client, by=actor_of(request), version=version_of(request), changes=changes)
            editing = ""
        except DomainError as refusal:
            give_up(request)
            status, more = UNPROCESSABLE, {"refusal": refusal.message, "typed": value}
        else:
            if name == "type":
                # Another kind has other panels: the whole card is shown anew.
                return go(request, reverse("crm:client", args=[client.uid]))
    elif request.GET.get("close"):
        editing = ""
    return render(request, "crm/partials/requisites.html", _requisites(request, client, editing, **more), status=status)


def _of_kind(request: HttpRequest) -> dict[str, Any]:
    """Return the requisites that were typed beside a new kind of client."""
    return {name: request.POST[name][:_LONGEST] for name in OF_KIND if name in request.POST}


@guarded(PERSONAL_REVEAL)
@require_POST
def client_passport_reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the passport in full, once, and record that it was read."""
    client = found(request, uid, PERSONAL_REVEAL)
    shown = reveal_passport(client, by=actor_of(request))
    pairs = [(Client.title_of(name), value) for name, value in shown.items()]
    response = render(request, "crm/partials/passport.html", {"client": client, "pairs": pairs, "may_reveal": True})
    response["Cache-Control"] = "no-store"
    return response


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def client_passport(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a passport; the stored one is not shown."""
    client = found(request, uid, CLIENT_MANAGE)
    if not client.is_natural:
        raise Http404
    form = PassportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                update_client(
                    client, by=actor_of(request), version=version_of(request), changes=dict(form.cleaned_data)
                )
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The passport is kept."))
                return go(request, reverse("crm:client", args=[client.uid]))
    return render(request, "crm/client_passport.html", {"form": form, "client": client}, status=status)


@guarded(CLIENT_MANAGE)
@require_POST
def client_archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put the client into the archive, or take it out (`restore`)."""
    client = found(request, uid, CLIENT_MANAGE)
    actor, version = actor_of(request), version_of(request)
    try:
        if request.POST.get("restore"):
            restore_client(client, by=actor, version=version)
            messages.success(request, _("The client is out of the archive."))
        else:
            archive_client(client, by=actor, version=version, reason=request.POST.get("reason", "")[:500])
            messages.success(request, _("The client is in the archive."))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    return go(request, reverse("crm:client", args=[client.uid]))
