"""The exchange with Bitrix24: the connection, links between records, the queue, runs, plans, conflicts, events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import Choice, ExchangeKind, LinkState, PlannedStep, Policy, RunMode, RunState, Side


class BitrixConnection(OrganisationModel, VersionedModel):
    """How one organisation exchanges records with its portal, and how far the exchange has come.

    The settings are edited under `version`; the rest is written by the worker that holds the lock.
    """

    is_active = models.BooleanField(_("exchange is on"), default=False)
    application_token = EncryptedTextField(_("application token"), blank=True, default="")
    member_id = models.CharField(_("portal's member_id"), max_length=64, blank=True, default="")
    owner_user_id = models.PositiveIntegerField(_("responsible person in Bitrix24, id"), default=1)
    policy_requisites = models.CharField(_("requisites"), max_length=8, choices=Policy, default=Policy.OURS)
    policy_reach = models.CharField(_("phones and e-mails"), max_length=8, choices=Policy, default=Policy.NEWEST)
    policy_names = models.CharField(_("names and positions"), max_length=8, choices=Policy, default=Policy.ASK)
    preset_legal_entity = models.PositiveIntegerField(_("preset of legal entities, id"), null=True, blank=True)
    preset_sole_trader = models.PositiveIntegerField(_("preset of sole traders, id"), null=True, blank=True)
    preset_person = models.PositiveIntegerField(_("preset of persons, id"), null=True, blank=True)
    poll_minutes = models.PositiveSmallIntegerField(_("look for changes every, minutes"), default=5)
    scan_hours = models.PositiveSmallIntegerField(_("compare everything every, hours"), default=24)

    first_done_at = models.DateTimeField(null=True, editable=False)
    polled_at = models.DateTimeField(null=True, editable=False)
    scanned_at = models.DateTimeField(null=True, editable=False)
    wait_until = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, default="", editable=False)
    last_ok_at = models.DateTimeField(_("last answered"), null=True, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    audit_secret_fields: ClassVar[tuple[str, ...]] = ("application_token",)

    class Meta:
        verbose_name = _("connection with Bitrix24")
        verbose_name_plural = _("connections with Bitrix24")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="crm_bitrix_one_connection")]

    def __str__(self) -> str:
        """Return the title."""
        return "Bitrix24"


class BitrixLink(OrganisationModel):
    """One record of ours and the record of the portal that stands for the same.

    `base` holds by field the hashes of our and of their value at the last agreement (never the values): a side has
    changed when its hash differs. A record that was deleted on one side leaves the link, marked; nothing is deleted.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ExchangeKind)
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, related_name="bitrix_links", verbose_name=_("client")
    )
    contact = models.ForeignKey(
        "crm.Contact", on_delete=models.SET_NULL, null=True, related_name="bitrix_links", verbose_name=_("contact")
    )
    account = models.ForeignKey(
        "crm.BankAccount",
        on_delete=models.SET_NULL,
        null=True,
        related_name="bitrix_links",
        verbose_name=_("bank account"),
    )
    remote_id = models.PositiveBigIntegerField(_("id in Bitrix24"))
    requisite_id = models.PositiveBigIntegerField(_("id of the requisites in Bitrix24"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=LinkState, default=LinkState.LINKED)
    base = models.JSONField(default=dict)
    local_version = models.PositiveIntegerField(default=0)
    remote_stamp = models.CharField(max_length=40, blank=True, default="")
    synced_at = models.DateTimeField(_("last agreed"))
    pushed_at = models.DateTimeField(_("last written to Bitrix24"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("link with Bitrix24")
        verbose_name_plural = _("links with Bitrix24")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "remote_id"], name="crm_bitrix_remote_once"),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(kind="company"), name="crm_bitrix_client_once"
            ),
            models.UniqueConstraint(fields=["contact"], name="crm_bitrix_contact_once"),
            models.UniqueConstraint(fields=["account"], name="crm_bitrix_account_once"),
        ]
        indexes = [models.Index(fields=["organisation", "requisite_id"], name="crm_bitrix_by_requisite")]

    def __str__(self) -> str:
        """Return kind and id on the portal."""
        return f"{self.get_kind_display()} {self.remote_id}"


