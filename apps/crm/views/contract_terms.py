"""The terms of a contract, each edited in place: all of a draft, manager and note of a registered one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.common.templatetags import ui
from apps.crm.enums import ContractStatus
from apps.crm.forms import ContractForm
from apps.crm.forms.contracts import TERMS
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.selectors.contracts import contracts
from apps.crm.services import update_contract
from apps.crm.views.answers import UNPROCESSABLE, give_up, version_of

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.actor import Actor

_SHOWN: Final = (
    "tariff_rate", "tariff_currency", "tariff_unit", "vat_mode", "tariff_text", "signed_on", "starts_on", "ends_on",
    "max_power_kw", "availability_percent", "pools", "legal_entity", "manager", "type", "note",
)  # fmt: skip
_LONG: Final = frozenset({"tariff_text", "pools", "note"})
_ALWAYS: Final = frozenset({"manager", "note"})


@dataclass(frozen=True, slots=True)
class Term:
    """One term as the page shows it."""

    name: str
    title: str
    shown: str
    is_long: bool
    may_edit: bool


def terms(contract: Contract, actor: Actor) -> list[Term]:
    """Return the terms in order."""
    may = access.holds(actor, CONTRACT_MANAGE)
    titles = {name: str(field.label) for name, field in ContractForm.base_fields.items()}
    return [
        Term(name, titles[name], _text(contract, name), name in _LONG, may and _is_open(contract, name))
        for name in _SHOWN
    ]


def _is_open(contract: Contract, name: str) -> bool:
    """Whether the term can be changed in this state; what was agreed changes by an addendum."""
    return contract.status == ContractStatus.DRAFT or name in _ALWAYS


def _text(contract: Contract, name: str) -> str:
    """Return a term as people read it."""
    value: Any = getattr(contract, name)
    if name in ("tariff_unit", "vat_mode", "type"):
        return str(getattr(contract, f"get_{name}_display")())
    if name in ("signed_on", "starts_on", "ends_on"):
        empty = _("without an end") if name == "ends_on" else ""
        return date_format(value, "SHORT_DATE_FORMAT") if value else empty
    if name == "pools":
        return ", ".join(value) or pgettext("pools", "any")
    if name in ("max_power_kw", "availability_percent"):
        return "" if value is None else ui.number_text(value.normalize())
    if name == "tariff_rate":
        return "" if value is None else ui.number_text(contract.shown_rate)
    return str(getattr(value, "name", None) or value or "")


def initial(contract: Contract) -> dict[str, Any]:
    """Return the contract as the form shows it."""
    values = {name: getattr(contract, name) for name in TERMS}
    return values | {
        "pools": "\n".join(contract.pools),
        "legal_entity": contract.legal_entity.uid,
        "manager": contract.manager and contract.manager.uid,
    }


def variables(request: HttpRequest, contract: Contract, editing: str = "", **more: Any) -> dict[str, Any]:
    """Return the variables of the panel of terms, with one of them open."""
    actor = actor_of(request)
    typed = more.pop("typed", None)
    shown = initial(contract) | ({} if typed is None else {editing: typed})
    form = ContractForm(actor=actor, initial=shown) if editing else None
    control = form[editing].as_widget(attrs=_attributes(form, editing)) if form else ""
    return {"contract": contract, "terms": terms(contract, actor), "editing": editing, "control": control, **more}


def _attributes(form: ContractForm, name: str) -> dict[str, Any]:
    """Return how the open term's control looks and what names it."""
    is_choice = isinstance(form.fields[name].widget, forms.Select)
    look = "form-select" if is_choice else "form-control"
    return {"class": look, "aria-labelledby": "term-title", "autofocus": True}


@guarded(CONTRACT_MANAGE)
@require_http_methods(["GET", "POST"])
def contract_term(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Open one term for editing, keep it, or close it again (`?close=1`); answers with the panel of terms."""
    actor = actor_of(request)
    rows = contracts(actor).select_related("legal_entity")
    contract = access.fetch(actor, CONTRACT_MANAGE, rows, uid=uid)
    if name not in _SHOWN or not _is_open(contract, name):
        raise Http404
    editing, status, more = name, 200, {}
    if request.method == "POST":
        try:
            value = _typed(request, actor, name)
            contract = update_contract(contract, by=actor, version=version_of(request), changes={name: value})
            editing = ""
        except DomainError as refusal:
            give_up(request)
            status, more = UNPROCESSABLE, {"refusal": refusal.message, "typed": request.POST.get(name, "")}
    elif request.GET.get("close"):
        editing = ""
    return render(request, "crm/partials/terms.html", variables(request, contract, editing, **more), status=status)


def _typed(request: HttpRequest, actor: Actor, name: str) -> Any:
    """Return what was typed, a person or a legal entity as its row. Raises Invalid."""
    field = ContractForm(actor=actor).fields[name]
    try:
        return field.clean(request.POST.get(name, ""))
    except ValidationError as wrong:
        raise Invalid(wrong.messages[0], field=name) from wrong
