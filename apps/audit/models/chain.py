"""The chains: one per organisation and one for the platform, each with its newest record."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import Tenancy


class AuditChain(models.Model):
    """A row is one hash chain and its head: sequence number, hash and time of the newest record.

    Only the SQL function `audit_append` moves a head (it locks the row first); a trigger refuses everything but
    one step forward, and a deletion. `organisation_id` is a plain value; None is the platform's chain.
    """

    uid = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    organisation_id = models.BigIntegerField(_("organisation"), null=True, editable=False)
    seq = models.BigIntegerField(_("records"), default=0, editable=False)
    hash = models.BinaryField(_("hash of the newest record"), max_length=32)
    at = models.DateTimeField(_("time of the newest record"), null=True, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        db_table = "audit_chain"
        verbose_name = _("audit chain")
        verbose_name_plural = _("audit chains")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id"], name="audit_chain_per_organisation", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        """Return the name by which commands know the chain: «platform» or «organisation:7»."""
        return "platform" if self.organisation_id is None else f"organisation:{self.organisation_id}"
