"""Components: single pieces with a serial number, such as hash boards, in stock, in a unit or scrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.service_centre.enums import ComponentState

if TYPE_CHECKING:
    from collections.abc import Mapping

# In stock: in a bin of a site. Installed: in a unit, at a position. Scrapped: nowhere.
_PLACE = (
    models.Q(state="in_stock", site__isnull=False, unit__isnull=True, position__isnull=True)
    | models.Q(state="installed", site__isnull=True, bin="", unit__isnull=False, position__gte=1)
    | models.Q(state="scrapped", site__isnull=True, bin="", unit__isnull=True, position__isnull=True)
)


class Component(OrganisationModel, VersionedModel):
    """One piece of a part with serial numbers; the columns mirror its open dated fact."""

    part = models.ForeignKey(
        "inventory.Part", on_delete=models.PROTECT, related_name="components", verbose_name=_("spare part")
    )
    serial = models.CharField(_("serial number"), max_length=64)
    state = models.CharField(_("status"), max_length=10, choices=ComponentState)
    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    unit = models.ForeignKey(
        "inventory.Unit", on_delete=models.PROTECT, null=True, related_name="components", verbose_name=_("unit")
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("slot", "position"), null=True)
    changed_at = models.DateTimeField(_("last dated change"))

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"site": ("site_id", "unit__site_id")}

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "serial"], name="inventory_component_serial_once"),
            models.CheckConstraint(condition=_PLACE, name="inventory_component_place"),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial


class ComponentPlacement(OrganisationModel):
    """Where a component was during a range of time; closed once, never changed or deleted."""

    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, related_name="placements", verbose_name=_("component")
    )
    during = DateTimeRangeField(_("during"))
    state = models.CharField(_("status"), max_length=10, choices=ComponentState)
    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    unit = models.ForeignKey(
        "inventory.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("slot", "position"), null=True)
    document = models.CharField(_("document"), max_length=80, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": ("component__site_id", "component__unit__site_id")
    }

    class Meta:
        verbose_name = _("place of a component")
        verbose_name_plural = _("places of components")
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="inventory_component_one_place",
                expressions=[("component", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="inventory_component_one_in_position",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(unit__isnull=False),
            ),
            models.CheckConstraint(condition=_PLACE, name="inventory_component_fact_place"),
        ]

    def __str__(self) -> str:
        """Return component and range."""
        return f"{self.component_id} {self.during}"
