"""Personal values beside the chain: encrypted, erasable, bound to it by salted commitments."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.audit.models.record import AuditRecord
from apps.audit.rules.hashing import SALT_BYTES
from apps.common.crypto import EncryptedTextField
from apps.common.models import Tenancy


class PersonalValue(models.Model):
    """A row is one personal value of one record with its salt; erasing it leaves the chain valid.

    `path` names the place («ip», «label», «before.phone», «after.phone»). `sealed` is the salt in hex followed by
    the value as JSON, encrypted; None after erasure. `blind_index` finds equal addresses.
    """

    record = models.ForeignKey(AuditRecord, on_delete=models.PROTECT, related_name="personal_values")
    organisation_id = models.BigIntegerField(null=True)
    path = models.TextField()
    sealed = EncryptedTextField(null=True)
    blind_index = models.BinaryField(max_length=32, null=True)
    erased_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        db_table = "audit_personal_value"
        verbose_name = _("personal value of a record")
        verbose_name_plural = _("personal values of records")
        constraints = [models.UniqueConstraint(fields=["record", "path"], name="audit_personal_value_once")]
        indexes = [models.Index(fields=["organisation_id", "blind_index"], name="audit_personal_value_equal")]

    def __str__(self) -> str:
        """Return the place, never the value."""
        return self.path

    @property
    def salt(self) -> bytes | None:
        """The salt of the commitment, None after erasure."""
        return None if self.sealed is None else bytes.fromhex(self.sealed[: 2 * SALT_BYTES])

    @property
    def value(self) -> Any:
        """The value itself, None after erasure."""
        return None if self.sealed is None else json.loads(self.sealed[2 * SALT_BYTES :])
