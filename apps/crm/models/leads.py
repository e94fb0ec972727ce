"""Leads: people who asked, where they came from, and the links by which others send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import LeadStatus
from apps.crm.models.naming import NamedModel
from apps.crm.rules import texts

if TYPE_CHECKING:
    from collections.abc import Mapping


class LeadSource(OrganisationModel, VersionedModel, NamedModel):
    """Where leads come from; the keys of the delivered ones are used by the landing form and by referrals."""

    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("source of leads")
        verbose_name_plural = _("sources of leads")
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="crm_source_once")]


class ReferralLink(OrganisationModel, VersionedModel):
    """An address of the landing form that tells who sent the visitor: a colleague, a broker, a partner or a client."""

    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    client = models.ForeignKey(
        "crm.Client",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referral_links",
        verbose_name=_("client"),
    )
    visits = models.PositiveIntegerField(_("visits"), default=0, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "owner_id"}

    class Meta:
        verbose_name = _("referral link")
        verbose_name_plural = _("referral links")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="crm_referral_code_once"),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False, client__isnull=True)
                | models.Q(owner__isnull=True, client__isnull=False),
                name="crm_referral_one_owner",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Lead(OrganisationModel, VersionedModel):
    """Somebody who may become a client: who asks, what they need, what is done next; locked once converted.

    `broker` is the broker or partner who brought the lead (first touch); they see it, and it never changes.
    """

    source = models.ForeignKey(
        "crm.LeadSource", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    referral = models.ForeignKey(
        "crm.ReferralLink",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="leads",
        verbose_name=_("referral link"),
    )
    broker = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("broker"),
    )
    status = models.CharField(_("status"), max_length=10, choices=LeadStatus, default=LeadStatus.NEW, editable=False)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=160)
    company = models.CharField(_("company"), max_length=300, blank=True, default="")
    inn = models.CharField(_("INN"), max_length=12, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=16, blank=True, default="")
    phone_extension = models.CharField(_("extension"), max_length=10, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    telegram = models.CharField(_("Telegram"), max_length=64, blank=True, default="")
    message = models.TextField(_("message"), blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    power_kw = models.DecimalField(_("expected power, kW"), max_digits=12, decimal_places=3, null=True, blank=True)
    hashrate_phs = models.DecimalField(
        _("expected hashrate, PH/s"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    unit_count = models.PositiveIntegerField(_("expected machines"), null=True, blank=True)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("manager")
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True, default="")
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)
    utm = models.JSONField(_("marks of the campaign"), default=dict, blank=True, editable=False)
    refused_reason = models.CharField(_("why refused"), max_length=500, blank=True, default="", editable=False)
    client = models.ForeignKey(
        "crm.Client",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="leads",
        verbose_name=_("client"),
    )
    converted_at = models.DateTimeField(_("converted"), null=True, editable=False)
    came_at = models.DateTimeField(_("came"), editable=False)
    consent_version = models.CharField(_("text of the consent"), max_length=40, blank=True, default="", editable=False)
    consent_at = models.DateTimeField(_("consent given"), null=True, editable=False)
    consent_ip = EncryptedTextField(_("address of the consent"), blank=True, default="", editable=False)
    form_key = models.UUIDField(_("key of the form"), null=True, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker_id"}
    audit_personal_fields: ClassVar[tuple[str, ...]] = (
        "name", "company", "phone", "phone_extension", "email", "telegram", "message", "next_step", "inn",
    )  # fmt: skip
    audit_label_is_personal: ClassVar[bool] = True

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            models.Index(fields=["organisation", "status", "-came_at"], name="crm_lead_by_status"),
            models.Index(fields=["organisation", "-came_at"], name="crm_lead_by_time"),
            models.Index(fields=["organisation", "phone"], name="crm_lead_by_phone"),
            models.Index(fields=["organisation", "email"], name="crm_lead_by_email"),
            models.Index(fields=["organisation", "inn"], name="crm_lead_by_inn"),
            models.Index(
                fields=["owner", "next_step_on"],
                condition=models.Q(next_step_on__isnull=False),
                name="crm_lead_by_next_step",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "form_key"], name="crm_lead_form_once"),
            models.CheckConstraint(
                condition=models.Q(status="converted", client__isnull=False, converted_at__isnull=False)
                | (~models.Q(status="converted") & models.Q(client__isnull=True, converted_at__isnull=True)),
                name="crm_lead_converted_has_client",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(refused_reason=""),
                name="crm_lead_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=(models.Q(power_kw__isnull=True) | models.Q(power_kw__gt=0))
                & (models.Q(hashrate_phs__isnull=True) | models.Q(hashrate_phs__gt=0)),
                name="crm_lead_needs_positive",
            ),
        ]

    def __str__(self) -> str:
        """Return the company, the person's name without one."""
        return self.company or self.name

    @property
    def shown_phone(self) -> str:
        """The phone as people write it."""
        return texts.shown_phone(self.phone, self.phone_extension)
