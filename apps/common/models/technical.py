"""Technical tables: outbox, idempotency keys, number sequences, stored files."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models.base import BaseModel, Tenancy


class NumberSequence(models.Model):
    """The last number given out for one kind of document of one organisation and period."""

    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    period = models.CharField(max_length=16, blank=True, default="")
    last_number = models.PositiveBigIntegerField(default=0)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "period"], name="common_sequence_once")
        ]

    def __str__(self) -> str:
        """Return kind, period and last number."""
        return f"{self.kind} {self.period} {self.last_number}"


class IdempotencyRecord(models.Model):
    """The first answer given to one key of one actor, replayed when the same request comes again."""

    organisation_id = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "actor", "key"], name="common_idempotency_once")
        ]

    def __str__(self) -> str:
        """Return actor and key."""
        return f"{self.actor} {self.key}"


class OutboxMessage(BaseModel):
    """Something that must be done outside the database exactly because a transaction committed."""

    class State(models.TextChoices):
        """Life of a message."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    organisation_id = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="common_outbox_due", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        """Return topic and state."""
        return f"{self.topic} {self.state}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing beside it."""
        super().__init__(*args, **kwargs)
        # What is done together with this one, in memory only (see apps.common.outbox).
        self.along: list[OutboxMessage] = []


class StoredFile(BaseModel):
    """A file kept by the SHA-256 of its bytes; served by a view under the policy, never by address."""

    organisation_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(max_length=120)
    size_bytes = models.PositiveBigIntegerField(_("size, bytes"))

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "sha256"], name="common_file_by_hash")]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.filename
