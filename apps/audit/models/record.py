"""The records: canonical bytes, their hash, and the same values as columns to search by."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.audit.models.chain import AuditChain
from apps.common.models import Tenancy


class AuditRecord(models.Model):
    """A row says who did what, when, from where, on which object and why; it is never changed or deleted.

    `canonical` holds the bytes that are hashed (docs/audit-format.md); every other column repeats one of its
    fields and is compared with it by the verifier. Rows are made by the SQL function `audit_append` only.
    """

    uid = models.UUIDField(_("identifier"), unique=True, editable=False)
    # No index of its own: the unique (chain, seq) serves it, and reads a chain in order.
    chain = models.ForeignKey(
        AuditChain,
        on_delete=models.PROTECT,
        db_column="chain",
        db_index=False,
        related_name="records",
        verbose_name=_("chain"),
    )
    seq = models.BigIntegerField(_("number"))
    prev_hash = models.BinaryField(_("hash of the record before"), max_length=32)
    hash = models.BinaryField(_("hash"), max_length=32)
    canonical = models.BinaryField(_("canonical bytes"))
    at = models.DateTimeField(_("time"))
    actor_kind = models.TextField(_("kind of actor"))
    actor_id = models.BigIntegerField(_("actor's number"), null=True)
    actor_uid = models.UUIDField(_("actor's identifier"), null=True)
    actor_label = models.TextField(_("actor"))
    actor_role = models.TextField(_("role"), blank=True)
    action = models.TextField(_("action"))
    subject_type = models.TextField(_("kind of object"), blank=True)
    subject_key = models.TextField(_("object's identifier"), blank=True)
    subject_label = models.TextField(_("object"), blank=True)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    ip_commitment = models.BinaryField(_("commitment to the address"), max_length=32, null=True)
    request_id = models.TextField(_("request"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    changes = models.TextField(_("changes"))

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL
    access_paths: ClassVar[dict[str, str]] = {"user": "actor_id"}

    class Meta:
        db_table = "audit_record"
        verbose_name = _("audit record")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_record_no_gap"),
            models.UniqueConstraint(fields=["chain", "prev_hash"], name="audit_record_no_fork"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-at"], name="audit_record_newest"),
            models.Index(fields=["subject_type", "subject_key", "-at"], name="audit_record_of_subject"),
            models.Index(fields=["organisation_id", "actor_id", "-at"], name="audit_record_of_actor"),
            models.Index(fields=["organisation_id", "action", "-at"], name="audit_record_of_action"),
        ]

    def __str__(self) -> str:
        """Return action and object."""
        return f"{self.action} {self.subject_label}".strip()

    @property
    def change_set(self) -> dict[str, Any]:
        """The changes as values: `before`, `after`, with `{"$commitment": hex}` for personal fields."""
        values: dict[str, Any] = json.loads(self.changes)
        return values
