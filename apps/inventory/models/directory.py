"""The model directory: makes of machines with their nameplate figures."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit

THS_PER_UNIT = {
    HashrateUnit.KILO: Decimal("1e-9"),
    HashrateUnit.MEGA: Decimal("1e-6"),
    HashrateUnit.GIGA: Decimal("1e-3"),
    HashrateUnit.TERA: Decimal(1),
}


class EquipmentModel(OrganisationModel, VersionedModel):
    """One make of equipment; `name` is synthesised from its parts and `power_w` counts against limits.

    A miner has hashrate, unit and algorithm; servers and other equipment have none of them.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=EquipmentKind, default=EquipmentKind.MINER)
    manufacturer = models.CharField(_("manufacturer"), max_length=80)
    model = models.CharField(_("model"), max_length=120)
    name = models.CharField(_("name"), max_length=240, editable=False)
    algorithm = models.CharField(_("algorithm"), max_length=40, blank=True, default="")
    hashrate_value = models.DecimalField(_("hashrate"), max_digits=14, decimal_places=3, null=True, blank=True)
    hashrate_unit = models.CharField(_("hashrate unit"), max_length=2, choices=HashrateUnit, blank=True, default="")
    power_w = models.PositiveIntegerField(_("power, W"))
    three_phase = models.BooleanField(_("needs three phases"), default=False)
    cooling = models.CharField(_("cooling"), max_length=10, choices=Cooling, default=Cooling.AIR)
    board_count = models.PositiveSmallIntegerField(_("hash boards"), null=True, blank=True)
    chips_per_board = models.PositiveSmallIntegerField(_("chips per board"), null=True, blank=True)
    fan_count = models.PositiveSmallIntegerField(_("fans"), null=True, blank=True)
    height_units = models.PositiveSmallIntegerField(_("height, U"), null=True, blank=True)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta:
        verbose_name = _("equipment model")
        verbose_name_plural = _("equipment models")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="inventory_model_name_once"),
            models.CheckConstraint(condition=models.Q(power_w__gt=0), name="inventory_model_power"),
            models.CheckConstraint(
                condition=models.Q(kind="miner", hashrate_value__gt=0)
                & ~models.Q(hashrate_unit="")
                & ~models.Q(algorithm="")
                | ~models.Q(kind="miner") & models.Q(hashrate_value__isnull=True, hashrate_unit="", algorithm=""),
                name="inventory_model_hashrate_of_miners",
            ),
        ]

    def __str__(self) -> str:
        """Return the synthesised name."""
        return self.name

    @property
    def hashrate_ths(self) -> Decimal | None:
        """Nameplate hashrate in TH/s, None for equipment that does not hash."""
        if self.hashrate_value is None:
            return None
        return self.hashrate_value * THS_PER_UNIT[HashrateUnit(self.hashrate_unit)]

    @property
    def power_kw(self) -> Decimal:
        """Nameplate power in kW."""
        return Decimal(self.power_w) / 1000
