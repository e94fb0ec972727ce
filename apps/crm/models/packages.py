"""Packages: documents of one contract in one zip, and the PDF of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.crm.enums import DocumentLanguage, PackageState

if TYPE_CHECKING:
    from collections.abc import Mapping


class DocumentPdf(OrganisationModel):
    """The PDF of an issued document, kept as it was made; no row is ever changed (trigger)."""

    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    document = models.OneToOneField(
        "crm.Document", on_delete=models.PROTECT, related_name="pdf", verbose_name=_("document")
    )
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("PDF of a document")
        verbose_name_plural = _("PDFs of documents")

    def __str__(self) -> str:
        """Return the hash."""
        return self.sha256


class DocumentPackage(OrganisationModel):
    """One order of documents: which, how far it is, and the zip when it is ready."""

    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, related_name="packages", verbose_name=_("contract")
    )
    language = models.CharField(_("language"), max_length=2, choices=DocumentLanguage)
    state = models.CharField(_("status"), max_length=10, choices=PackageState, default=PackageState.WAITING)
    with_pdf = models.BooleanField(_("with PDF"), default=True)
    # What stopped the PDFs while the .docx files are there all the same; empty when nothing did.
    pdf_fault = models.CharField(_("why there is no PDF"), max_length=300, blank=True, default="")
    document_ids = ArrayField(models.BigIntegerField(), verbose_name=_("documents"))
    done = models.PositiveSmallIntegerField(_("done"), default=0)
    file = models.ForeignKey(
        "common.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    requested_by = models.CharField(_("made by"), max_length=200)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("package of documents")
        verbose_name_plural = _("packages of documents")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(file__isnull=False), name="crm_package_ready_has_file"
            ),
        ]

    def __str__(self) -> str:
        """Return the state in words."""
        return str(PackageState(self.state).label)
