"""Documents: make the contract's file, make an issued one again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.audit.services import record
from apps.common import access, clock, events, files
from apps.crm import signals
from apps.crm.documents import hosting_contract
from apps.crm.documents.engine import render
from apps.crm.documents.library import CURRENT, Template
from apps.crm.enums import ContractStatus, DocumentKind
from apps.crm.exceptions import TransitionRefused
from apps.crm.models import Contract, Document
from apps.crm.permissions import CONTRACT_MANAGE, DOCUMENT_VIEW
from apps.crm.services.registration import refuse_missing_requisites

if TYPE_CHECKING:
    from apps.common.actor import Actor

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def make_contract_document(contract: Contract, *, by: Actor) -> Document:
    """Make the contract's .docx from the current template and keep it, and return it; a draft is marked as one.

    The file is kept with its hash, the template's version and the values it was filled with (encrypted).
    Effects: stored file and document; one audit record; `document_made` after commit.
    Raises AccessDenied, TransitionRefused (a voided contract), RequisitesMissing, TemplateBroken.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    with transaction.atomic():
        kept = Contract.objects.select_related("client", "legal_entity").get(pk=contract.pk)
        if kept.status == ContractStatus.VOIDED:
            raise TransitionRefused(status=ContractStatus.VOIDED.label)
        refuse_missing_requisites(kept.client)
        template = CURRENT[DocumentKind.HOSTING_CONTRACT]
        values = hosting_contract.values(kept, kept.client.bank_accounts.filter(is_main=True).first())
        data = render(template.data(), values)
        document = Document.objects.create(
            organisation_id=kept.organisation_id,
            kind=DocumentKind.HOSTING_CONTRACT,
            client=kept.client,
            contract=kept,
            file=files.store(kept.organisation_id, data, _filename(kept), DOCX),
            sha256=hashlib.sha256(data).hexdigest(),
            template_name=template.name,
            template_version=template.version,
            input_data=json.dumps(values, ensure_ascii=False, sort_keys=True),
            made_at=clock.now(),
            made_by=by.label,
        )
        after = {"kind": document.kind, "contract": str(kept.uid), "number": kept.number, "sha256": document.sha256}
        record(by=by, action="crm.document.create", subject=document, after=after)
        events.announce(
            signals.document_made,
            by=by,
            sender=Document,
            document_id=document.pk,
            kind=str(document.kind),
            contract_id=kept.pk,
        )
    return document


def read_document(document: Document, *, by: Actor) -> bytes:
    """Return the issued bytes. Raises AccessDenied, Conflict (the stored bytes are not those that were issued)."""
    access.require(by, DOCUMENT_VIEW, document)
    return files.read(document.file)


def make_again(document: Document, *, by: Actor) -> bytes:
    """Return the document made anew from its template version and values; nothing is stored.

    Raises AccessDenied, TemplateMissing, TemplateBroken.
    """
    access.require(by, DOCUMENT_VIEW, document)
    template = Template(document.template_name, document.template_version)
    return render(template.data(), json.loads(document.input_data))


def _filename(contract: Contract) -> str:
    """Return a file name that every system accepts."""
    name = f"Договор {contract.number}" if contract.number else f"Проект договора {contract.client}"
    return f"{name.translate(_FORBIDDEN)[:120]}.docx"
