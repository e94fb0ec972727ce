"""Which template a new document is made from: the organisation's own in use, else the delivered one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.common import files
from apps.common.document_kinds import LANGUAGES
from apps.crm.documents import engine, library
from apps.crm.documents.errors import TemplateMissing
from apps.crm.documents.sandbox import client as sandbox
from apps.crm.models import DocumentTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Chosen:
    """A template with what a document writes down about it; `uploaded` is None for a delivered one."""

    name: str
    version: str
    data: bytes
    uploaded: DocumentTemplate | None = None

    @property
    def reference(self) -> str:
        """What a row that keeps no more than a short text writes down, for `by_reference`."""
        return _reference(self.uploaded.pk) if self.uploaded else self.version

    def render(self, values: Mapping[str, Any]) -> bytes:
        """Return the filled document: an uploaded template in the sandbox, ours here.

        Raises TemplateBroken, TemplateRefused.
        """
        make = sandbox.render if self.uploaded else engine.render
        return make(self.data, values)


def in_use(organisation_id: int, kind: str, language: str, legal_entity_id: int | None) -> DocumentTemplate | None:
    """Return the uploaded template in use: the legal entity's before the organisation's, None without any."""
    rows = DocumentTemplate.objects.select_related("file").filter(
        organisation_id=organisation_id, kind=kind, language=language, is_default=True
    )
    found = {row.legal_entity_id: row for row in rows if row.legal_entity_id in (None, legal_entity_id)}
    return found.get(legal_entity_id) or found.get(None)


def choose(organisation_id: int, kind: str, language: str, legal_entity_id: int | None) -> Chosen:
    """Return the template for a new document. Raises TemplateMissing."""
    uploaded = in_use(organisation_id, kind, language, legal_entity_id)
    if uploaded is not None:
        return of_upload(uploaded)
    return delivered(kind, language)


def references(organisation_id: int, kind: str, legal_entity_id: int | None) -> dict[str, str]:
    """Return for each language what `choose` would choose, as a reference, without reading a file (one query).

    Raises TemplateMissing.
    """
    rows = DocumentTemplate.objects.filter(organisation_id=organisation_id, kind=kind, is_default=True)
    keys = rows.values_list("language", "legal_entity_id", "pk")
    # The legal entity's own come last and stay.
    ours = sorted((key for key in keys if key[1] in (None, legal_entity_id)), key=lambda key: key[1] is not None)
    found = {language: _reference(pk) for language, _entity, pk in ours}
    return {language: found.get(language) or library.delivered(kind, language).version for language in LANGUAGES}


def _reference(key: int) -> str:
    """Return what stands for an uploaded template."""
    return f"upload-{key}"


def delivered(kind: str, language: str) -> Chosen:
    """Return the delivered template in use. Raises TemplateMissing."""
    template = library.delivered(kind, language)
    return Chosen(template.name, template.version, template.data())


def of_upload(uploaded: DocumentTemplate) -> Chosen:
    """Return an uploaded template. Raises Conflict when the stored bytes are not those that were uploaded."""
    name = f"{uploaded.kind}.{uploaded.language}"
    return Chosen(name, f"upload-{uploaded.ordinal}", files.read(uploaded.file), uploaded)


def by_reference(kind: str, language: str, reference: str) -> Chosen:
    """Return the template that a row wrote down. Raises TemplateMissing, Conflict."""
    if reference.startswith("upload-"):
        row = DocumentTemplate.objects.select_related("file").filter(pk=int(reference.removeprefix("upload-"))).first()
        if row is None:
            raise TemplateMissing(name=kind, version=reference)
        return of_upload(row)
    template = library.earlier(kind, f"{kind}.{language}", reference)
    return Chosen(template.name, template.version, template.data())
