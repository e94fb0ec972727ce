"""Stock of spare parts: the balance of each bin, and the ledger of movements that it is the sum of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.inventory.service_centre.enums import StockKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class PartStock(OrganisationModel):
    """What lies in one bin of one site: `quantity` in the part's measure, `value` what it cost in all.

    The average cost of one is `value / quantity` (see `rules.stock`). Never below nought.
    """

    part = models.ForeignKey(
        "inventory.Part", on_delete=models.PROTECT, related_name="stock", verbose_name=_("spare part")
    )
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=0)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, default=0)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("stock of a part")
        verbose_name_plural = _("stock of parts")
        constraints = [
            models.UniqueConstraint(fields=["part", "site", "bin"], name="inventory_stock_bin_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, value__gte=0) | models.Q(quantity=0, value=0),
                name="inventory_stock_never_below_nought",
            ),
        ]

    def __str__(self) -> str:
        """Return bin and quantity."""
        return f"{self.part_id} {self.bin} {self.quantity}"

    @property
    def average_cost(self) -> Decimal | None:
        """What one costs on average, None of an empty bin."""
        return self.value / self.quantity if self.quantity else None


class StockMovement(OrganisationModel):
    """One line of the ledger: `quantity` and `value` are signed, `balance` is the bin's quantity after it.

    Never changed, never deleted; two lines of a transfer share `pair`.
    """

    part = models.ForeignKey(
        "inventory.Part", on_delete=models.PROTECT, related_name="movements", verbose_name=_("spare part")
    )
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=12, choices=StockKind)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    balance = models.DecimalField(_("balance"), max_digits=12, decimal_places=3)
    at = models.DateTimeField(_("when"))
    order = models.ForeignKey(
        "inventory.RepairOrder",
        on_delete=models.PROTECT,
        null=True,
        related_name="stock_movements",
        verbose_name=_("repair order"),
    )
    line = models.ForeignKey(
        "inventory.RepairPart",
        on_delete=models.PROTECT,
        null=True,
        related_name="stock_movements",
        verbose_name=_("part of an order"),
    )
    component = models.ForeignKey(
        "inventory.Component",
        on_delete=models.PROTECT,
        null=True,
        related_name="stock_movements",
        verbose_name=_("component"),
    )
    pair = models.UUIDField(_("transfer"), null=True, editable=False)
    document = models.CharField(_("document"), max_length=80, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [
            models.Index(fields=["part", "-at", "-id"], name="inventory_stock_history"),
            models.Index(fields=["organisation", "-at"], name="inventory_stock_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(quantity=0), name="inventory_stock_moves_something"),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="inventory_stock_balance"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["receipt", "return", "transfer_in", "salvage"], quantity__gt=0)
                | models.Q(kind__in=["issue", "transfer_out", "write_off"], quantity__lt=0)
                | models.Q(kind="correction"),
                name="inventory_stock_sign_by_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["correction", "write_off"]) | ~models.Q(reason=""),
                name="inventory_stock_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and quantity."""
        return f"{self.kind} {self.quantity}"

    @property
    def unit_cost(self) -> Decimal:
        """What one of these costs."""
        return abs(self.value / self.quantity)
