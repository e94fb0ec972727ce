"""Catalogues: works with price and time, spare parts with the models they fit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.service_centre.enums import Measure, PartKind


class ServiceWork(OrganisationModel, VersionedModel):
    """A work of the catalogue: its price in the service centre's currency and the minutes it should take."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    minutes = models.PositiveIntegerField(_("minutes"))
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("work of the catalogue")
        verbose_name_plural = _("catalogue of works")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="inventory_work_code_once"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="inventory_work_price"),
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} · {self.name}"


class Part(OrganisationModel, VersionedModel):
    """A spare part: `price` is what a payer pays for one `measure`; what it cost us stands in the stock.

    `is_serial`: each piece has a serial number and is followed as a Component. `minimum` is the stock of all sites
    below which people are told; nought: nobody is told.
    """

    article = models.CharField(_("article"), max_length=60)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=14, choices=PartKind, default=PartKind.OTHER)
    measure = models.CharField(_("unit of measure"), max_length=4, choices=Measure, default=Measure.PIECE)
    is_serial = models.BooleanField(_("kept by serial numbers"), default=False)
    minimum = models.DecimalField(_("minimum stock"), max_digits=12, decimal_places=3, default=0)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    is_retired = models.BooleanField(_("no longer bought"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("spare part")
        verbose_name_plural = _("spare parts")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "article"], name="inventory_part_article_once"),
            models.CheckConstraint(condition=models.Q(price__gte=0, minimum__gte=0), name="inventory_part_figures"),
            models.CheckConstraint(
                condition=models.Q(is_serial=False) | models.Q(measure="pcs"), name="inventory_part_serial_pieces"
            ),
        ]

    def __str__(self) -> str:
        """Return article and name."""
        return f"{self.article} · {self.name}"


class PartFit(OrganisationModel):
    """A part fits a model; a part without rows fits any."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="fits", verbose_name=_("spare part"))
    model = models.ForeignKey(
        "inventory.EquipmentModel", on_delete=models.PROTECT, related_name="+", verbose_name=_("model")
    )

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("compatible model")
        verbose_name_plural = _("compatible models")
        constraints = [models.UniqueConstraint(fields=["part", "model"], name="inventory_part_fits_once")]

    def __str__(self) -> str:
        """Return both."""
        return f"{self.part_id} → {self.model_id}"
