"""The ledger of commissions: payments that earn, credits that take back, and the lines that are never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.crm.enums import CommissionOutcome, EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommissionPayment(OrganisationModel):
    """A client's payment as a fact: it is kept once per reference, whether it earned a commission or not."""

    contract = models.ForeignKey("crm.Contract", on_delete=models.PROTECT, related_name="+", verbose_name=_("contract"))
    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    # Whose client it was on the day of the payment.
    broker = models.ForeignKey(
        "crm.Broker", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("broker")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("invoice reference"), max_length=80)
    period_from = models.DateField(_("for the time from"), null=True)
    period_to = models.DateField(_("for the time to"), null=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=CommissionOutcome)
    recorded_by = models.CharField(_("recorded by"), max_length=200)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker__user_id"}

    class Meta:
        verbose_name = _("payment that earns")
        verbose_name_plural = _("payments that earn")
        indexes = [models.Index(fields=["broker", "paid_on"], name="crm_payment_by_broker")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="crm_payment_reference_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="crm_payment_positive"),
        ]

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


class CommissionCredit(OrganisationModel):
    """A part of a payment that was credited back to the client; the commission follows it."""

    payment = models.ForeignKey(
        CommissionPayment, on_delete=models.PROTECT, related_name="credits", verbose_name=_("payment")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    credited_on = models.DateField(_("credited on"))
    reference = models.CharField(_("credit reference"), max_length=80)
    reason = models.CharField(_("reason"), max_length=500)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "payment__broker__user_id"}

    class Meta:
        verbose_name = _("credit of a payment")
        verbose_name_plural = _("credits of payments")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="crm_credit_reference_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="crm_credit_positive"),
        ]

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


class CommissionEntry(OrganisationModel):
    """One line of a broker's ledger, signed: accruals add, reversals and payouts take; the sum is what is owed.

    `basis` tells how an accrual was counted, in words and figures a person can follow.
    """

    broker = models.ForeignKey("crm.Broker", on_delete=models.PROTECT, related_name="entries", verbose_name=_("broker"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    happened_on = models.DateField(_("date"))
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("client")
    )
    payment = models.ForeignKey(
        CommissionPayment, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name=_("payment")
    )
    credit = models.ForeignKey(
        CommissionCredit, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name=_("credit")
    )
    accrual = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals", verbose_name=_("accrual")
    )
    payout = models.ForeignKey(
        "crm.Payout", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("payout")
    )
    plan_version = models.ForeignKey(
        "crm.CommissionPlanVersion", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("plan")
    )
    # The month a commission per kW is for.
    month = models.DateField(_("month"), null=True)
    basis = models.JSONField(_("how it was counted"), default=dict)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker__user_id"}

    class Meta:
        verbose_name = _("line of the commission ledger")
        verbose_name_plural = _("commission ledger")
        indexes = [models.Index(fields=["broker", "-happened_on"], name="crm_entry_by_broker")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="accrual", amount__gt=0, payment__isnull=False, payout__isnull=True)
                | models.Q(kind="reversal", amount__lt=0, accrual__isnull=False, credit__isnull=False)
                | models.Q(kind="payout", amount__lt=0, payout__isnull=False, payment__isnull=True),
                name="crm_entry_whole",
            ),
            models.UniqueConstraint(
                fields=["payment", "broker", "month"],
                condition=models.Q(kind="accrual"),
                nulls_distinct=False,
                name="crm_entry_accrues_once",
            ),
            models.UniqueConstraint(
                fields=["credit", "accrual"], condition=models.Q(kind="reversal"), name="crm_entry_reverses_once"
            ),
            models.UniqueConstraint(fields=["payout"], condition=models.Q(kind="payout"), name="crm_entry_pays_once"),
        ]

    def __str__(self) -> str:
        """Return kind and amount."""
        return f"{EntryKind(self.kind).label} {self.amount} {self.currency}"
