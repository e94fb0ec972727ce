"""Custody: who held a unit, where, under which document, from when to when; without two holders at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.logistics.enums import KeeperKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class CustodyRecord(OrganisationModel):
    """One link of the chain; names are kept as plain text, so that the chain reads the same for ever."""

    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    owner = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    keeper_kind = models.CharField(_("kept by"), max_length=8, choices=KeeperKind)
    keeper = models.CharField(_("keeper"), max_length=300)
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    document = models.CharField(_("document"), max_length=80, blank=True, default="")
    by_label = models.CharField(_("written by"), max_length=160)
    during = DateTimeRangeField(_("during"))

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "unit__site_id", "client": "owner_id"}

    class Meta:
        verbose_name = _("custody record")
        verbose_name_plural = _("custody records")
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="logistics_one_keeper_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(during__upper_inf=True), name="logistics_one_keeper_now"
            ),
        ]

    def __str__(self) -> str:
        """Return keeper and place."""
        return f"{self.keeper} {self.place}".strip()
