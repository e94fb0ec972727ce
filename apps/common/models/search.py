"""What can be searched for, kept by triggers of the apps that own the things."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from apps.common.models.base import Tenancy


class SearchEntry(models.Model):
    """The folded text of one thing, by its kind such as «crm.client» and its key.

    `open_text` holds what everybody who may see the thing may search by, `full_text` personal data as well, `names`
    the names alone, without legal forms, for finding by likeness. `looked_at` is empty until likenesses of the text
    were looked for. Read through the database's functions only: the table is granted to nobody.
    """

    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    open_text = models.TextField()
    full_text = models.TextField()
    names = models.TextField()
    changed_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        indexes = [
            GinIndex(fields=["open_text"], name="common_search_open", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["full_text"], name="common_search_full", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["names"], name="common_search_names", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "changed_at"], name="common_search_new", condition=models.Q(looked_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="common_search_once")]

    def __str__(self) -> str:
        """Return kind and key."""
        return f"{self.kind} {self.subject_id}"
