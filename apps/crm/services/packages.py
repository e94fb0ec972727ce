"""Packages: the chosen documents of a contract, as .docx and .pdf in one zip.

The documents are made and kept in the transaction of the order. PDFs and the zip are made afterwards by a task of the
queue `docs`, outside any transaction, since LibreOffice takes seconds; the order reaches it by the outbox. A package
whose worker died is taken up again.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.audit.services import record
from apps.common import access, clock, files, outbox
from apps.common.actor import Actor
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import pdf
from apps.crm.documents.errors import PdfFailed, PdfUnavailable
from apps.crm.enums import AddendumKind, ContractStatus, DocumentKind, DocumentLanguage, PackageState
from apps.crm.exceptions import AddendumMissing, PackageRefused
from apps.crm.models import Addendum, Contract, Document, DocumentPackage, DocumentPdf
from apps.crm.permissions import CONTRACT_MANAGE, DOCUMENT_VIEW
from apps.crm.rules import filenames
from apps.crm.services.addenda import registration_addendum
from apps.crm.services.documents import make_document

if TYPE_CHECKING:
    from collections.abc import Sequence

PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
TOPIC: Final = "crm.package"
# Longer than any package takes: LibreOffice is stopped long before.
LEFT_LYING: Final = timedelta(minutes=5)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A document of a package while it is put together."""

    document: Document
    data: bytes
    pdf: bytes | None


