"""Forms of a contract: its terms, and the reason of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.crm.enums import ContractType, TariffUnit, VatMode
from apps.crm.forms.clients import RulesForm, text
from apps.crm.rules import contract_fields
from apps.crm.selectors.clients import managers
from apps.crm.selectors.contracts import legal_entities

if TYPE_CHECKING:
    from apps.accounts.models import LegalEntity, User
    from apps.common.actor import Actor

TERMS = (
    "type", "signed_on", "starts_on", "ends_on", "tariff_rate", "tariff_currency", "tariff_unit", "tariff_text",
    "vat_mode", "max_power_kw", "availability_percent", "pools", "note",
)  # fmt: skip


def _day(title: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=title, required=False, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}))


class ContractForm(RulesForm):
    """The terms of a contract before it is registered."""

    tariff_rate = text(_("Tariff"), limit=20, inputmode="decimal", hint=_("Such as 5,10."))
    tariff_currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in contract_fields.CURRENCIES]
    )
    tariff_unit = forms.ChoiceField(label=pgettext_lazy("tariff", "Paid"), choices=TariffUnit.choices)
    vat_mode = forms.ChoiceField(label=_("VAT"), choices=VatMode.choices)
    tariff_text = text(_("Agreed in words"), limit=400, hint=_("What the figures do not say; stands in the contract."))
    max_power_kw = text(_("Declared maximum power, kW"), limit=20, inputmode="decimal")
    availability_percent = text(_("Agreed availability, %"), limit=10, inputmode="decimal")
    pools = forms.CharField(
        label=_("Allowed pools"),
        required=False,
        max_length=4000,
        help_text=_("Hosts, one a line; *.host allows everything below it. Empty: any pool."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    signed_on = _day(_("Date of the contract"), _("The day of registration when empty."))
    starts_on = _day(_("Starts"))
    ends_on = _day(_("Ends"), _("Without an end when empty."))
    type = forms.ChoiceField(label=_("Type"), choices=ContractType.choices)
    legal_entity: forms.ModelChoiceField[LegalEntity] = forms.ModelChoiceField(
        queryset=None, label=_("Own legal entity"), empty_label=None
    )
    manager: forms.ModelChoiceField[User] = forms.ModelChoiceField(queryset=None, label=_("Manager"), required=False)
    register_accepted = forms.CharField(required=False, max_length=14, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the legal entities and managers that the actor may name."""
        super().__init__(*args, **kwargs)
        for name, rows in (("legal_entity", legal_entities(actor)), ("manager", managers(actor))):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
                field.to_field_name = "uid"

    def clean(self) -> dict[str, Any]:
        """Judge the terms by the rules."""
        values = super().clean() or {}
        self.refuse(contract_fields.clean({name: values[name] for name in TERMS if name in values})[1])
        return values


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
