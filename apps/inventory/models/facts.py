"""Dated facts: where a unit was, whose it was, in which state and under which serial number, and when.

Each fact holds during a half-open range of time; PostgreSQL's exclusion constraints refuse two at one moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy
from apps.inventory.enums import UnitState

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnitFact(OrganisationModel):
    """What all dated facts share: the unit and the range, open at the end while the fact holds."""

    unit = models.ForeignKey(
        "inventory.Unit", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("unit")
    )
    during = DateTimeRangeField(_("during"))
    document = models.CharField(_("document"), max_length=80, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160, blank=True, default="")

    access_paths: ClassVar[Mapping[str, str]] = {"site": "unit__site_id", "client": "unit__owner_id"}

    class Meta:
        abstract = True
        ordering = ["during"]


class UnitPlacement(UnitFact):
    """Where a unit was: at a site, with or without a shelf, or with a person who carries it."""

    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    shelf = models.ForeignKey(
        "inventory.Shelf", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("shelf")
    )
    slot = models.PositiveSmallIntegerField(_("slot"), null=True)
    holder = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("carried by")
    )

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(UnitFact.Meta):
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        indexes = [
            models.Index(
                fields=["shelf"],
                condition=models.Q(during__upper_inf=True, shelf__isnull=False),
                name="inventory_stands_on_shelf",
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="inventory_one_place_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(during__upper_inf=True), name="inventory_one_place_now"
            ),
            # A shelf for n units has slots 1..n; each holds one unit at a time.
            ExclusionConstraint(
                name="inventory_one_unit_in_a_slot",
                expressions=[
                    ("shelf", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(shelf__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(shelf__isnull=True, slot__isnull=True)
                | models.Q(shelf__isnull=False, slot__gte=1, site__isnull=False),
                name="inventory_slot_of_a_shelf",
            ),
            models.CheckConstraint(
                condition=models.Q(site__isnull=False, holder__isnull=True)
                | models.Q(site__isnull=True, holder__isnull=False),
                name="inventory_site_or_holder",
            ),
        ]

    def __str__(self) -> str:
        """Return unit and range."""
        return f"{self.unit_id} {self.during}"


class UnitOwnership(UnitFact):
    """Whose a unit was and under which contract."""

    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("contract")
    )

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "unit__site_id", "client": "client_id"}

    class Meta(UnitFact.Meta):
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        constraints = [
            ExclusionConstraint(
                name="inventory_one_owner_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        """Return unit and range."""
        return f"{self.unit_id} {self.during}"


class UnitStatus(UnitFact):
    """In which state a unit was, and why."""

    state = models.CharField(_("status"), max_length=16, choices=UnitState)
    why = models.CharField(_("reason"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(UnitFact.Meta):
        verbose_name = _("status of a unit")
        verbose_name_plural = _("statuses of units")
        constraints = [
            ExclusionConstraint(
                name="inventory_one_state_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(during__upper_inf=True), name="inventory_one_state_now"
            ),
        ]

    def __str__(self) -> str:
        """Return unit and state."""
        return f"{self.unit_id} {self.state}"


class UnitSerial(UnitFact):
    """Which serial number a unit carried; a number belongs to one unit of the organisation at a time."""

    serial = models.CharField(_("serial number"), max_length=64)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(UnitFact.Meta):
        verbose_name = _("serial number of a unit")
        verbose_name_plural = _("serial numbers of units")
        indexes = [models.Index(fields=["organisation", "serial"], name="inventory_serial_history")]
        constraints = [
            ExclusionConstraint(
                name="inventory_one_serial_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="inventory_one_unit_per_serial",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("serial", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial


class UnitAddress(UnitFact):
    """Which MAC and IP addresses a unit had; both encrypted."""

    mac = EncryptedTextField(_("MAC address"), blank=True, default="")
    ip = EncryptedTextField(_("IP address"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta(UnitFact.Meta):
        verbose_name = _("network address of a unit")
        verbose_name_plural = _("network addresses of units")
        constraints = [
            ExclusionConstraint(
                name="inventory_one_address_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        """Return unit and range."""
        return f"{self.unit_id} {self.during}"
