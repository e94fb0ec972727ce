"""Stocktaking: a sheet of a site with what was counted in each bin."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.service_centre.enums import CountState

if TYPE_CHECKING:
    from collections.abc import Mapping


class StockCount(OrganisationModel, VersionedModel):
    """A stocktaking sheet; closing it corrects the stock by the differences that were found."""

    number = models.CharField(_("number"), max_length=80, editable=False)
    ordinal = models.PositiveBigIntegerField(_("N"), editable=False)
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    state = models.CharField(_("status"), max_length=10, choices=CountState, default=CountState.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    made_by = models.CharField(_("made by"), max_length=160)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=160, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("stocktaking sheet")
        verbose_name_plural = _("stocktaking sheets")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="inventory_count_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="counting", closed_at__isnull=True)
                | ~models.Q(state="counting") & models.Q(closed_at__isnull=False),
                name="inventory_count_closed_when",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class StockCountLine(OrganisationModel):
    """One bin of a sheet: `expected` is what the stock said at the moment of counting, `counted` what was there."""

    sheet = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="lines", verbose_name=_("sheet"))
    part = models.ForeignKey("inventory.Part", on_delete=models.PROTECT, related_name="+", verbose_name=_("spare part"))
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    expected = models.DecimalField(_("expected"), max_digits=12, decimal_places=3)
    counted = models.DecimalField(_("counted"), max_digits=12, decimal_places=3, null=True)
    by_label = models.CharField(_("by"), max_length=160, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "sheet__site_id"}

    class Meta:
        verbose_name = _("line of a stocktaking sheet")
        verbose_name_plural = _("lines of stocktaking sheets")
        ordering = ["part__article", "bin"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "part", "bin"], name="inventory_count_line_once"),
            models.CheckConstraint(
                condition=models.Q(counted__isnull=True) | models.Q(counted__gte=0), name="inventory_count_figure"
            ),
        ]

    def __str__(self) -> str:
        """Return part and bin."""
        return f"{self.part_id} {self.bin}"

    @property
    def difference(self) -> Decimal | None:
        """What is more (or less) than expected, None while it was not counted."""
        return None if self.counted is None else self.counted - self.expected
