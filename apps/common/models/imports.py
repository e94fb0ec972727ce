"""Imports: one run a file, one row of the ledger a row of the file; what a row brings is kept encrypted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from apps.common.crypto import EncryptedTextField
from apps.common.models.base import BaseModel, Tenancy


class ImportState(models.TextChoices):
    """Life of an import; the moves are in `apps.common.imports.runs`."""

    MAPPING = "mapping", pgettext_lazy("import", "Columns to confirm")
    CHECKING = "checking", pgettext_lazy("import", "Dry run")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    RUNNING = "running", pgettext_lazy("import", "Importing")
    DONE = "done", pgettext_lazy("import", "Done")
    DROPPED = "dropped", pgettext_lazy("import", "Dropped")


class RowOutcome(models.TextChoices):
    """What becomes of a row, in the dry run and in earnest."""

    CREATE = "create", pgettext_lazy("import", "New")
    UPDATE = "update", pgettext_lazy("import", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("import", "Unchanged")
    REFUSED = "refused", pgettext_lazy("import", "Refused")


class ImportRun(BaseModel):
    """A file that is imported, who does it, how far it is."""

    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.MAPPING)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    headers = models.JSONField()
    mapping = models.JSONField(default=dict)
    actor = models.JSONField()
    language = models.CharField(max_length=10)
    starts_by_itself = models.BooleanField(default=False)
    total = models.PositiveIntegerField()
    plan = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "kind", "-id"], name="common_import_by_kind"),
            models.Index(
                fields=["updated_at"],
                name="common_import_at_work",
                condition=models.Q(state__in=["checking", "running"]),
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.filename


class ImportRow(BaseModel):
    """A row of the file: its cells, what the dry run said and what became of it."""

    organisation_id = models.BigIntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = EncryptedTextField(blank=True, default="")
    planned = models.CharField(max_length=10, choices=RowOutcome, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=RowOutcome, blank=True, default="")
    field = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    subject = models.UUIDField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="common_import_row_once")]

    def __str__(self) -> str:
        """Return the row's number."""
        return str(self.number)
