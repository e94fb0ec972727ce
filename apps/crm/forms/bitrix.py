"""The form of the exchange with Bitrix24; what a value may be is the service's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.crm.enums import Policy
from apps.crm.models import BitrixConnection


def _title(name: str) -> Any:
    return capfirst(BitrixConnection._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # never a reverse field


def _number(name: str, hint: Any = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=_title(name), help_text=hint, required=required, min_value=1)


def _policy(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=_title(name), choices=Policy.choices, help_text=_BOTH)


_BOTH = _("Where both sides changed one field.")
_KEEP = _("Kept encrypted and never shown. An empty field leaves it as it is, a hyphen removes it.")
_FOUND = _("Empty: found by its name.")


class BitrixForm(forms.Form):
    """Settings of the exchange."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    webhook = forms.CharField(
        label=_("Incoming webhook"),
        required=False,
        max_length=500,
        help_text=_KEEP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "https://company.bitrix24.ru/rest/1/…/"}),
    )
    application_token = forms.CharField(
        label=_("Application token of the outgoing webhook"),
        required=False,
        max_length=128,
        help_text=_KEEP,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    member_id = forms.CharField(
        label=_title("member_id"),
        required=False,
        max_length=64,
        help_text=_("Empty: calls are checked by the token alone."),
    )
    owner_user_id = _number("owner_user_id", _("Who is responsible for records that we make there."))
    policy_requisites = _policy("policy_requisites")
    policy_reach = _policy("policy_reach")
    policy_names = _policy("policy_names")
    poll_minutes = _number("poll_minutes")
    scan_hours = _number("scan_hours")
    preset_legal_entity = _number("preset_legal_entity", _FOUND, required=False)
    preset_sole_trader = _number("preset_sole_trader", _FOUND, required=False)
    preset_person = _number("preset_person", _FOUND, required=False)

    @classmethod
    def of(cls, row: BitrixConnection | None) -> BitrixForm:
        """Return the form as the settings stand; secrets stay empty."""
        row = row or BitrixConnection()
        shown = [name for name in cls.base_fields if name not in ("webhook", "application_token")]
        return cls(initial={name: getattr(row, name) for name in shown})
