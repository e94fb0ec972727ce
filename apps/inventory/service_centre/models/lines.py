"""What a repair order holds: findings, works, parts, and what was reckoned about repairing at all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy
from apps.inventory.service_centre.enums import Advice, Finding, Measure, Payer

if TYPE_CHECKING:
    from collections.abc import Mapping


class OrderLine(OrganisationModel):
    """What all rows of an order share."""

    order = models.ForeignKey(
        "inventory.RepairOrder", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("repair order")
    )

    access_paths: ClassVar[Mapping[str, str]] = {"site": "order__site_id", "client": "order__client_id"}

    class Meta:
        abstract = True
        ordering = ["pk"]


class RepairFinding(OrderLine):
    """One finding of the diagnosis; `position` tells which of several boards or fans, from 1."""

    code = models.CharField(_("finding"), max_length=14, choices=Finding)
    position = models.PositiveSmallIntegerField(pgettext_lazy("slot", "position"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(OrderLine.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "code", "position"], nulls_distinct=False, name="inventory_finding_once"
            )
        ]

    def __str__(self) -> str:
        """Return the finding in words."""
        word = str(Finding(self.code).label)
        return f"{word} {self.position}" if self.position else word


class RepairWork(OrderLine):
    """A work of an order, with name, price and minutes as they were when it was added."""

    work = models.ForeignKey(
        "inventory.ServiceWork", on_delete=models.PROTECT, related_name="+", verbose_name=_("work")
    )
    name = models.CharField(_("name"), max_length=160)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    minutes = models.PositiveIntegerField(_("minutes"))
    payer = models.CharField(_("who pays"), max_length=12, choices=Payer)
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(OrderLine.Meta):
        verbose_name = _("work of an order")
        verbose_name_plural = _("works of orders")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1, price__gte=0), name="inventory_work_line")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def total(self) -> Decimal:
        """What the payer pays."""
        return self.price * self.quantity


class RepairPart(OrderLine):
    """A part issued to an order: `quantity` less what was `returned` is in the unit; the price as it was then.

    What it cost us is the value of its stock movements.
    """

    part = models.ForeignKey("inventory.Part", on_delete=models.PROTECT, related_name="+", verbose_name=_("spare part"))
    component = models.ForeignKey(
        "inventory.Component", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("component")
    )
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    bin = models.CharField(_("bin"), max_length=40, blank=True, default="")
    name = models.CharField(_("name"), max_length=240)
    measure = models.CharField(_("unit of measure"), max_length=4, choices=Measure)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    returned = models.DecimalField(_("returned"), max_digits=12, decimal_places=3, default=0)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    payer = models.CharField(_("who pays"), max_length=12, choices=Payer)
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT

    class Meta(OrderLine.Meta):
        verbose_name = _("part of an order")
        verbose_name_plural = _("parts of orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, returned__gte=0, returned__lte=models.F("quantity"), price__gte=0),
                name="inventory_part_line",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def used(self) -> Decimal:
        """What is in the unit."""
        return self.quantity - self.returned

    @property
    def total(self) -> Decimal:
        """What the payer pays, to the kopeck."""
        return (self.price * self.used).quantize(Decimal("0.01"))


class RepairAssessment(OrderLine):
    """Repair or scrap, as it was reckoned once: what was typed, what followed (`rules.payback`), what was decided."""

    repair_cost = models.DecimalField(_("repair cost"), max_digits=14, decimal_places=2)
    income_after_day = models.DecimalField(_("income a day after the repair"), max_digits=14, decimal_places=2)
    income_now_day = models.DecimalField(_("income a day now"), max_digits=14, decimal_places=2)
    resale_value = models.DecimalField(_("resale value as it is"), max_digits=14, decimal_places=2)
    horizon_days = models.PositiveSmallIntegerField(_("horizon, days"))
    payback_days = models.PositiveIntegerField(_("pays back in, days"), null=True)
    advice = models.CharField(_("the figures say"), max_length=8, choices=Advice)
    decision = models.CharField(_("decided"), max_length=8, choices=Advice)
    why = models.CharField(_("reason"), max_length=300, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "order__site_id"}

    class Meta(OrderLine.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")

    def __str__(self) -> str:
        """Return the decision in words."""
        return str(Advice(self.decision).label)
