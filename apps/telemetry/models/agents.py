"""Agents: the on-site programs, their codes, keys and what has been accepted from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.telemetry.enums import AgentStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class Agent(OrganisationModel, VersionedModel):
    """One on-site program: its site, public keys, the hash of its bearer key, what it is told to do."""

    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=AgentStatus, default=AgentStatus.ACTIVE)
    ed25519_public = models.BinaryField(max_length=32)
    x25519_public = models.BinaryField(max_length=32)
    key_digest = models.CharField(max_length=64, unique=True)
    enrolled_signed_at_ms = models.BigIntegerField()
    agent_version = models.CharField(_("version"), max_length=200, blank=True, default="")
    hostname = models.CharField(_("computer"), max_length=200, blank=True, default="")
    platform = models.CharField(_("platform"), max_length=200, blank=True, default="")
    last_heard_at = models.DateTimeField(_("last heard"), null=True)
    clock_error_ms = models.BigIntegerField(_("clock error, ms"), null=True)
    heartbeat = models.JSONField(_("last heartbeat"), default=dict)
    config_revision = models.PositiveIntegerField(default=1)
    scan_ranges = models.JSONField(_("address ranges"), default=list)
    scan_exclude = models.JSONField(_("addresses never touched"), default=list)
    scan_request = models.PositiveIntegerField(default=0)
    # Rises with every change of a device the agent names: what a process remembers of them is then void.
    device_revision = models.PositiveBigIntegerField(default=0, editable=False)
    poll_interval_s = models.PositiveIntegerField(_("poll interval, s"), default=30)
    port_rpc = models.PositiveIntegerField(_("RPC port"), default=4028)
    port_http = models.PositiveIntegerField(_("HTTP port"), default=80)
    port_whatsminer_v3 = models.PositiveIntegerField(_("Whatsminer 3 port"), default=4433)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class EnrolmentCode(OrganisationModel):
    """A one-time code by which an agent enrols; only its hash is kept."""

    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    digest = models.CharField(max_length=64, unique=True)
    agent_name = models.CharField(_("name of the agent"), max_length=120)
    scan_ranges = models.JSONField(_("address ranges"), default=list)
    ports = models.JSONField(default=dict)
    expires_at = models.DateTimeField(_("valid until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    agent = models.OneToOneField(Agent, on_delete=models.PROTECT, null=True, related_name="enrolment_code")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("enrolment code")
        verbose_name_plural = _("enrolment codes")

    def __str__(self) -> str:
        """Return what it is for."""
        return self.agent_name


class AgentEpoch(OrganisationModel):
    """How far the readings of one queue file have been accepted; locked while a batch is taken in."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="epochs")
    epoch = models.BigIntegerField()
    accepted_through = models.BigIntegerField(default=0)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "agent__site_id"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "epoch"], name="telemetry_epoch_once")]

    def __str__(self) -> str:
        """Return the epoch as the agent writes it."""
        return f"{self.epoch:016x}"


class BatchReceipt(OrganisationModel):
    """The ledger of batches: what was received when, with the hash of its bytes."""

    epoch = models.ForeignKey(AgentEpoch, on_delete=models.PROTECT, related_name="receipts")
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField(default=0)
    body_bytes = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.BinaryField(max_length=32)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "epoch__agent__site_id"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["epoch", "last_seq"], name="telemetry_receipt_once")]
        indexes = [models.Index(fields=["created_at"], name="telemetry_receipt_time")]

    def __str__(self) -> str:
        """Return the numbers it covers."""
        return f"{self.first_seq}-{self.last_seq}"


class ReadingGap(OrganisationModel):
    """Sequence numbers that will never carry a reading, with the reason the agent gave: lost, but known."""

    epoch = models.ForeignKey(AgentEpoch, on_delete=models.PROTECT, related_name="gaps")
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    reason = models.SmallIntegerField()
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "epoch__agent__site_id"}

    def __str__(self) -> str:
        """Return the numbers it covers."""
        return f"{self.first_seq}-{self.last_seq}"
