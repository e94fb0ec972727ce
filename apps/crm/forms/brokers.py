"""Forms of brokers, plans, payments and payouts; values are judged by the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.crm.enums import BrokerKind, CapScope, ClientType, CommissionBasis
from apps.crm.forms.clients import RulesForm, text
from apps.crm.rules.contract_fields import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

_MONEY_CURRENCIES = [(code, code) for code in CURRENCIES]
_DIGITS: dict[str, Any] = {"inputmode": "numeric", "autocomplete": "off"}
_NAMED = 3


def _day(title: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=title,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _choice(title: Any, *, required: bool = True, empty: Any = None, hint: Any = "") -> Any:
    """Return a field that offers rows by their uid; the rows are given when the form is made."""
    return forms.ModelChoiceField(
        queryset=None, label=title, required=required, empty_label=empty, to_field_name="uid", help_text=hint
    )


def _offer(form: forms.Form, **rows: QuerySet[Any]) -> None:
    """Give the choosing fields their rows."""
    for name, offered in rows.items():
        field: Any = form.fields[name]
        field.queryset = offered


class FoundField(forms.CharField):
    """One row of many, named by what it is found by; a list of all of them would be longer than anybody reads.

    The view gives `find`, which returns the rows that fit a text. A text that fits several names the first of them.
    """

    def __init__(self, *, label: Any, help_text: Any) -> None:
        super().__init__(label=label, help_text=help_text, max_length=200)
        self.find: Callable[[str], QuerySet[Any]] | None = None

    def clean(self, value: Any) -> Any:
        """Return the one row that fits. Raises ValidationError."""
        typed = super().clean(value)
        found = list(self.find(typed)[: _NAMED + 1]) if self.find else []
        same = [row for row in found if str(row).casefold() == typed.casefold()]
        if len(same or found) == 1:
            return (same or found)[0]
        if not found:
            raise forms.ValidationError(_("Nothing fits."))
        names = ", ".join(str(row) for row in found[:_NAMED])
        raise forms.ValidationError(_("Several fit, such as %(names)s: write more.") % {"names": names})


class BrokerForm(RulesForm):
    """A broker or channel partner."""

    kind = forms.ChoiceField(label=_("Kind"), choices=BrokerKind.choices)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=ClientType.choices)
    name = text(_("Name"), limit=300, required=True)
    user = _choice(_("Signs in as"), required=False, empty="—", hint=_("A user with the role broker or partner."))
    partner = _choice(
        _("Brought by the partner"), required=False, empty="—",
        hint=_("Gets what the broker's own share leaves of each commission."),
    )  # fmt: skip
    inn = text(_("INN"), limit=20, **_DIGITS)
    phone = text(_("Phone"), limit=60, inputmode="tel")
    email = text(_("E-mail"), limit=254, inputmode="email")
    legal_address = text(_("Legal address"), limit=400)
    agreement_number = text(_("Agency agreement, number"), limit=80)
    agreement_on = _day(_("Agency agreement, date"), required=False)
    bank_name = text(_("Bank"))
    bic = text(_("BIC"), limit=20, **_DIGITS)
    settlement_account = text(_("Settlement account"), limit=50, **_DIGITS)
    correspondent_account = text(_("Correspondent account"), limit=50, **_DIGITS)
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, users: QuerySet[Any], partners: QuerySet[Any], **kwargs: Any) -> None:
        """Offer the people and partners that may be named."""
        super().__init__(*args, **kwargs)
        _offer(self, user=users, partner=partners)


class TermsForm(RulesForm):
    """By which plan a broker earns, from a day on."""

    plan = _choice(_("Plan"))
    share_percent = forms.DecimalField(label=_("Own share, %"), initial=100, max_digits=5, decimal_places=2)
    valid_from = _day(_("From"))

    def __init__(self, *args: Any, plans: QuerySet[Any], **kwargs: Any) -> None:
        """Offer the plans in use."""
        super().__init__(*args, **kwargs)
        _offer(self, plan=plans)


class AttributionForm(RulesForm):
    """Whose client a client is, from a day on."""

    client = FoundField(label=_("Client"), help_text=_("INN, or as much of the name as fits one client only."))
    since = _day(_("From"))
    note = text(_("Note"), limit=300)

    def __init__(self, *args: Any, find: Callable[[str], QuerySet[Any]], **kwargs: Any) -> None:
        """Take who finds clients in reach."""
        super().__init__(*args, **kwargs)
        self.fields["client"].find = find  # type: ignore[attr-defined]  # FoundField


class ReleaseForm(RulesForm):
    """The day from which a client is the broker's no more."""

    until = _day(_("No longer from"))


