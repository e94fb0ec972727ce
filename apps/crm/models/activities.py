"""Activities: calls, letters, meetings, notes and tasks about a client, a lead, a deal or a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import ActivityKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.crm.models.clients import Client
    from apps.crm.models.contracts import Contract
    from apps.crm.models.deals import Deal
    from apps.crm.models.leads import Lead


class Activity(OrganisationModel, VersionedModel):
    """One thing done or to be done; what has a day and is not done yet waits for its person.

    `happened_at` is the moment it stands at on a timeline: when it was done, when it is due, or when it was written.
    `broker` is copied from the lead or deal, so that a broker sees the activities of own leads.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ActivityKind)
    title = models.CharField(_("what"), max_length=200)
    text = models.TextField(_("text"), blank=True, default="")
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, related_name="activities", verbose_name=_("client")
    )
    lead = models.ForeignKey(
        "crm.Lead", on_delete=models.PROTECT, null=True, related_name="activities", verbose_name=_("lead")
    )
    deal = models.ForeignKey(
        "crm.Deal", on_delete=models.PROTECT, null=True, related_name="activities", verbose_name=_("deal")
    )
    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, null=True, related_name="activities", verbose_name=_("contract")
    )
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    broker = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("broker"),
    )
    author_label = models.CharField(_("written by"), max_length=200, editable=False)
    happened_at = models.DateTimeField(_("when"), editable=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker_id"}
    audit_personal_fields: ClassVar[tuple[str, ...]] = ("title", "text", "outcome")
    audit_label_is_personal: ClassVar[bool] = True

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["client", "-happened_at"], name="crm_activity_of_client"),
            models.Index(fields=["lead", "-happened_at"], name="crm_activity_of_lead"),
            models.Index(fields=["deal", "-happened_at"], name="crm_activity_of_deal"),
            models.Index(fields=["contract", "-happened_at"], name="crm_activity_of_contract"),
            models.Index(fields=["organisation", "-happened_at"], name="crm_activity_by_time"),
            models.Index(
                fields=["owner", "due_at"],
                condition=models.Q(done_at__isnull=True, due_at__isnull=False),
                name="crm_activity_waiting",
            ),
            models.Index(
                fields=["organisation", "due_at", "-id"],
                condition=models.Q(done_at__isnull=True),
                name="crm_activity_by_due",
            ),
            models.Index(
                fields=["remind_at"],
                condition=models.Q(done_at__isnull=True, reminded_at__isnull=True, remind_at__isnull=False),
                name="crm_activity_to_remind",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(client__isnull=False, lead__isnull=True, deal__isnull=True, contract__isnull=True)
                | models.Q(client__isnull=True, lead__isnull=False, deal__isnull=True, contract__isnull=True)
                | models.Q(client__isnull=True, lead__isnull=True, deal__isnull=False, contract__isnull=True)
                | models.Q(client__isnull=True, lead__isnull=True, deal__isnull=True, contract__isnull=False),
                name="crm_activity_one_subject",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="task") | models.Q(due_at__isnull=False), name="crm_activity_task_has_day"
            ),
            models.CheckConstraint(
                condition=models.Q(remind_at__isnull=True) | models.Q(due_at__isnull=False),
                name="crm_activity_reminder_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.title

    @property
    def subject(self) -> Client | Lead | Deal | Contract:
        """What the activity is about."""
        subject = self.client or self.lead or self.deal or self.contract
        if subject is None:
            message = "an activity without a subject cannot be stored"
            raise ValueError(message)
        return subject

    @property
    def is_waiting(self) -> bool:
        """Whether it has a day and is not done."""
        return self.due_at is not None and self.done_at is None
