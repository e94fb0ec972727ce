"""Claims: a discrepancy somebody saw, with a person who answers for it; and photos and signatures of journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.logistics.enums import AttachmentKind, ClaimKind, ClaimStatus, Outcome, Signer, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping


class Claim(OrganisationModel, VersionedModel):
    """One discrepancy: what was seen, where on the road, whose it is to settle, and how it ended."""

    number = models.CharField(_("number"), max_length=80, editable=False)
    ordinal = models.PositiveBigIntegerField(_("N"), editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=ClaimKind)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    status = models.CharField(_("status"), max_length=10, choices=ClaimStatus, default=ClaimStatus.OPEN)
    movement = models.ForeignKey(
        "logistics.Movement",
        on_delete=models.PROTECT,
        null=True,
        related_name="claims",
        verbose_name=_("movement"),
    )
    return_act = models.ForeignKey(
        "logistics.ReturnAct",
        on_delete=models.PROTECT,
        null=True,
        related_name="claims",
        verbose_name=_("return act"),
    )
    intake_act = models.ForeignKey(
        "logistics.IntakeAct",
        on_delete=models.PROTECT,
        null=True,
        related_name="claims",
        verbose_name=_("intake act"),
    )
    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    unit = models.ForeignKey(
        "inventory.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    serial_seen = models.CharField(_("serial number that was read"), max_length=64, blank=True, default="")
    note = models.TextField(_("what was seen"), blank=True, default="")
    reported_by = models.CharField(_("reported by"), max_length=160)
    responsible = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("responsible")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True, default="")
    resolution = models.TextField(_("resolution"), blank=True, default="")
    resolved_by = models.CharField(_("resolved by"), max_length=160, blank=True, default="")
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": ("site_id", "movement__from_site_id", "movement__to_site_id"),
        "user": ("responsible_id", "movement__driver_id"),
    }

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [models.Index(fields=["organisation", "status", "-created_at"], name="logistics_claim_open")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="logistics_claim_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="open", resolved_at__isnull=True, outcome="")
                | models.Q(status="resolved", resolved_at__isnull=False) & ~models.Q(outcome=""),
                name="logistics_claim_resolved_somehow",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Attachment(OrganisationModel):
    """A photo or a signature of a movement, an act or a claim. Never changed, never deleted."""

    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    movement = models.ForeignKey(
        "logistics.Movement",
        on_delete=models.PROTECT,
        null=True,
        related_name="attachments",
        verbose_name=_("movement"),
    )
    return_act = models.ForeignKey(
        "logistics.ReturnAct",
        on_delete=models.PROTECT,
        null=True,
        related_name="attachments",
        verbose_name=_("return act"),
    )
    intake_act = models.ForeignKey(
        "logistics.IntakeAct",
        on_delete=models.PROTECT,
        null=True,
        related_name="attachments",
        verbose_name=_("intake act"),
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, related_name="attachments", verbose_name=_("claim")
    )
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    signer = models.CharField(_("who signed"), max_length=10, choices=Signer, blank=True, default="")
    signer_name = models.CharField(pgettext_lazy("person", "name"), max_length=160, blank=True, default="")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": (
            "movement__from_site_id",
            "movement__to_site_id",
            "claim__site_id",
            "return_act__lines__site_id",
            "intake_act__site_id",
        ),
        "user": "movement__driver_id",
        "client": ("return_act__client_id", "intake_act__client_id", "claim__unit__owner_id"),
    }

    class Meta:
        verbose_name = _("photo or signature")
        verbose_name_plural = _("photos and signatures")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(movement__isnull=False)
                | models.Q(return_act__isnull=False)
                | models.Q(intake_act__isnull=False)
                | models.Q(claim__isnull=False),
                name="logistics_attachment_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="photo", signer="")
                | models.Q(kind="signature") & ~models.Q(signer="") & ~models.Q(signer_name=""),
                name="logistics_signature_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(AttachmentKind(self.kind).label)
