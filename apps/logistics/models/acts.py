"""Intake acts: which units came in from whom, where, under which contract; never changed once registered (trigger)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy
from apps.logistics.enums import ActStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class IntakeAct(OrganisationModel):
    """One registered act АП; `document_values` holds what its document is filled with, as on the day it was made."""

    number = models.CharField(_("number"), max_length=80)
    ordinal = models.PositiveBigIntegerField(_("N"))
    acted_on = models.DateField(_("date"))
    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey("crm.Contract", on_delete=models.PROTECT, related_name="+", verbose_name=_("contract"))
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    status = models.CharField(_("status"), max_length=10, choices=ActStatus, default=ActStatus.REGISTERED)
    note = models.TextField(_("note"), blank=True, default="")
    unit_count = models.PositiveIntegerField(_("units"))
    power_w = models.PositiveBigIntegerField(_("power, W"))
    template_version = models.CharField(_("template version"), max_length=20)
    document_values = EncryptedTextField(_("values of the document"))
    registered_by = models.CharField(_("registered by"), max_length=160)
    voided_at = models.DateTimeField(_("voided"), null=True)
    void_reason = models.CharField(_("reason"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "client_id"}

    class Meta:
        verbose_name = _("intake act")
        verbose_name_plural = _("intake acts")
        indexes = [
            models.Index(fields=["site", "-created_at"], name="logistics_intake_of_site"),
            models.Index(fields=["client", "-created_at"], name="logistics_intake_of_client"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="logistics_intake_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="registered", voided_at__isnull=True)
                | models.Q(status="voided", voided_at__isnull=False) & ~models.Q(void_reason=""),
                name="logistics_intake_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def power_kw(self) -> Decimal:
        """Power of all units in kW."""
        return Decimal(self.power_w) / 1000


class IntakeLine(OrganisationModel):
    """One unit of an act as it came in: number, model and power of that day, completeness, condition, value."""

    act = models.ForeignKey(IntakeAct, on_delete=models.PROTECT, related_name="lines", verbose_name=_("act"))
    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    position = models.PositiveIntegerField(_("№"))
    serial = models.CharField(_("serial number"), max_length=64)
    model_name = models.CharField(_("model"), max_length=240)
    power_w = models.PositiveIntegerField(_("power, W"))
    completeness = models.CharField(_("completeness"), max_length=200, blank=True, default="")
    condition = models.CharField(_("condition"), max_length=200, blank=True, default="")
    declared_value = models.DecimalField(_("declared value"), max_digits=14, decimal_places=2, null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "act__site_id", "client": "act__client_id"}

    class Meta:
        verbose_name = _("line of an intake act")
        verbose_name_plural = _("lines of intake acts")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["act", "position"], name="logistics_line_position_once"),
            models.UniqueConstraint(fields=["act", "unit"], name="logistics_line_unit_once"),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial

    @property
    def power_kw(self) -> Decimal:
        """Power in kW."""
        return Decimal(self.power_w) / 1000