def order_package(
    contract: Contract,
    *,
    by: Actor,
    kinds: Sequence[str],
    language: str = DocumentLanguage.RUSSIAN,
    with_pdf: bool = True,
    addendum: Addendum | None = None,
) -> DocumentPackage:
    """Make the chosen documents of a contract, order their PDFs and the zip, and return the package.

    `addendum` is what a document «addendum» is about, the newest one unless named; one on registration is made and
    registered when the contract has none. A draft contract has no addenda.
    Effects: those of `make_document` for each kind; the package; one audit record; the order in the outbox.
    Raises AccessDenied, Invalid (kinds, language), AddendumMissing, and what `make_document` raises.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    chosen = [kind for kind in DocumentKind if kind in set(kinds)]
    if not chosen or len(chosen) != len(set(kinds)):
        raise Invalid(field="kinds")
    with transaction.atomic():
        made = [
            make_document(kind, contract, by=by, language=language, addendum=_about(kind, contract, addendum, by))
            for kind in chosen
        ]
        package = DocumentPackage.objects.create(
            organisation_id=contract.organisation_id,
            client_id=contract.client_id,
            contract=contract,
            language=language,
            with_pdf=with_pdf,
            document_ids=[document.pk for document in made],
            requested_by=by.label,
        )
        after = {"kinds": [str(kind) for kind in chosen], "language": language, "contract": str(contract.uid)}
        record(by=by, action="crm.document_package.create", subject=package, after=after)
        outbox.put(TOPIC, {"package": package.pk}, organisation_id=package.organisation_id)
    return package


def _about(kind: DocumentKind, contract: Contract, addendum: Addendum | None, by: Actor) -> Addendum | None:
    """Return the addendum that a document of this kind is about."""
    if kind == DocumentKind.REGISTRATION_ADDENDUM:
        if contract.status == ContractStatus.DRAFT:
            raise AddendumMissing(field="kinds")
        return registration_addendum(contract, by=by)
    if kind == DocumentKind.ADDENDUM:
        rows = contract.addenda.filter(kind=AddendumKind.CHANGE).exclude(status="voided")
        return addendum or rows.order_by("-id").first()
    return None


def assemble(package_id: int) -> None:
    """Make the PDFs and the zip of a package that waits; one that another worker has taken is left to it.

    Without LibreOffice, or when it fails, the zip holds the .docx files and the package says why there is no PDF.
    Called by the task, outside any scope and transaction.
    """
    package = _taken(package_id)
    if package is None:
        return
    by, is_done = Actor.job("documents", package.organisation_id), False
    try:
        with scope(by):
            rows = Document.objects.select_related("file").in_bulk(package.document_ids)
            pieces = [_Piece(rows[key], files.read(rows[key].file), None) for key in package.document_ids]
        made, fault = _pdfs(package, pieces)
        with scope(by):
            _finish(package, made, fault)
        is_done = True
    finally:
        if not is_done:
            with scope(by):
                DocumentPackage.objects.filter(pk=package.pk).update(state=PackageState.FAILED)


def _taken(package_id: int) -> DocumentPackage | None:
    """Take a waiting package by compare-and-set, None when it does not wait."""
    with system_scope(SystemJob.MAINTENANCE):
        rows = DocumentPackage.objects.filter(pk=package_id, state=PackageState.WAITING)
        taken = rows.update(state=PackageState.WORKING, updated_at=clock.now())
        return DocumentPackage.objects.get(pk=package_id) if taken else None


def take_up() -> int:
    """Assemble the packages that were left lying; returns how many. Called by the task, outside any scope."""
    with system_scope(SystemJob.MAINTENANCE):
        unfinished = DocumentPackage.objects.filter(state__in=(PackageState.WAITING, PackageState.WORKING))
        lying = unfinished.filter(updated_at__lt=clock.now() - LEFT_LYING)
        keys = list(lying.order_by("pk").values_list("pk", flat=True))
        lying.filter(pk__in=keys).update(state=PackageState.WAITING)
    for key in keys:
        assemble(key)
    return len(keys)


def _pdfs(package: DocumentPackage, pieces: Sequence[_Piece]) -> tuple[list[_Piece], str]:
    """Return the pieces with their PDFs, and why there are none."""
    if not package.with_pdf:
        return list(pieces), ""
    try:
        made = pdf.convert([piece.data for piece in pieces])
    except (PdfUnavailable, PdfFailed) as refusal:
        return list(pieces), refusal.code
    return [_Piece(piece.document, piece.data, data) for piece, data in zip(pieces, made, strict=True)], ""


def _finish(package: DocumentPackage, pieces: Sequence[_Piece], fault: str) -> None:
    """Keep each PDF and the zip, and mark the package ready."""
    for piece in pieces:
        if piece.pdf is not None:
            DocumentPdf.objects.create(
                organisation_id=package.organisation_id,
                client_id=package.client_id,
                document=piece.document,
                file=files.store(package.organisation_id, piece.pdf, _pdf_name(piece.document), PDF),
                sha256=hashlib.sha256(piece.pdf).hexdigest(),
            )
    contract = Contract.objects.select_related("client").get(pk=package.contract_id)
    name = filenames.of_package(package.language, contract)
    package.file = files.store(package.organisation_id, _zipped(pieces), name, ZIP)
    package.state, package.done, package.pdf_fault = PackageState.READY, len(pieces), fault
    package.save(update_fields=["file", "state", "done", "pdf_fault", "updated_at"])


def _pdf_name(document: Document) -> str:
    """Return the name of a document's PDF."""
    return f"{document.file.filename.removesuffix('.docx')}.pdf"


def _zipped(pieces: Sequence[_Piece]) -> bytes:
    """Return the archive; two documents of one name are told apart by a number."""
    raw, names = io.BytesIO(), set()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, piece in enumerate(pieces, start=1):
            base = piece.document.file.filename.removesuffix(".docx")
            base = base if base not in names else f"{base} ({number})"
            names.add(base)
            archive.writestr(zipfile.ZipInfo(f"{base}.docx", _EPOCH), piece.data, zipfile.ZIP_DEFLATED)
            if piece.pdf is not None:
                archive.writestr(zipfile.ZipInfo(f"{base}.pdf", _EPOCH), piece.pdf, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def read_package(package: DocumentPackage, *, by: Actor) -> bytes:
    """Return the zip. Raises AccessDenied, PackageRefused (not ready), Conflict (other bytes than were stored)."""
    access.require(by, DOCUMENT_VIEW, package)
    if package.file is None:
        raise PackageRefused
    return files.read(package.file)


def read_pdf(document: Document, *, by: Actor) -> bytes:
    """Return the issued PDF of a document. Raises AccessDenied, PackageRefused (none was made), Conflict."""
    access.require(by, DOCUMENT_VIEW, document)
    found = DocumentPdf.objects.select_related("file").filter(document=document).first()
    if found is None:
        raise PackageRefused
    return files.read(found.file)
