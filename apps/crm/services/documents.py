"""Documents: make one of a contract, give it as it was issued, make an issued one again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.audit.services import record
from apps.common import access, clock, document_kinds, events, files
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.documents import choice, engine, library, subjects
from apps.crm.enums import AddendumStatus, ContractStatus, DocumentKind, DocumentLanguage
from apps.crm.exceptions import AddendumMissing, TransitionRefused
from apps.crm.models import Addendum, Contract, Document
from apps.crm.permissions import CONTRACT_MANAGE, DOCUMENT_VIEW
from apps.crm.rules import filenames
from apps.crm.services.registration import refuse_missing_requisites

if TYPE_CHECKING:
    from apps.common.actor import Actor

OF_ADDENDA: Final = (DocumentKind.REGISTRATION_ADDENDUM, DocumentKind.ADDENDUM)


def make_document(
    kind: DocumentKind,
    contract: Contract,
    *,
    by: Actor,
    language: str = DocumentLanguage.RUSSIAN,
    addendum: Addendum | None = None,
) -> Document:
    """Make a .docx of a contract from the template in use and keep it, and return it; a draft is marked as one.

    The template is the one the organisation uses for the kind, the language and the legal entity, else the delivered
    one. The file is kept with its hash, the template's version, the language and the values it was filled with
    (encrypted). Effects: stored file and document; one audit record; `document_made` after commit.
    Raises AccessDenied, TransitionRefused (a voided contract or addendum), AddendumMissing, RequisitesMissing,
    TemplateBroken, TemplateRefused, TemplateMissing, Invalid (language).
    """
    access.require(by, CONTRACT_MANAGE, contract)
    if language not in DocumentLanguage.values:
        raise Invalid(field="language")
    with transaction.atomic():
        kept = Contract.objects.select_related("client", "legal_entity").get(pk=contract.pk)
        about = _judged(kind, kept, addendum)
        template = choice.choose(kept.organisation_id, kind, language, kept.legal_entity_id)
        values = document_kinds.named(kind).values(subjects.of_contract(kept, about), language)
        data = template.render(values)
        document = Document.objects.create(
            organisation_id=kept.organisation_id,
            kind=kind,
            language=language,
            client=kept.client,
            contract=kept,
            addendum=about,
            file=files.store(
                kept.organisation_id, data, filenames.of_document(kind, language, kept, about), engine.DOCX
            ),
            sha256=hashlib.sha256(data).hexdigest(),
            template=template.uploaded,
            template_name=template.name,
            template_version=template.version,
            input_data=json.dumps(values, ensure_ascii=False, sort_keys=True),
            made_at=clock.now(),
            made_by=by.label,
        )
        _tell(document, kept, by)
    return document


def make_contract_document(contract: Contract, *, by: Actor, language: str = DocumentLanguage.RUSSIAN) -> Document:
    """Make the hosting contract's own .docx; effects and refusals are those of `make_document`."""
    return make_document(DocumentKind.HOSTING_CONTRACT, contract, by=by, language=language)


def _judged(kind: DocumentKind, contract: Contract, addendum: Addendum | None) -> Addendum | None:
    """Return the addendum a document is about, None for the other kinds. Raises what forbids the document."""
    if contract.status == ContractStatus.VOIDED:
        raise TransitionRefused(status=ContractStatus.VOIDED.label)
    refuse_missing_requisites(contract.client)
    if kind not in OF_ADDENDA:
        return None
    if addendum is None or addendum.contract_id != contract.pk:
        raise AddendumMissing(field="addendum")
    kept = Addendum.objects.get(pk=addendum.pk)
    if kept.status == AddendumStatus.VOIDED:
        raise TransitionRefused(status=AddendumStatus.VOIDED.label)
    return kept


def _tell(document: Document, contract: Contract, by: Actor) -> None:
    """Record and announce a document."""
    after = {
        "kind": document.kind,
        "language": document.language,
        "contract": str(contract.uid),
        "number": contract.number,
        "addendum": document.addendum.number if document.addendum else None,
        "template": f"{document.template_name} {document.template_version}",
        "sha256": document.sha256,
    }
    record(by=by, action="crm.document.create", subject=document, after=after)
    events.announce(
        signals.document_made,
        by=by,
        sender=Document,
        document_id=document.pk,
        kind=str(document.kind),
        contract_id=contract.pk,
    )


def read_document(document: Document, *, by: Actor) -> bytes:
    """Return the issued bytes. Raises AccessDenied, Conflict (the stored bytes are not those that were issued)."""
    access.require(by, DOCUMENT_VIEW, document)
    return files.read(document.file)


def make_again(document: Document, *, by: Actor) -> bytes:
    """Return the document made anew from its template version and values; nothing is stored.

    Raises AccessDenied, TemplateMissing, TemplateBroken, TemplateRefused.
    """
    access.require(by, DOCUMENT_VIEW, document)
    values = json.loads(document.input_data)
    if document.template is not None:
        return choice.of_upload(document.template).render(values)
    template = library.earlier(document.kind, document.template_name, document.template_version)
    return engine.render(template.data(), values)
