"""Forms of a client: the short one for a new client, contact, bank account, passport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import clock
from apps.crm.enums import ClientType
from apps.crm.rules import account_fields, client_fields, contact_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apps.common.errors import DomainError

ACCOUNT = ("bank_name", "bic", "settlement_account", "correspondent_account", "swift")
CONTACT = ("name", "position", "phone", "email", "telegram")
_DIGITS: Final[dict[str, Any]] = {"inputmode": "numeric", "autocomplete": "off"}


def text(title: Any, *, limit: int = 200, required: bool = False, hint: Any = "", **attributes: Any) -> forms.CharField:
    """Return a line of text; limits and needs are told by the rules, not by the browser."""
    return forms.CharField(
        label=title, max_length=limit, required=required, help_text=hint, widget=forms.TextInput(attrs=attributes)
    )


def lookup(name: str, field: str = "") -> dict[str, Any]:
    """Return the attributes of an input that offers what DaData knows of what is typed (`static/js/suggest.js`)."""
    address: Any = reverse_lazy(name)
    return {
        "hx-get": format_lazy("{}?field={}", address, field) if field else address,
        # «nh:again» comes when another suggestion filled the INN: its check digit and our own clients are told then.
        "hx-trigger": "input changed delay:300ms" + (", nh:again" if field == "inn" else ""),
        "hx-target": "next .nh-suggest",
        "hx-sync": "this:replace",
        "hx-include": "[name=type]",
        "role": "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "autocomplete": "off",
        "data-suggest": "",
        "data-quiet": "true",
    }


class RulesForm(forms.Form):
    """A form whose values are judged by the app's rules, every refusal at its field."""

    def refuse(self, refusals: Iterable[DomainError], prefix: str = "") -> None:
        """Show refusals at their fields, those of unknown fields above the form."""
        for refusal in refusals:
            name = f"{prefix}{refusal.field}" if refusal.field else None
            self.add_error(name if name in self.fields else None, refusal.message)


class ContactForm(RulesForm):
    """A person at a client."""

    name = text(pgettext_lazy("person", "Name"), limit=160, required=True, autocomplete="off")
    position = text(_("Position"), limit=160)
    phone = text(_("Phone"), limit=60, inputmode="tel")
    email = text(_("E-mail"), limit=254, inputmode="email")
    telegram = text(_("Telegram"), limit=64)
    is_main = forms.BooleanField(label=_("Main contact"), required=False)

    def clean(self) -> dict[str, Any]:
        """Judge the values by the rules."""
        values = super().clean() or {}
        self.refuse(contact_fields.clean({name: values.get(name, "") for name in CONTACT if name in values})[1])
        return values


class AccountForm(RulesForm):
    """A bank account."""

    bic = text(_("BIC"), limit=20, **_DIGITS | lookup("crm:lookup_bank", "bic"))
    bank_name = text(_("Bank"), required=True)
    settlement_account = text(_("Settlement account"), limit=50, required=True, **_DIGITS)
    correspondent_account = text(_("Correspondent account"), limit=50, **_DIGITS)
    swift = text(_("SWIFT"), limit=20, hint=_("Only for banks abroad, instead of the BIC."))
    is_main = forms.BooleanField(label=_("Main account"), required=False)

    def clean(self) -> dict[str, Any]:
        """Judge the numbers against each other."""
        values = super().clean() or {}
        if not self.errors:
            self.refuse(account_fields.clean({name: values[name] for name in ACCOUNT})[1])
        return values


