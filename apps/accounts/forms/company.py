"""Forms of the company's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms.account import language_choices, zone_choices
from apps.accounts.models import Brand, LegalEntity, OrganisationSettings
from apps.accounts.services.branding import BRAND_FIELDS
from apps.accounts.services.company import MASK_FIELDS
from apps.accounts.services.entities import ENTITY_FIELDS

_OPTIONAL = frozenset(
    {
        "kpp", "postal_address", "signatory_name_genitive", "bank_name", "bic", "settlement_account",
        "correspondent_account", "phone", "email", "registry_entry", "letter_signature",
    }
)  # fmt: skip


def _fields(model: type[LegalEntity | Brand | OrganisationSettings], names: tuple[str, ...]) -> dict[str, forms.Field]:
    """Return plain text fields under the model's own names; rules are the service's."""
    built: dict[str, forms.Field] = {}
    for name in names:
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # never a reverse one
        built[name] = forms.CharField(
            label=capfirst(field.verbose_name),
            max_length=getattr(field, "max_length", None) or 500,
            required=name not in _OPTIONAL,
        )
    return built


class VersionForm(forms.Form):
    """A form that carries the version of the row it was filled from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


EntityForm = type("EntityForm", (VersionForm,), _fields(LegalEntity, ENTITY_FIELDS))
NewEntityForm = type("NewEntityForm", (forms.Form,), _fields(LegalEntity, ENTITY_FIELDS))
BrandForm = type("BrandForm", (VersionForm,), _fields(Brand, BRAND_FIELDS))
MaskForm = type("MaskForm", (VersionForm,), _fields(OrganisationSettings, MASK_FIELDS))


class OrganisationForm(forms.Form):
    """Name of the organisation, and what new accounts begin with."""

    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)


class LogoForm(VersionForm):
    """A new logo."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, at most 1 MiB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


class KeyForm(VersionForm):
    """Keys of integrations: written, never shown."""

    telegram_token = forms.CharField(label=_("Telegram bot token"), required=False, max_length=500)
    bitrix_webhook = forms.CharField(label=_("Bitrix24 webhook"), required=False, max_length=500)
    dadata_key = forms.CharField(label=_("DaData key"), required=False, max_length=500)
