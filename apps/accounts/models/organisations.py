"""Organisations: the hosting operator, its legal entities, its brand and its settings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import BaseModel, OrganisationModel, Tenancy, VersionedModel


class Organisation(BaseModel):
    """A hosting operator: the tenant above its clients; its rows never meet another organisation's."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow")
    language = models.CharField(_("language"), max_length=10, default="ru")
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def organisation_id(self) -> int:
        """Return its own id: an organisation belongs to itself."""
        return self.pk


class LegalEntity(OrganisationModel, VersionedModel):
    """A company of the operator that signs contracts and gives them their numbers."""

    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=160)
    inn = models.CharField(_("INN"), max_length=12)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True, default="")
    ogrn = models.CharField(_("OGRN"), max_length=15)
    legal_address = models.CharField(_("legal address"), max_length=400)
    postal_address = models.CharField(_("postal address"), max_length=400, blank=True, default="")
    signatory_post = models.CharField(_("signatory's post"), max_length=160)
    signatory_name = models.CharField(_("signatory"), max_length=160)
    signatory_name_genitive = models.CharField(_("signatory, genitive"), max_length=200, blank=True, default="")
    signatory_basis = models.CharField(_("acts on the basis of"), max_length=200, default="Устава")
    bank_name = models.CharField(_("bank"), max_length=200, blank=True, default="")
    bic = models.CharField(_("BIC"), max_length=9, blank=True, default="")
    settlement_account = EncryptedTextField(_("settlement account"), blank=True, default="")
    correspondent_account = EncryptedTextField(_("correspondent account"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    registry_entry = models.CharField(
        _("entry in the register of infrastructure operators"), max_length=80, blank=True, default=""
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow")
    is_main = models.BooleanField(_("main"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("own legal entity")
        verbose_name_plural = _("own legal entities")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_main=True), name="accounts_one_main_entity"
            ),
            models.UniqueConstraint(fields=["organisation", "inn", "kpp"], name="accounts_entity_inn_once"),
        ]

    def __str__(self) -> str:
        """Return the short name."""
        return self.short_name


class Brand(OrganisationModel, VersionedModel):
    """How an organisation shows itself: name, colours, logo, on pages, documents and letters."""

    DEFAULT_ACCENT: ClassVar[str] = "#f7931a"

    name = models.CharField(_("name"), max_length=120)
    accent_color = models.CharField(_("accent colour"), max_length=7, default="#f7931a")
    logo = models.ForeignKey(
        "common.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    letter_signature = models.TextField(_("signature of letters"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="accounts_one_brand")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class OrganisationSettings(OrganisationModel, VersionedModel):
    """Settings of an organisation: number masks and access rules; keys of integrations are encrypted."""

    contract_mask = models.CharField(_("contract number mask"), max_length=80, default="ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}")
    sole_trader_letter = models.CharField(_("letter of sole traders"), max_length=1, default="Ф")
    addendum_mask = models.CharField(_("addendum number mask"), max_length=80, default="{N}")
    intake_mask = models.CharField(_("intake act number mask"), max_length=80, default="АП-{N}")
    return_mask = models.CharField(_("return act number mask"), max_length=80, default="ВЗ-{N}")
    payout_mask = models.CharField(_("payout act number mask"), max_length=80, default="ВП-{N}")
    movement_mask = models.CharField(_("transfer note number mask"), max_length=80, default="ПМ-{N}")
    claim_mask = models.CharField(_("claim number mask"), max_length=80, default="РХ-{N}")
    telegram_token = EncryptedTextField(_("Telegram bot token"), blank=True, default="")
    bitrix_webhook = EncryptedTextField(_("Bitrix24 webhook"), blank=True, default="")
    dadata_key = EncryptedTextField(_("DaData key"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="accounts_one_settings")]

    def __str__(self) -> str:
        """Return the title."""
        return str(_("Settings"))
