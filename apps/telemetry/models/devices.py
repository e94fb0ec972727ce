"""Devices: what the agents found on the network, and the unit each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import BlindIndexField, EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy
from apps.telemetry.enums import MatchedBy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Device(OrganisationModel):
    """A machine as an agent sees it: address, identity as the firmware reports it, the unit it was matched to."""

    agent = models.ForeignKey(
        "telemetry.Agent", on_delete=models.PROTECT, related_name="devices", verbose_name=_("agent")
    )
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    unit = models.ForeignKey(
        "inventory.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("unit"),
    )
    matched_by = models.CharField(_("matched by"), max_length=10, choices=MatchedBy, blank=True, default="")
    ip = EncryptedTextField(_("IP address"))
    ip_index = BlindIndexField(source="ip")
    mac = EncryptedTextField(_("MAC address"), blank=True, default="")
    mac_index = BlindIndexField(source="mac")
    serial = models.CharField(_("serial number"), max_length=200, blank=True, default="")
    family = models.CharField(_("driver"), max_length=40)
    make = models.CharField(_("make"), max_length=200, blank=True, default="")
    model = models.CharField(_("model"), max_length=200, blank=True, default="")
    firmware = models.CharField(_("firmware"), max_length=200, blank=True, default="")
    firmware_version = models.CharField(_("firmware version"), max_length=200, blank=True, default="")
    hostname = models.CharField(_("host name"), max_length=200, blank=True, default="")
    last_found_at = models.DateTimeField(_("last found"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "unit__owner_id"}

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "mac_index"],
                condition=models.Q(mac_index__isnull=False),
                name="telemetry_device_mac_once",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(unit__isnull=False), name="telemetry_device_unit_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "ip_index"], name="telemetry_device_ip"),
            models.Index(fields=["organisation", "serial"], name="telemetry_device_serial"),
        ]

    def __str__(self) -> str:
        """Return model and serial number, as far as known."""
        return f"{self.model} {self.serial}".strip() or str(self.uid)


class DiscoveryPart(OrganisationModel):
    """A received part of a scan's result: received again it changes nothing."""

    agent = models.ForeignKey("telemetry.Agent", on_delete=models.PROTECT, related_name="+")
    scan_uid = models.UUIDField()
    part = models.PositiveIntegerField()
    devices = models.PositiveIntegerField()
    complete = models.BooleanField(default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "agent__site_id"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "scan_uid", "part"], name="telemetry_part_once")]

    def __str__(self) -> str:
        """Return scan and part."""
        return f"{self.scan_uid} {self.part}"
