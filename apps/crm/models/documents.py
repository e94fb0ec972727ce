"""Documents: what was made for a contract, exactly as it was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy
from apps.crm.enums import DocumentKind, DocumentLanguage

if TYPE_CHECKING:
    from collections.abc import Mapping


class Document(OrganisationModel):
    """One issued file with the template and the values it was made from; no row is ever changed (trigger)."""

    kind = models.CharField(_("kind"), max_length=40, choices=DocumentKind)
    language = models.CharField(_("language"), max_length=2, choices=DocumentLanguage, default=DocumentLanguage.RUSSIAN)
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="documents", verbose_name=_("client")
    )
    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, null=True, related_name="documents", verbose_name=_("contract")
    )
    addendum = models.ForeignKey(
        "crm.Addendum", on_delete=models.PROTECT, null=True, related_name="documents", verbose_name=_("addendum")
    )
    # The uploaded template it was made from; None for a delivered one, which name and version tell.
    template = models.ForeignKey(
        "crm.DocumentTemplate", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("own template")
    )
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    template_name = models.CharField(_("template"), max_length=120)
    template_version = models.CharField(_("template version"), max_length=64)
    # Canonical JSON of the template's variables: it holds passports and accounts, so it is kept encrypted.
    input_data = EncryptedTextField(_("input data"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(_("made by"), max_length=200)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["contract", "-made_at"], name="crm_document_by_contract")]

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(DocumentKind(self.kind).label)
