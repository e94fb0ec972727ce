"""Brokers and channel partners, whose client is whose, and by which plan each earns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import BlindIndexField, EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import NATURAL_PERSONS, AttributionSource, BrokerKind, BrokerStatus, ClientType

if TYPE_CHECKING:
    from collections.abc import Mapping


class Broker(OrganisationModel, VersionedModel):
    """Somebody who brings clients for a commission; `user` signs in to the broker's desk.

    `partner` is the channel partner who brought the broker and gets what the broker's share leaves.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=BrokerKind, default=BrokerKind.BROKER)
    legal_form = models.CharField(_("legal form"), max_length=16, choices=ClientType, default=ClientType.LEGAL_ENTITY)
    name = models.CharField(_("name"), max_length=300)
    status = models.CharField(
        _("status"), max_length=10, choices=BrokerStatus, default=BrokerStatus.ACTIVE, editable=False
    )
    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    partner = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="brokers",
        verbose_name=_("brought by the partner"),
    )
    inn = EncryptedTextField(_("INN"), blank=True, default="")
    inn_index = BlindIndexField(source="inn")
    legal_address = EncryptedTextField(_("legal address"), blank=True, default="")
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    email = EncryptedTextField(_("e-mail"), blank=True, default="")
    bank_name = models.CharField(_("bank"), max_length=200, blank=True, default="")
    bic = models.CharField(_("BIC"), max_length=9, blank=True, default="")
    settlement_account = EncryptedTextField(_("settlement account"), blank=True, default="")
    correspondent_account = EncryptedTextField(_("correspondent account"), blank=True, default="")
    agreement_number = models.CharField(_("agency agreement, number"), max_length=80, blank=True, default="")
    agreement_on = models.DateField(_("agency agreement, date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "user_id"}
    audit_personal_fields: ClassVar[tuple[str, ...]] = ("name", "note")

    class Meta:
        verbose_name = _("broker")
        verbose_name_plural = _("brokers")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "inn_index"], name="crm_broker_inn_once"),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=True) | ~models.Q(partner=models.F("id")),
                name="crm_broker_not_its_own_partner",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def audit_label_is_personal(self) -> bool:
        """Whether the broker's name is a person's name."""
        return self.legal_form in NATURAL_PERSONS

    @property
    def shown_account(self) -> str:
        """The last digits of the account money is sent to."""
        return f"·{self.settlement_account[-4:]}" if self.settlement_account else ""


class Attribution(OrganisationModel):
    """A client is a broker's during these days; one broker per client at a time."""

    broker = models.ForeignKey(Broker, on_delete=models.PROTECT, related_name="attributions", verbose_name=_("broker"))
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="attributions", verbose_name=_("client")
    )
    during = DateRangeField(_("during"))
    source = models.CharField(_("source"), max_length=10, choices=AttributionSource, default=AttributionSource.MANUAL)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker__user_id"}

    class Meta:
        verbose_name = _("client of a broker")
        verbose_name_plural = _("clients of brokers")
        constraints = [
            ExclusionConstraint(
                name="crm_one_broker_at_a_time",
                expressions=[("client", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        """Return broker and client."""
        return f"{self.broker_id} → {self.client_id}"


class BrokerTerm(OrganisationModel):
    """The plan a broker earns by during these days, and which share of the commission is the broker's own."""

    broker = models.ForeignKey(Broker, on_delete=models.PROTECT, related_name="terms", verbose_name=_("broker"))
    plan = models.ForeignKey(
        "crm.CommissionPlan", on_delete=models.PROTECT, related_name="terms", verbose_name=_("plan")
    )
    share_percent = models.DecimalField(_("own share, %"), max_digits=5, decimal_places=2, default=Decimal(100))
    during = DateRangeField(_("during"))

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker__user_id"}

    class Meta:
        verbose_name = _("terms of a broker")
        verbose_name_plural = _("terms of brokers")
        constraints = [
            ExclusionConstraint(
                name="crm_one_plan_at_a_time",
                expressions=[("broker", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(share_percent__gt=0, share_percent__lte=100), name="crm_term_share_percent"
            ),
        ]

    def __str__(self) -> str:
        """Return broker and plan."""
        return f"{self.broker_id}: {self.plan_id}"
