"""What DaData knows of what is typed: suggestions as fragments, and the state of a client asked anew.

These views work outside the request's scope: DaData is asked first, and the scope is opened for our own rows and for
rendering.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.common import clock, requisites
from apps.common.errors import Invalid
from apps.common.http import actor_of, guarded
from apps.common.http.scope import outside_scope
from apps.common.scope import scope
from apps.crm.enums import SOUND_STATES, ClientType
from apps.crm.integrations.dadata.errors import KeyMissing, LookupFailed
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import client_fields
from apps.crm.selectors.clients import clients
from apps.crm.services import lookups
from apps.crm.views.answers import go
from apps.crm.views.client_card import found

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from apps.crm.integrations.dadata import Party

FoundT = TypeVar("FoundT")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Option:
    """One suggestion: what is shown, and the values that the form's fields take when it is chosen."""

    title: str
    note: str
    fill: str
    warning: str = ""


@dataclass(slots=True)
class Found:
    """What was found, or why nothing could be."""

    options: list[Option] = field(default_factory=list)
    trouble: str = ""
    is_off: bool = False


def _typed(request: HttpRequest, *allowed: str) -> tuple[str, str]:
    """Return the name of the field that asks and what is typed there; a field that does not ask here is empty."""
    name = request.GET.get("field", "")
    return (name, request.GET.get(name, "")[:_LONGEST].strip()) if name in allowed else ("", "")


def _ask(call: Callable[[], list[FoundT]], option: Callable[[FoundT], Option]) -> Found:
    """Ask DaData; what went wrong is told in words."""
    try:
        return Found([option(one) for one in call()])
    except KeyMissing as refusal:
        return Found(trouble=refusal.message, is_off=True)
    except LookupFailed as refusal:
        return Found(trouble=refusal.message)


def _answer(request: HttpRequest, found_: Found, **more: Any) -> HttpResponse:
    """Render the list of suggestions inside the person's scope."""
    with scope(actor_of(request)):
        return render(request, "crm/partials/suggestions.html", {"found": found_, **more})


@outside_scope
@guarded(CLIENT_MANAGE)
@require_safe
def lookup_party(request: HttpRequest) -> HttpResponse:
    """Offer companies and sole traders by INN or name; for an INN its check digit and our own client are told too."""
    actor = actor_of(request)
    name, text = _typed(request, "inn", "name")
    found_ = _ask(lambda: lookups.parties(text, by=actor), _party)
    verdict = {"field": name} if name == "inn" else {}
    if name == "inn" and text:
        verdict |= _judge(request, text)
    return _answer(request, found_, verdict=verdict, check_id="check-inn", nothing=_nothing(name, text, found_))


def _nothing(name: str, text: str, found_: Found) -> str:
    """Return what to say when a whole INN is not in the register."""
    whole = name == "inn" and len(requisites.clean(text)) in (10, 12)
    return _("The register does not know this INN. Fill the card by hand.") if whole and not found_.options else ""


def _party(one: Party) -> Option:
    """Return a company as a suggestion."""
    fill = {"type": one.type.value, **one.fields}
    parts = [one.inn, one.kpp and _("KPP %(kpp)s") % {"kpp": one.kpp}, one.legal_address]
    warning = "" if one.state in SOUND_STATES else str(one.state.label)
    return Option(one.title, " · ".join(filter(None, parts)), json.dumps(fill, ensure_ascii=False), warning)


def _judge(request: HttpRequest, text: str) -> dict[str, Any]:
    """Return whether a typed INN is right, and the clients who have it."""
    kind = request.GET.get("type", "")
    if kind not in ClientType.values:
        return {}
    refusals = client_fields.clean(kind, {"inn": text}, clock.today())[1]
    if refusals:
        # A number that is right for another kind of client is no mistake: choosing the company sets the kind.
        return {} if _is_right_for_another(text) else {"wrong": refusals[0].message}
    actor = actor_of(request)
    with scope(actor):
        twins = clients(actor).filter(inn=requisites.clean(text)).order_by("name")[:3]
        return {"right": True, "twins": list(twins)}


def _is_right_for_another(text: str) -> bool:
    """Whether a company or a person has such an INN."""
    for check in (requisites.check_company_inn, requisites.check_person_inn):
        try:
            check(requisites.clean(text))
        except Invalid:
            continue
        return True
    return False


@outside_scope
@guarded(CLIENT_MANAGE)
@require_safe
def lookup_bank(request: HttpRequest) -> HttpResponse:
    """Offer the bank of a BIC with its correspondent account."""
    actor = actor_of(request)
    name, text = _typed(request, "bic", "account_bic")
    prefix = name.removesuffix("bic")

    def option(one: Any) -> Option:
        values = {"bank_name": one.name, "bic": one.bic, "correspondent_account": one.correspondent_account}
        fill = json.dumps({f"{prefix}{key}": value for key, value in values.items() if value}, ensure_ascii=False)
        return Option(one.name, f"{one.bic} · {one.city}", fill, "" if one.is_active else _("The bank is closed."))

    found_ = _ask(lambda: [one for one in [lookups.bank(text, by=actor)] if one is not None], option)
    verdict: dict[str, Any] = {"field": name}
    if text:
        try:
            requisites.check_bic(text)
            verdict["right"] = bool(found_.options)
        except Invalid as refusal:
            verdict["wrong"] = refusal.message
    whole = "wrong" not in verdict and text and not found_.options and not found_.trouble
    nothing = _("DaData does not know this BIC. Fill the bank in by hand.") if whole else ""
    return _answer(request, found_, verdict=verdict, check_id=f"check-{name}", nothing=nothing)


@outside_scope
@guarded(CLIENT_MANAGE)
@require_safe
def lookup_address(request: HttpRequest) -> HttpResponse:
    """Offer addresses."""
    actor = actor_of(request)
    name, text = _typed(request, "legal_address", "postal_address", "value")

    def option(one: Any) -> Option:
        return Option(one.value, "", json.dumps({name: one.value}, ensure_ascii=False))

    return _answer(request, _ask(lambda: lookups.addresses(text, by=actor), option))


@outside_scope
@guarded(CLIENT_MANAGE)
@require_safe
def lookup_issuer(request: HttpRequest) -> HttpResponse:
    """Offer the offices that issue passports under a department code."""
    actor = actor_of(request)
    _name, text = _typed(request, "passport_department")

    def option(one: Any) -> Option:
        fill = {"passport_department": one.code, "passport_issued_by": one.name}
        return Option(one.name, one.code, json.dumps(fill, ensure_ascii=False))

    return _answer(request, _ask(lambda: lookups.issuers(text, by=actor), option))


@outside_scope
@guarded(CLIENT_MANAGE)
@require_POST
def client_register(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the register about the client `uid`, keep what it says, and go back to the card."""
    actor = actor_of(request)
    with scope(actor):
        client = found(request, uid, CLIENT_MANAGE)
    try:
        client = lookups.check_client(client, by=actor)
    except LookupFailed as refusal:
        messages.error(request, refusal.message)
    else:
        say = messages.success if client.is_sound else messages.warning
        say(request, _("The register says: %(state)s.") % {"state": client.get_register_state_display()})
    return go(request, reverse("crm:client", args=[uid]))
