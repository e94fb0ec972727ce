"""Templates that an organisation has uploaded, beside those that are delivered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import DocumentLanguage


class DocumentTemplate(OrganisationModel, VersionedModel):
    """One uploaded version of a kind's template; its file never changes, only whether it is used (trigger)."""

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=DocumentLanguage)
    legal_entity = models.ForeignKey(
        "accounts.LegalEntity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("own legal entity"),
    )
    ordinal = models.PositiveIntegerField(_("template version"))
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    is_default = models.BooleanField(_("in use"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.CharField(_("uploaded by"), max_length=200)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "legal_entity", "ordinal"],
                nulls_distinct=False,
                name="crm_template_version_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "legal_entity"],
                condition=models.Q(is_default=True),
                nulls_distinct=False,
                name="crm_template_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        """Return kind, language and version."""
        return f"{self.kind}.{self.language} v{self.ordinal}"
