"""The journal of a unit: photos and notes by people; a photo may be withdrawn, nothing is changed or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.inventory.enums import PhotoKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnitPhoto(OrganisationModel):
    """One photo of a unit, for the staff and for whose it is since then; without hidden data; withdrawn with a reason.

    `small` is for lists, the caption for the staff alone.
    """

    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="photos", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=8, choices=PhotoKind, default=PhotoKind.OTHER)
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    small = models.ForeignKey(
        "common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("small picture")
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_why = models.CharField(_("reason"), max_length=300, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "unit__site_id", "client": "unit__owner_id"}

    class Meta:
        verbose_name = _("photo of a unit")
        verbose_name_plural = _("photos of units")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_why="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why=""),
                name="inventory_photo_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(PhotoKind(self.kind).label)


class UnitNote(OrganisationModel):
    """What somebody of the staff wrote about a unit, and when; for the staff."""

    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="notes", verbose_name=_("unit"))
    text = models.TextField(_("note"))
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "unit__site_id"}

    class Meta:
        verbose_name = _("note on a unit")
        verbose_name_plural = _("notes on units")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="inventory_note_says_something")]

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:60]
