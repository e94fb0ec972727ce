"""Contracts: the list, a new one, its page, its steps and its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm.enums import ContractStatus, ContractVerb
from apps.crm.forms import ContractForm
from apps.crm.forms.contracts import TERMS
from apps.crm.models import Client, Contract
from apps.crm.permissions import CONTRACT_MANAGE, CONTRACT_PAGE, DOCUMENT_VIEW
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts, documents
from apps.crm.services import (
    change_contract_status,
    conclude_contract,
    create_contract,
    make_contract_document,
    missing_requisites,
    read_document,
    register_contract,
    update_contract,
    void_contract,
)
from apps.crm.transitions import verbs_of
from apps.crm.views import contract_terms
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of
from apps.crm.views.stream import stream_of

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.access import Permission
    from apps.common.actor import Actor


def _found(request: HttpRequest, uid: UUID, permission: Permission) -> Contract:
    """Return the contract of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, permission, contracts(actor).select_related("legal_entity"), uid=uid)


def _address(contract: Contract) -> str:
    """Return the contract's page."""
    return reverse("crm:contract", args=[contract.uid])


@guarded(CONTRACT_PAGE)
@require_safe
def contract_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a contract: its state, the next step, terms, documents, what happened."""
    actor = actor_of(request)
    contract = _found(request, uid, CONTRACT_PAGE)
    may_manage = access.holds(actor, CONTRACT_MANAGE)
    gone = missing_requisites(contract.client) if contract.status == ContractStatus.DRAFT else ()
    context = {
        **contract_terms.variables(request, contract),
        "client": contract.client,
        "may_manage": may_manage,
        "verbs": [verb for verb in verbs_of(contract.status) if may_manage],
        "missing": [Client.title_of(name) for name in gone],
        "must_accept": not contract.client.is_sound and contract.register_accepted != contract.client.register_state,
        "documents": documents(actor).filter(contract=contract) if access.holds(actor, DOCUMENT_VIEW) else None,
        **stream_of(actor, contract),
    }
    return render(request, "crm/contract.html", context)


@guarded(CONTRACT_MANAGE)
@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft a contract with the client `uid`; «save and register» does both at once."""
    actor = actor_of(request)
    client = access.fetch(actor, CONTRACT_MANAGE, clients(actor), uid=uid)
    initial = {"manager": client.manager and client.manager.uid}
    form = ContractForm(request.POST or None, actor=actor, initial=initial)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                make = conclude_contract if request.POST.get("register") else create_contract
                accepted = form.cleaned_data["register_accepted"]
                contract = make(by=actor, client=client, register_accepted=accepted, **_terms(form))
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                if contract.number:
                    messages.success(request, _("Contract %(number)s is registered.") % {"number": contract.number})
                return go(request, _address(contract))
    context = {"form": form, "client": client, "missing": _titles(client)}
    return render(request, "crm/contract_form.html", context, status=status)


def _titles(client: Client) -> list[Any]:
    """Return the titles of the requisites a registration still needs."""
    return [Client.title_of(name) for name in missing_requisites(client)]


def _terms(form: ContractForm) -> dict[str, Any]:
    """Return the terms, the legal entity and the manager of a valid form."""
    return {name: form.cleaned_data[name] for name in (*TERMS, "legal_entity", "manager")}


@guarded(CONTRACT_MANAGE)
@require_http_methods(["GET", "POST"])
def contract_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the terms of a draft."""
    actor = actor_of(request)
    contract = _found(request, uid, CONTRACT_MANAGE)
    if contract.status != ContractStatus.DRAFT:
        raise Http404
    form = ContractForm(request.POST or None, actor=actor, initial=contract_terms.initial(contract))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                update_contract(contract, by=actor, version=version_of(request), changes=_terms(form))
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                return go(request, _address(contract))
    context = {"form": form, "client": contract.client, "contract": contract, "missing": _titles(contract.client)}
    return render(request, "crm/contract_form.html", context, status=status)


@guarded(CONTRACT_MANAGE)
@require_POST
def contract_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Take a step in the contract's life and say what came of it."""
    contract = _found(request, uid, CONTRACT_MANAGE)
    if verb not in ContractVerb.values:
        raise Http404
    try:
        changed = _step(contract, ContractVerb(verb), actor_of(request), request)
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        state = ContractStatus(changed.status).label
        messages.success(request, _("Contract %(number)s: %(state)s.") % {"number": changed, "state": state})
    return go(request, _address(contract))


def _step(contract: Contract, verb: ContractVerb, by: Actor, request: HttpRequest) -> Contract:
    """Call the service of the step."""
    version, reason = version_of(request), request.POST.get("reason", "")
    if verb is ContractVerb.REGISTER:
        accepted = request.POST.get("register_accepted", "")
        return register_contract(contract, by=by, version=version, register_accepted=accepted)
    if verb is ContractVerb.VOID:
        return void_contract(contract, by=by, version=version, reason=reason)
    return change_contract_status(contract, by=by, verb=verb, version=version, reason=reason)


@guarded(CONTRACT_MANAGE)
@require_POST
def contract_document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the contract's document and keep it."""
    contract = _found(request, uid, CONTRACT_MANAGE)
    try:
        make_contract_document(contract, by=actor_of(request))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The document is made."))
    return go(request, _address(contract))


@guarded(DOCUMENT_VIEW)
@require_safe
def document_download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the issued file."""
    actor = actor_of(request)
    document = access.fetch(actor, DOCUMENT_VIEW, documents(actor), uid=uid)
    response = HttpResponse(read_document(document, by=actor), content_type=document.file.content_type)
    response.headers["Content-Disposition"] = _attachment(document.file.filename)
    response["Cache-Control"] = "no-store"
    return response


def _attachment(filename: str) -> str:
    """Return a download header that keeps a Cyrillic name (RFC 6266)."""
    return f"attachment; filename=\"document.docx\"; filename*=UTF-8''{quote(filename)}"
