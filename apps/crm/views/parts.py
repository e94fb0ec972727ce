"""Contacts and bank accounts of a client's card: added, changed and removed in their panel, without a new page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.forms import AccountForm, ContactForm
from apps.crm.forms.clients import ACCOUNT, CONTACT
from apps.crm.models import BankAccount, Client, Contact
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import texts
from apps.crm.selectors.clients import bank_accounts, contacts
from apps.crm.views.answers import UNPROCESSABLE, give_up, show_refusal, version_of
from apps.crm.views.client_card import found

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of row under a client: how it is listed, typed in and written."""

    template: str
    form: type[forms.Form]
    fields: tuple[str, ...]
    rows: Callable[[Actor], QuerySet[Any]]
    add: Callable[..., Any]
    update: Callable[..., Any]
    remove: Callable[..., None]


CONTACTS = Part(
    "crm/partials/contacts.html",
    ContactForm,
    CONTACT,
    contacts,
    services.add_contact,
    services.update_contact,
    services.remove_contact,
)
ACCOUNTS = Part(
    "crm/partials/accounts.html",
    AccountForm,
    ACCOUNT,
    bank_accounts,
    services.add_bank_account,
    services.update_bank_account,
    services.remove_bank_account,
)


def _panel(request: HttpRequest, part: Part, client: Client, status: int = 200, **more: Any) -> HttpResponse:
    """Return the panel with its rows and, when there is one, the open form."""
    rows = part.rows(actor_of(request)).filter(client=client)
    context = {"client": client, "rows": rows, "may_manage": True, **more}
    return render(request, part.template, context, status=status)


def _add(request: HttpRequest, uid: UUID, part: Part) -> HttpResponse:
    """Open an empty form, add what was typed, or show the panel alone (`?close=1`)."""
    client = found(request, uid, CLIENT_MANAGE)
    if request.GET.get("close"):
        return _panel(request, part, client)
    form = part.form(request.POST or None)
    if request.method != "POST":
        return _panel(request, part, client, form=form)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in part.fields}
        try:
            part.add(client, by=actor_of(request), is_main=form.cleaned_data["is_main"], **values)
            return _panel(request, part, client)
        except DomainError as refusal:
            show_refusal(request, form, refusal)
    return _panel(request, part, client, UNPROCESSABLE, form=form)


def _edit(request: HttpRequest, uid: UUID, part: Part) -> HttpResponse:
    """Open the row's form, or keep what was typed."""
    actor = actor_of(request)
    row = access.fetch(actor, CLIENT_MANAGE, part.rows(actor), uid=uid)
    if request.method != "POST":
        return _panel(request, part, row.client, form=part.form(initial=_initial(row, part)), row=row)
    form = part.form(request.POST)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in (*part.fields, "is_main")}
        try:
            part.update(row, by=actor, version=version_of(request), changes=values)
            return _panel(request, part, row.client)
        except DomainError as refusal:
            show_refusal(request, form, refusal)
    return _panel(request, part, row.client, UNPROCESSABLE, form=form, row=row)


def _initial(row: Contact | BankAccount, part: Part) -> dict[str, Any]:
    """Return the row's values as the form shows them."""
    values = {name: getattr(row, name) for name in (*part.fields, "is_main")}
    if isinstance(row, Contact):
        values["phone"] = texts.shown_phone(row.phone, row.phone_extension)
    return values


def _remove(request: HttpRequest, uid: UUID, part: Part) -> HttpResponse:
    """Remove the row."""
    actor = actor_of(request)
    row = access.fetch(actor, CLIENT_MANAGE, part.rows(actor), uid=uid)
    client = row.client
    try:
        part.remove(row, by=actor)
    except DomainError as refusal:
        give_up(request)
        return _panel(request, part, client, refusal.status, refusal=refusal.message)
    return _panel(request, part, client)


def _main(request: HttpRequest, uid: UUID, part: Part) -> HttpResponse:
    """Make the row the main one."""
    actor = actor_of(request)
    row = access.fetch(actor, CLIENT_MANAGE, part.rows(actor), uid=uid)
    try:
        part.update(row, by=actor, version=version_of(request), changes={"is_main": True})
    except DomainError as refusal:
        give_up(request)
        return _panel(request, part, row.client, refusal.status, refusal=refusal.message)
    return _panel(request, part, row.client)


@guarded(CLIENT_MANAGE)
@require_POST
def contact_main(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the contact `uid` the main one."""
    return _main(request, uid, CONTACTS)


@guarded(CLIENT_MANAGE)
@require_POST
def account_main(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the bank account `uid` the main one."""
    return _main(request, uid, ACCOUNTS)


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def contact_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a contact to the client `uid`."""
    return _add(request, uid, CONTACTS)


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def contact_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the contact `uid`."""
    return _edit(request, uid, CONTACTS)


@guarded(CLIENT_MANAGE)
@require_POST
def contact_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remove the contact `uid`."""
    return _remove(request, uid, CONTACTS)


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def account_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a bank account to the client `uid`."""
    return _add(request, uid, ACCOUNTS)


@guarded(CLIENT_MANAGE)
@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the bank account `uid`."""
    return _edit(request, uid, ACCOUNTS)


@guarded(CLIENT_MANAGE)
@require_POST
def account_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Remove the bank account `uid`."""
    return _remove(request, uid, ACCOUNTS)
