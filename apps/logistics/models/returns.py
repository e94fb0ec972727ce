"""Return acts: units go back to their owner; locked at once, handed over one by one or together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy
from apps.logistics.enums import ReturnLineState, ReturnStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReturnAct(OrganisationModel):
    """One registered act ВЗ; `document_values` holds what its document is filled with, as on the day it was made."""

    number = models.CharField(_("number"), max_length=80)
    ordinal = models.PositiveBigIntegerField(_("N"))
    acted_on = models.DateField(_("date"))
    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey("crm.Contract", on_delete=models.PROTECT, related_name="+", verbose_name=_("contract"))
    status = models.CharField(_("status"), max_length=12, choices=ReturnStatus, default=ReturnStatus.REGISTERED)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    unit_count = models.PositiveIntegerField(_("units"))
    power_w = models.PositiveBigIntegerField(_("power, W"))
    template_version = models.CharField(_("template version"), max_length=64)
    document_values = EncryptedTextField(_("values of the document"))
    registered_by = models.CharField(_("registered by"), max_length=160)
    closed_at = models.DateTimeField(_("closed"), null=True)
    void_reason = models.CharField(_("reason of voiding"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"site": "lines__site_id", "client": "client_id"}

    class Meta:
        verbose_name = _("return act")
        verbose_name_plural = _("return acts")
        indexes = [
            models.Index(fields=["client", "-created_at"], name="logistics_return_of_client"),
            models.Index(fields=["organisation", "-created_at"], name="logistics_return_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="logistics_return_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="voided", closed_at__isnull=False) & ~models.Q(void_reason="")
                | models.Q(status="registered", closed_at__isnull=True)
                | models.Q(status="handed_over", closed_at__isnull=False),
                name="logistics_return_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def power_kw(self) -> Decimal:
        """Power of all units in kW."""
        return Decimal(self.power_w) / 1000


class ReturnLine(OrganisationModel):
    """One unit of a return act; `site` is where it stood when the act was registered."""

    act = models.ForeignKey(ReturnAct, on_delete=models.PROTECT, related_name="lines", verbose_name=_("act"))
    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    position = models.PositiveIntegerField(_("№"))
    serial = models.CharField(_("serial number"), max_length=64)
    model_name = models.CharField(_("model"), max_length=240)
    power_w = models.PositiveIntegerField(_("power, W"))
    condition = models.CharField(_("condition"), max_length=200, blank=True, default="")
    declared_value = models.DecimalField(_("declared value"), max_digits=14, decimal_places=2, null=True)
    state = models.CharField(_("status"), max_length=12, choices=ReturnLineState, default=ReturnLineState.WAITING)
    closed_at = models.DateTimeField(_("closed"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"site": "site_id", "client": "act__client_id"}

    class Meta:
        verbose_name = _("unit of a return act")
        verbose_name_plural = _("units of return acts")
        ordering = ["position"]
        indexes = [
            models.Index(fields=["site"], condition=models.Q(state="waiting"), name="logistics_return_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["act", "unit"], name="logistics_return_unit_once"),
            models.UniqueConstraint(fields=["act", "position"], name="logistics_return_position_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(state="waiting"), name="logistics_one_open_return_of_a_unit"
            ),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial

    @property
    def power_kw(self) -> Decimal:
        """Power in kW."""
        return Decimal(self.power_w) / 1000
