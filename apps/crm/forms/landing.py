"""The form of the landing page: few fields, each with a limit; a field that only robots fill in."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.crm.forms.clients import text
from apps.crm.forms.sales import SalesForm, area
from apps.crm.rules import sales_fields

FIELDS: Final = ("name", "company", "phone", "email", "telegram", "power_kw", "unit_count", "message")


class LandingForm(SalesForm):
    """What a visitor tells; one way to answer is enough."""

    cleaners, names = sales_fields.LEAD, FIELDS
    name = text(pgettext_lazy("person", "Name"), limit=160, required=True, autocomplete="name")
    phone = text(_("Phone"), limit=60, inputmode="tel", autocomplete="tel")
    email = text(_("E-mail"), limit=254, inputmode="email", autocomplete="email")
    telegram = text(_("Telegram"), limit=64, autocomplete="off")
    company = text(_("Company"), limit=300, autocomplete="organization")
    unit_count = text(_("How many machines"), limit=10, inputmode="numeric", autocomplete="off")
    power_kw = text(_("Power, kW"), limit=20, inputmode="decimal", autocomplete="off")
    message = area(_("What do you need?"), 2000)
    consent = forms.BooleanField(
        label=_("I agree to the processing of my personal data on the terms below."), required=False
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(max_length=400, widget=forms.HiddenInput)