class BitrixRun(OrganisationModel):
    """One comparison of everything, asked for by a person or by the clock, with what came of it."""

    mode = models.CharField(_("what"), max_length=8, choices=RunMode)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.RUNNING)
    asked_by = models.CharField(_("asked by"), max_length=160, blank=True, default="")
    finished_at = models.DateTimeField(_("finished"), null=True)
    scanned = models.BooleanField(default=False)
    done = models.PositiveIntegerField(_("records compared"), default=0)
    counts = models.JSONField(_("what was done"), default=dict)
    error = models.TextField(_("error"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("run of the exchange")
        verbose_name_plural = _("runs of the exchange")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state="running"), name="crm_bitrix_one_run"
            )
        ]

    def __str__(self) -> str:
        """Return mode and state."""
        return f"{self.get_mode_display()}, {self.get_state_display()}"


class BitrixTask(OrganisationModel):
    """A record that is to be compared; done rows are removed, refused ones stay with the sentence and are retried."""

    kind = models.CharField(_("kind"), max_length=8, choices=ExchangeKind)
    side = models.CharField(_("side"), max_length=6, choices=Side)
    ref = models.PositiveBigIntegerField(_("record"))
    marked_at = models.DateTimeField(_("since"))
    mark = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"))
    error = models.TextField(_("error"), blank=True, default="")
    label = EncryptedTextField(_("name"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("record to exchange")
        verbose_name_plural = _("records to exchange")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "side", "ref"], name="crm_bitrix_task_once")
        ]
        indexes = [models.Index(fields=["organisation", "due_at"], name="crm_bitrix_task_due")]

    def __str__(self) -> str:
        """Return kind, side and key."""
        return f"{self.get_kind_display()} {self.ref}"


class BitrixPlanItem(OrganisationModel):
    """What a trial run found would be done with one record; names are somebody's, so they are encrypted."""

    run = models.ForeignKey("crm.BitrixRun", on_delete=models.CASCADE, related_name="items", verbose_name=_("run"))
    kind = models.CharField(_("kind"), max_length=8, choices=ExchangeKind)
    step = models.CharField(_("what would be done"), max_length=12, choices=PlannedStep)
    label = EncryptedTextField(_("record"), blank=True, default="")
    detail = EncryptedTextField(_("details"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("planned step")
        verbose_name_plural = _("planned steps")

    def __str__(self) -> str:
        """Return kind and step."""
        return f"{self.get_kind_display()}: {self.get_step_display()}"


class BitrixConflict(OrganisationModel):
    """A field that both sides changed and that a person decides; both values are kept, encrypted, until then."""

    link = models.ForeignKey("crm.BitrixLink", on_delete=models.CASCADE, related_name="conflicts")
    field = models.CharField(_("field"), max_length=32)
    ours = EncryptedTextField(_("our value"), blank=True, default="")
    theirs = EncryptedTextField(_("value in Bitrix24"), blank=True, default="")
    was_overwritten = models.BooleanField(default=False)
    ours_hash = models.CharField(max_length=32)
    theirs_hash = models.CharField(max_length=32)
    choice = models.CharField(_("decision"), max_length=8, choices=Choice, default=Choice.OPEN)
    decided_by = models.CharField(_("decided by"), max_length=160, blank=True, default="")
    decided_at = models.DateTimeField(_("decided"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "field"], condition=~models.Q(choice="settled"), name="crm_bitrix_conflict_once"
            )
        ]

    def __str__(self) -> str:
        """Return the field."""
        return self.field


class BitrixEvent(OrganisationModel):
    """One call of the portal's outgoing webhook, kept as it came until a worker turns it into records to compare."""

    event = models.CharField(max_length=64)
    fields = models.JSONField(default=dict)
    sent_at = models.BigIntegerField(default=0)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("event of Bitrix24")
        verbose_name_plural = _("events of Bitrix24")

    def __str__(self) -> str:
        """Return the name of the event."""
        return self.event
