"""Uploaded templates: check one, keep it as a version, use it, try it with a client, go back to the delivered one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, document_kinds, files
from apps.common.errors import Invalid, StaleVersion
from apps.crm.documents import choice, engine
from apps.crm.documents.errors import TemplateRefused
from apps.crm.documents.sandbox import client as sandbox
from apps.crm.enums import DocumentLanguage
from apps.crm.models import DocumentTemplate
from apps.crm.permissions import DOCUMENT_VIEW, TEMPLATE_MANAGE
from apps.crm.rules import filenames, texts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.accounts.models import LegalEntity
    from apps.common.actor import Actor
    from apps.crm.models import Client


@dataclass(frozen=True, slots=True)
class Place:
    """For what a template is used: a kind of document, a language, and one legal entity or all (None)."""

    kind: str
    language: str
    legal_entity: LegalEntity | None = None


def upload_template(data: bytes, *, by: Actor, place: Place, filename: str, note: str = "") -> DocumentTemplate:
    """Keep a .docx as the next version of a kind's template, use it from now on, and return it.

    The file is looked through and tried with an invented subject first, in a limited process of its own and before
    the transaction. Effects: stored file, template; the earlier one is no longer in use; one audit record.
    Raises AccessDenied, TemplateRefused (each fault with its place), Invalid (kind, language, legal entity).
    """
    access.require(by, TEMPLATE_MANAGE)
    _check_place(place, by)
    note = texts.line(note, "note", 300)
    faults = sandbox.check(data, document_kinds.named(place.kind).example(place.language))
    if faults:
        raise TemplateRefused(faults)
    with transaction.atomic():
        rows = _rows(place, by)
        for earlier in rows.select_for_update().filter(is_default=True):
            _switch(earlier, is_default=False)
        last = rows.order_by("-ordinal").first()
        template = DocumentTemplate.objects.create(
            organisation_id=by.tenant_id,
            kind=place.kind,
            language=place.language,
            legal_entity=place.legal_entity,
            ordinal=1 if last is None else last.ordinal + 1,
            file=files.store(by.tenant_id, data, filenames.tidy(filename) or "template.docx", engine.DOCX),
            sha256=hashlib.sha256(data).hexdigest(),
            note=note,
            is_default=True,
            uploaded_at=clock.now(),
            uploaded_by=by.label,
        )
        record(by=by, action="crm.document_template.upload", subject=template, after=snapshot(template))
    return template


def use_template(template: DocumentTemplate, *, by: Actor, version: int) -> DocumentTemplate:
    """Use an earlier uploaded version, which the person saw as `version`, from now on, and return it.

    Effects: the one in use before is no longer; one audit record. Raises AccessDenied, StaleVersion.
    """
    access.require(by, TEMPLATE_MANAGE, template)
    with transaction.atomic():
        locked = DocumentTemplate.objects.select_for_update().get(pk=template.pk)
        if locked.version != version:
            raise StaleVersion
        before = snapshot(locked)
        place = Place(locked.kind, locked.language, locked.legal_entity)
        for earlier in _rows(place, by).select_for_update().filter(is_default=True).exclude(pk=locked.pk):
            _switch(earlier, is_default=False)
        _switch(locked, is_default=True)
        record(by=by, action="crm.document_template.use", subject=locked, before=before, after=snapshot(locked))
    return locked


def use_delivered_template(template: DocumentTemplate, *, by: Actor, version: int) -> DocumentTemplate:
    """Stop using an uploaded template, which the person saw as `version`: the delivered one is used again.

    Effects: the template is no longer in use; one audit record. Raises AccessDenied, StaleVersion.
    """
    access.require(by, TEMPLATE_MANAGE, template)
    with transaction.atomic():
        locked = DocumentTemplate.objects.select_for_update().get(pk=template.pk)
        if locked.version != version:
            raise StaleVersion
        before = snapshot(locked)
        _switch(locked, is_default=False)
        record(by=by, action="crm.document_template.retire", subject=locked, before=before, after=snapshot(locked))
    return locked


def preview_template(template: DocumentTemplate | None, *, by: Actor, place: Place, client: Client | None) -> bytes:
    """Return a document as the template makes it for `client` (an invented subject without one); nothing is kept.

    `template` is an uploaded version, None for the delivered one. A client's passport may stand in it, so the right to
    read documents is asked. Raises AccessDenied, TemplateRefused, TemplateBroken, TemplateMissing, Invalid.
    """
    access.require(by, TEMPLATE_MANAGE)
    _check_place(place, by)
    kind = document_kinds.named(place.kind)
    values = kind.example(place.language)
    if client is not None:
        access.require(by, DOCUMENT_VIEW)
        access.require(by, DOCUMENT_VIEW, client)
        subject = kind.subject_of(client) if kind.subject_of else None
        if subject is None:
            raise Invalid(_("This client has nothing that the document could be about."), field="client")
        values = kind.values(subject, place.language)
    return (choice.of_upload(template) if template else choice.delivered(place.kind, place.language)).render(values)


def _check_place(place: Place, by: Actor) -> None:
    """Refuse a kind nobody registered, an unknown language, and a legal entity of another organisation."""
    if not document_kinds.is_known(place.kind):
        raise Invalid(field="kind")
    if place.language not in DocumentLanguage.values:
        raise Invalid(field="language")
    if place.legal_entity is not None and place.legal_entity.organisation_id != by.tenant_id:
        raise Invalid(field="legal_entity")


def _rows(place: Place, by: Actor) -> QuerySet[DocumentTemplate]:
    """Return the uploaded versions of a place."""
    return DocumentTemplate.objects.filter(
        organisation_id=by.tenant_id, kind=place.kind, language=place.language, legal_entity=place.legal_entity
    )


def _switch(template: DocumentTemplate, *, is_default: bool) -> None:
    """Write whether a locked template is in use."""
    template.is_default = is_default
    template.save_version(template.version, ["is_default"])
