"""Contracts between a client and one of the operator's own legal entities."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import ContractStatus, ContractType, RegisterState, TariffUnit, VatMode

if TYPE_CHECKING:
    from collections.abc import Mapping


_CENTS = -2


class Contract(OrganisationModel, VersionedModel):
    """An agreement; it gets its number when it is registered and keeps it for ever, voided or not."""

    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="contracts", verbose_name=_("client")
    )
    legal_entity = models.ForeignKey(
        "accounts.LegalEntity", on_delete=models.PROTECT, related_name="+", verbose_name=_("own legal entity")
    )
    type = models.CharField(_("type"), max_length=16, choices=ContractType, default=ContractType.HOSTING)
    status = models.CharField(
        _("status"), max_length=10, choices=ContractStatus, default=ContractStatus.DRAFT, editable=False
    )
    number = models.CharField(_("number"), max_length=80, null=True, editable=False)  # noqa: DJ001 - a draft has none, and «no number» must not collide
    ordinal = models.PositiveBigIntegerField(_("N"), null=True, editable=False)
    registered_at = models.DateTimeField(_("registered"), null=True, editable=False)
    signed_on = models.DateField(_("date of the contract"), null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    manager = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("manager")
    )
    tariff_rate = models.DecimalField(_("tariff"), max_digits=20, decimal_places=8, null=True, blank=True)
    tariff_currency = models.CharField(_("currency"), max_length=3, default="RUB")
    tariff_unit = models.CharField(_("tariff unit"), max_length=10, choices=TariffUnit, default=TariffUnit.KWH)
    tariff_text = models.CharField(_("tariff in words"), max_length=400, blank=True, default="")
    vat_mode = models.CharField(_("VAT"), max_length=10, choices=VatMode, default=VatMode.INCLUDED)
    max_power_kw = models.DecimalField(
        _("declared maximum power, kW"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    availability_percent = models.DecimalField(
        _("agreed availability, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    pools = ArrayField(models.CharField(max_length=255), verbose_name=_("allowed pools"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True, default="")
    register_accepted = models.CharField(
        _("made in spite of the register"),
        max_length=14,
        choices=RegisterState,
        blank=True,
        default="",
        editable=False,
    )

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["organisation", "status", "ends_on"], name="crm_contract_by_status"),
            models.Index(fields=["organisation", "-id"], name="crm_contract_newest"),
            models.Index(fields=["organisation", "ends_on", "-id"], name="crm_contract_by_end"),
            models.Index(fields=["organisation", "signed_on", "-id"], name="crm_contract_by_date"),
            models.Index(fields=["organisation", "number", "-id"], name="crm_contract_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="crm_contract_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft", number__isnull=True)
                | models.Q(status="voided")
                | models.Q(status__in=["active", "suspended", "ended"], number__isnull=False),
                name="crm_contract_number_by_status",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, ordinal__isnull=True)
                | models.Q(number__isnull=False, ordinal__isnull=False, signed_on__isnull=False),
                name="crm_contract_number_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="crm_contract_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(tariff_rate__isnull=True) | models.Q(tariff_rate__gte=0),
                name="crm_contract_tariff_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(max_power_kw__isnull=True) | models.Q(max_power_kw__gt=0),
                name="crm_contract_power_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(availability_percent__isnull=True)
                | models.Q(availability_percent__gt=0, availability_percent__lte=100),
                name="crm_contract_availability_percent",
            ),
        ]

    def __str__(self) -> str:
        """Return the number, «draft» without one."""
        return self.number or str(_("draft"))

    @property
    def shown_rate(self) -> Decimal | None:
        """The rate with at least two digits after the point and no zeros beyond."""
        if self.tariff_rate is None:
            return None
        short = self.tariff_rate.normalize()
        return short if short.as_tuple().exponent < _CENTS else short.quantize(Decimal("0.01"))  # type: ignore[operator]  # a rate is finite


class ContractNotice(OrganisationModel):
    """That the end of a contract was told to its manager so many days before; once for each end that was agreed."""

    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, related_name="notices", verbose_name=_("contract")
    )
    ends_on = models.DateField(_("ends"))
    days = models.PositiveSmallIntegerField(_("days before"))
    told_at = models.DateTimeField(_("told"))

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("notice of an end")
        verbose_name_plural = _("notices of ends")
        constraints = [models.UniqueConstraint(fields=["contract", "ends_on", "days"], name="crm_notice_once")]

    def __str__(self) -> str:
        """Return contract and days."""
        return f"{self.contract} {self.days}"
