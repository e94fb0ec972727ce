"""Duplicates of clients: pairs that look like one client, and merges that made one of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy

if TYPE_CHECKING:
    from collections.abc import Mapping


class DuplicatePair(OrganisationModel):
    """Two clients that may be one: found by the system, merged or told apart by a person. `first` has the lower key."""

    first = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    second = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    reasons = ArrayField(models.CharField(max_length=10), verbose_name=_("what is alike"))
    likeness = models.FloatField(_("likeness"))
    found_at = models.DateTimeField(_("found"))
    told_apart_at = models.DateTimeField(_("told apart"), null=True)
    told_apart_by = models.CharField(_("told apart by"), max_length=200, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        indexes = [models.Index(fields=["organisation", "-likeness"], name="crm_pair_by_likeness")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="crm_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="crm_pair_in_order"),
        ]

    def __str__(self) -> str:
        """Return both clients."""
        return f"{self.first} = {self.second}"


class ClientMerge(OrganisationModel):
    """One merge of `source` into `target`: everything needed to undo it exactly; never deleted."""

    source = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("old client"))
    target = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="merges", verbose_name=_("client"))
    merged_at = models.DateTimeField(_("merged"))
    merged_by = models.CharField(_("merged by"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    source_status = models.CharField(_("status before"), max_length=10)
    moved = models.JSONField(_("moved"))
    taken_before = EncryptedTextField(_("values before"), blank=True, default="")
    taken_after = EncryptedTextField(_("values after"), blank=True, default="")
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.CharField(_("undone by"), max_length=200, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {}

    class Meta:
        verbose_name = _("merge of clients")
        verbose_name_plural = _("merges of clients")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at__isnull=True), name="crm_merge_source_once"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="crm_merge_of_two"),
        ]

    def __str__(self) -> str:
        """Return what became what."""
        return f"{self.source} → {self.target}"
