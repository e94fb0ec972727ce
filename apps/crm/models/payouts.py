"""Payout acts: which lines of the ledger are paid to a broker, under which number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import PayoutStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class Payout(OrganisationModel, VersionedModel):
    """An act by which a broker's commission is paid; it gets its number when it is issued and keeps it."""

    broker = models.ForeignKey("crm.Broker", on_delete=models.PROTECT, related_name="payouts", verbose_name=_("broker"))
    legal_entity = models.ForeignKey(
        "accounts.LegalEntity", on_delete=models.PROTECT, related_name="+", verbose_name=_("own legal entity")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=PayoutStatus, default=PayoutStatus.DRAFT, editable=False
    )
    number = models.CharField(_("number"), max_length=80, null=True, editable=False)  # noqa: DJ001 - a draft has none
    ordinal = models.PositiveBigIntegerField(_("N"), null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=18, decimal_places=2)
    issued_on = models.DateField(_("issued on"), null=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    payment_reference = models.CharField(_("payment order"), max_length=80, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    # The .docx as it was issued.
    file = models.ForeignKey(
        "common.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("file"),
    )

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker__user_id"}

    class Meta:
        verbose_name = _("payout act")
        verbose_name_plural = _("payout acts")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="crm_payout_number_once"),
            models.CheckConstraint(condition=models.Q(total__gt=0), name="crm_payout_positive"),
            models.CheckConstraint(
                condition=models.Q(status="draft", number__isnull=True)
                | models.Q(status="voided")
                | models.Q(status="issued", number__isnull=False, issued_on__isnull=False)
                | models.Q(status="paid", number__isnull=False, paid_on__isnull=False),
                name="crm_payout_number_by_status",
            ),
        ]

    def __str__(self) -> str:
        """Return the number, «draft» without one."""
        return self.number or str(_("draft"))


class PayoutLine(OrganisationModel):
    """A line of the ledger in a payout act; a voided act releases its lines for another one."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="lines", verbose_name=_("payout"))
    entry = models.ForeignKey(
        "crm.CommissionEntry", on_delete=models.PROTECT, related_name="payout_lines", verbose_name=_("line")
    )
    released = models.BooleanField(_("released"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "payout__broker__user_id"}

    class Meta:
        verbose_name = _("line of a payout act")
        verbose_name_plural = _("lines of payout acts")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(released=False), name="crm_entry_in_one_payout"
            ),
        ]

    def __str__(self) -> str:
        """Return payout and line."""
        return f"{self.payout_id}: {self.entry_id}"
