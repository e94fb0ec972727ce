"""Settings of the service centre: number masks, promised days, warranty of a repair, currency."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel


class ServiceSettings(OrganisationModel, VersionedModel):
    """One row per organisation; without one the defaults of the columns hold."""

    order_mask = models.CharField(_("repair order number mask"), max_length=80, default="РЕМ-{N}")
    count_mask = models.CharField(_("stocktaking sheet number mask"), max_length=80, default="ИНВ-{N}")
    promised_days = models.PositiveSmallIntegerField(_("promised turnaround, days"), default=5)
    repeat_days = models.PositiveSmallIntegerField(
        _("a repair is repeated when the unit comes again within, days"), default=30
    )
    warranty_days = models.PositiveSmallIntegerField(_("warranty of a repair, days"), default=30)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("settings of the service centre")
        verbose_name_plural = _("settings of the service centre")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="inventory_service_settings_once")]

    def __str__(self) -> str:
        """Return the title."""
        return str(_("settings of the service centre"))
