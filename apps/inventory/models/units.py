"""Units: single machines; their past is kept as dated facts, their present in columns of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import BlindIndexField, EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.enums import UnitState
from apps.inventory.rules.identity import normal_mac, serial_tail

if TYPE_CHECKING:
    from collections.abc import Mapping


class Unit(OrganisationModel, VersionedModel):
    """One machine. `state`, `owner`, `contract`, `site`, `shelf`, `serial`, `mac` and `ip` mirror the open facts.

    They are written together with the facts by `services.facts` and never apart. `power_w` is what counts against
    limits: the model's nameplate unless `power_override_w` is set with a reason. `changed_at` is the instant of the
    last dated fact: no fact may begin before it.
    """

    model = models.ForeignKey(
        "inventory.EquipmentModel", on_delete=models.PROTECT, related_name="units", verbose_name=_("model")
    )
    serial = models.CharField(_("serial number"), max_length=64, editable=False)
    serial_tail = models.CharField(max_length=4, editable=False)
    state = models.CharField(_("status"), max_length=16, choices=UnitState, editable=False)
    owner = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("owner")
    )
    contract = models.ForeignKey(
        "crm.Contract",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("contract"),
    )
    site = models.ForeignKey(
        "inventory.Site",
        on_delete=models.PROTECT,
        null=True,
        related_name="units",
        editable=False,
        verbose_name=_("site"),
    )
    shelf = models.ForeignKey(
        "inventory.Shelf",
        on_delete=models.PROTECT,
        null=True,
        related_name="units",
        editable=False,
        verbose_name=_("shelf"),
    )
    power_w = models.PositiveIntegerField(_("power, W"), editable=False)
    power_override_w = models.PositiveIntegerField(_("own power, W"), null=True, blank=True)
    power_override_reason = models.CharField(_("reason of the own power"), max_length=200, blank=True, default="")
    mac = EncryptedTextField(_("MAC address"), blank=True, default="")
    mac_index = BlindIndexField(source="mac", normalise=normal_mac)
    ip = EncryptedTextField(_("IP address"), blank=True, default="")
    ip_index = BlindIndexField(source="ip")
    # With a beginning and a length the end follows from them; without, it is what somebody typed.
    warranty_from = models.DateField(_("warranty from"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("warranty, months"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    declared_value = models.DecimalField(_("declared value"), max_digits=14, decimal_places=2, null=True, blank=True)
    declared_currency = models.CharField(_("currency"), max_length=3, default="RUB")
    note = models.TextField(_("note"), blank=True, default="")
    label = models.CharField(_("inventory label"), max_length=40, blank=True, default="")
    changed_at = models.DateTimeField(_("last dated change"), editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "owner_id"}

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [
            models.Index(fields=["organisation", "serial_tail"], name="inventory_unit_by_tail"),
            models.Index(fields=["organisation", "state"], name="inventory_unit_by_state"),
            models.Index(
                fields=["organisation", "warranty_until"],
                condition=models.Q(warranty_until__isnull=False),
                name="inventory_unit_by_warranty",
            ),
            models.Index(fields=["site"], condition=models.Q(shelf__isnull=True), name="inventory_unit_not_placed"),
            # What stands at a site, last changed first, and how many: read without the rows themselves.
            models.Index(fields=["organisation", "site", "-changed_at", "id"], name="inventory_unit_of_site"),
            models.Index(
                fields=["organisation", "site"],
                include=["shelf", "power_w"],
                condition=models.Q(state="in_service"),
                name="inventory_unit_works_at",
            ),
        ]
        constraints = [
            # With the key a far page of the list is counted off in the index alone.
            models.UniqueConstraint(
                fields=["organisation", "serial"], include=["id"], name="inventory_unit_serial_once"
            ),
            models.UniqueConstraint(fields=["organisation", "mac_index"], name="inventory_unit_mac_once"),
            models.CheckConstraint(condition=models.Q(power_w__gt=0), name="inventory_unit_power"),
            models.CheckConstraint(
                condition=models.Q(power_override_w__isnull=True)
                | models.Q(power_override_w=models.F("power_w")) & ~models.Q(power_override_reason=""),
                name="inventory_unit_override_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(warranty_months__isnull=True)
                | models.Q(warranty_months__gte=1, warranty_from__isnull=False, warranty_until__isnull=False),
                name="inventory_unit_warranty_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["stored", "in_service", "in_repair", "pending_return"], site__isnull=False
                )
                | models.Q(
                    state__in=["expected", "in_transit", "returned", "lost", "written_off"],
                    site__isnull=True,
                    shelf__isnull=True,
                ),
                name="inventory_unit_place_by_state",
            ),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial

    @property
    def power_kw(self) -> Decimal:
        """Power that counts against limits, in kW."""
        return Decimal(self.power_w) / 1000

    def set_serial(self, serial: str) -> None:
        """Set the (already normalised) serial number with the last characters it is found by."""
        self.serial = serial
        self.serial_tail = serial_tail(serial)
