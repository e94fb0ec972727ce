"""Addenda: a new one, its page while it is a draft, its steps and its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm.enums import AddendumKind, AddendumStatus, AddendumVerb, DocumentKind
from apps.crm.forms.documents import ADDENDUM, AddendumForm
from apps.crm.models import Addendum, Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.documents import addenda
from apps.crm.services import create_addendum, make_document, register_addendum, update_addendum, void_addendum
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of

if TYPE_CHECKING:
    from uuid import UUID


def _found(request: HttpRequest, uid: UUID) -> Addendum:
    """Return the addendum of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, CONTRACT_MANAGE, addenda(actor), uid=uid)


def _address(contract: Contract) -> str:
    return reverse("crm:contract", args=[contract.uid])


@guarded(CONTRACT_MANAGE)
@require_http_methods(["GET", "POST"])
def addendum_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft an addendum; «save and register» does both at once."""
    actor = actor_of(request)
    contract = access.fetch(actor, CONTRACT_MANAGE, contracts(actor), uid=uid)
    form = AddendumForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                addendum = create_addendum(contract, by=actor, **_values(form))
                _register_if_asked(request, addendum)
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                return go(request, _address(contract))
    return render(request, "crm/addendum_form.html", {"form": form, "contract": contract}, status=status)


@guarded(CONTRACT_MANAGE)
@require_http_methods(["GET", "POST"])
def addendum_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a draft; one that is registered has no form any more."""
    addendum = _found(request, uid)
    if addendum.status != AddendumStatus.DRAFT:
        raise Http404
    form = AddendumForm(request.POST or None, initial={name: getattr(addendum, name) for name in ADDENDUM})
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                changed = update_addendum(
                    addendum, by=actor_of(request), version=version_of(request), changes=_values(form)
                )
                _register_if_asked(request, changed)
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                return go(request, _address(addendum.contract))
    context = {"form": form, "contract": addendum.contract, "addendum": addendum}
    return render(request, "crm/addendum_form.html", context, status=status)


def _values(form: AddendumForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ADDENDUM}


def _register_if_asked(request: HttpRequest, addendum: Addendum) -> None:
    """Register what was just saved when the person chose so, and say its number."""
    if request.POST.get("register"):
        done = register_addendum(addendum, by=actor_of(request), version=addendum.version)
        messages.success(request, _("Addendum %(number)s is registered.") % {"number": done.number})


@guarded(CONTRACT_MANAGE)
@require_POST
def addendum_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Register or void, and say what came of it."""
    addendum, actor = _found(request, uid), actor_of(request)
    if verb not in AddendumVerb.values:
        raise Http404
    try:
        if verb == AddendumVerb.REGISTER:
            done = register_addendum(addendum, by=actor, version=version_of(request))
            messages.success(request, _("Addendum %(number)s is registered.") % {"number": done.number})
        else:
            reason = request.POST.get("reason", "")
            void_addendum(addendum, by=actor, version=version_of(request), reason=reason)
            messages.success(request, _("The addendum is voided."))
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    return go(request, _address(addendum.contract))


@guarded(CONTRACT_MANAGE)
@require_POST
def addendum_document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the addendum's document and keep it."""
    addendum, actor = _found(request, uid), actor_of(request)
    is_registration = addendum.kind == AddendumKind.REGISTRATION
    kind = DocumentKind.REGISTRATION_ADDENDUM if is_registration else DocumentKind.ADDENDUM
    language = request.POST.get("language", "ru")
    try:
        make_document(kind, addendum.contract, by=actor, language=language, addendum=addendum)
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The document is made."))
    return go(request, _address(addendum.contract))