class NewClientForm(RulesForm):
    """A new client on one page: who it is, whom to call, where the money comes from."""

    type = forms.ChoiceField(
        label=_("Type"), choices=ClientType.choices, initial=ClientType.LEGAL_ENTITY, widget=forms.RadioSelect
    )
    inn = text(_("INN"), limit=20, **_DIGITS | lookup("crm:lookup_party", "inn"))
    name = text(
        _("Name"),
        limit=300,
        required=True,
        hint=_("As in the register; a person's full name."),
        **lookup("crm:lookup_party", "name"),
    )
    short_name = text(_("Short name"), limit=160)
    kpp = text(_("KPP"), limit=20, autocomplete="off")
    ogrn = text(_("OGRN / OGRNIP"), limit=30, **_DIGITS)
    country = text(_("Country"), limit=2, hint=_("Two letters, such as CN or KZ."))
    registration_number = text(_("Registration number abroad"), limit=60)
    tax_number = text(_("Tax number abroad"), limit=40)
    legal_address = text(_("Legal address"), limit=400, **lookup("crm:lookup_address", "legal_address"))
    signatory_post = text(_("Signatory's post"), limit=160)
    signatory_name = text(_("Signatory"), limit=160)
    signatory_basis = text(_("Acts on the basis of"), limit=200, hint=_("In the genitive: «Устава»."))
    phone = text(_("Phone"), limit=60, inputmode="tel")
    email = text(_("E-mail"), limit=254, inputmode="email")
    contact_name = text(pgettext_lazy("person", "Name"), limit=160, autocomplete="off")
    contact_position = text(_("Position"), limit=160)
    contact_phone = text(_("Phone"), limit=60, inputmode="tel")
    contact_email = text(_("E-mail"), limit=254, inputmode="email")
    account_bank_name = text(_("Bank"))
    account_bic = text(_("BIC"), limit=20, **_DIGITS | lookup("crm:lookup_bank", "account_bic"))
    account_settlement_account = text(_("Settlement account"), limit=50, **_DIGITS)
    account_correspondent_account = text(_("Correspondent account"), limit=50, **_DIGITS)
    account_swift = text(_("SWIFT"), limit=20, hint=_("Only for banks abroad, instead of the BIC."))

    CARD = (
        "inn", "name", "short_name", "kpp", "ogrn", "country", "registration_number", "tax_number", "legal_address",
        "signatory_post", "signatory_name", "signatory_basis", "phone", "email",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Judge card, contact and account; a part that was left empty is not judged."""
        values = super().clean() or {}
        kind = values.get("type")
        if kind:
            card = {name: values[name] for name in self.card_fields(kind) if name in values}
            self.refuse(client_fields.clean(kind, card, clock.today())[1])
        if contact := self.part("contact"):
            self.refuse(contact_fields.clean(contact)[1], "contact_")
        if account := self.part("account"):
            self.refuse(account_fields.clean(account)[1], "account_")
        return values

    @classmethod
    def card_fields(cls, kind: str) -> tuple[str, ...]:
        """Return the fields of the card that this kind of client has; what was typed into others is not sent on."""
        companies_only = {"kpp", "signatory_post", "signatory_name", "signatory_basis"}
        gone: set[str] = (
            {"country", "registration_number", "tax_number"} if kind != ClientType.FOREIGN_COMPANY else {"ogrn"}
        )
        if kind in (ClientType.PERSON, ClientType.SOLE_TRADER):
            gone |= companies_only
        if kind == ClientType.PERSON:
            gone |= {"ogrn"}
        return tuple(name for name in cls.CARD if name not in gone)

    def card(self) -> dict[str, str]:
        """Return the values of the card."""
        return {name: self.cleaned_data[name] for name in self.card_fields(self.cleaned_data["type"])}

    def part(self, prefix: str) -> dict[str, str]:
        """Return the values of contact or account, empty when nothing was typed there."""
        names = [name for name in self.fields if name.startswith(f"{prefix}_")]
        values: Mapping[str, str] = {name.removeprefix(f"{prefix}_"): self.cleaned_data.get(name, "") for name in names}
        return dict(values) if any(values.values()) else {}


class PassportForm(RulesForm):
    """The passport of a person; never shown filled in, since reading it is an act of its own."""

    passport_series = text(_("Series"), limit=10, required=True, **_DIGITS)
    passport_number = text(_("Number"), limit=10, required=True, **_DIGITS)
    passport_department = text(
        _("Department code"),
        limit=10,
        hint=_("Such as 770-001."),
        **lookup("crm:lookup_issuer", "passport_department"),
    )
    passport_issued_by = text(_("Issued by"), limit=300, required=True)
    passport_issued_on = forms.CharField(label=_("Issued on"), widget=forms.TextInput(attrs={"type": "date"}))
    birth_date = forms.CharField(
        label=_("Date of birth"), required=False, widget=forms.TextInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Judge the values by the rules."""
        values = super().clean() or {}
        self.refuse(client_fields.clean(ClientType.PERSON, values, clock.today())[1])
        return values