class PlanVersionForm(RulesForm):
    """What a plan pays from a day on."""

    basis = forms.ChoiceField(label=_("Counted from"), choices=CommissionBasis.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=_MONEY_CURRENCIES)
    percent = text(_("Percent"), limit=20, inputmode="decimal", hint=_("For a percent of invoices."))
    rate_per_kw = text(_("Sum per kW a month"), limit=20, inputmode="decimal", hint=_("For a plan per kW."))
    tiers = text(_("Tiers by volume of the month"), limit=300, hint=_("From: percent, such as «0: 5; 1000000: 7»."))
    cap_amount = text(_("Cap"), limit=20, inputmode="decimal", hint=_("No cap when empty."))
    cap_scope = forms.ChoiceField(label=_("The cap limits"), choices=CapScope.choices, initial=CapScope.MONTH)
    valid_from = _day(_("From"))


class PlanForm(PlanVersionForm):
    """A new plan with its first version."""

    name_ru = text(_("Name in Russian"), limit=120)
    name_zh = text(_("Name in Chinese"), limit=120)
    name_en = text(_("Name in English"), limit=120)
    audience = forms.ChoiceField(label=_("For"), choices=BrokerKind.choices)

    field_order = ("name_ru", "name_zh", "name_en", "audience")


class PaymentForm(RulesForm):
    """A client's payment, as a fact."""

    contract = FoundField(label=_("Contract"), help_text=_("Its number; a client with one contract will do."))
    amount = forms.DecimalField(label=_("Amount"), max_digits=18, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=_MONEY_CURRENCIES)
    paid_on = _day(_("Paid on"))
    reference = text(
        _("Invoice reference"), limit=80, required=True,
        hint=_("Once per payment: the same reference again changes nothing."),
    )  # fmt: skip
    period_from = _day(_("Paid for the time from"), _("The month of the payment when empty."), required=False)
    period_to = _day(_("Paid for the time to"), required=False)

    def __init__(self, *args: Any, find: Callable[[str], QuerySet[Any]], **kwargs: Any) -> None:
        """Take who finds contracts in reach."""
        super().__init__(*args, **kwargs)
        self.fields["contract"].find = find  # type: ignore[attr-defined]  # FoundField


class CreditForm(RulesForm):
    """A part of a payment that was given back."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=18, decimal_places=2)
    credited_on = _day(_("Credited on"))
    reference = text(_("Credit reference"), limit=80, required=True)
    reason = text(_("Reason"), limit=500, required=True)


class PayoutForm(RulesForm):
    """A draft of a payout act over the open lines of one currency."""

    entries = forms.MultipleChoiceField(label=_("Lines"), widget=forms.CheckboxSelectMultiple)
    legal_entity = _choice(_("Own legal entity"))
    note = text(_("Note"), limit=300)

    def __init__(self, *args: Any, lines: Iterable[tuple[str, str]], entities: QuerySet[Any], **kwargs: Any) -> None:
        """Offer the open lines and the own legal entities."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["entries"]
        field.choices = list(lines)
        _offer(self, legal_entity=entities)


class PayForm(RulesForm):
    """When an act was paid, by which order."""

    paid_on = _day(_("Paid on"))
    payment_reference = text(_("Payment order"), limit=80)


def uid_of(row: Model | None) -> Any:
    """Return the uid of a row that a form shows as chosen."""
    return None if row is None else getattr(row, "uid", None)
