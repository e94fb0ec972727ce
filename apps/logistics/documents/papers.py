"""Acts and transfer notes as files: .docx, .pdf, and both with the photos in a zip, in the language asked for.

LibreOffice makes other bytes each time; the text follows from the .docx, which is the same for ever. What was made of
a .docx is kept for a week by the hash of its bytes, so that a paper asked for again is the same file, at once.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.http import Http404

from apps.common import access, files
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import engine, pdf
from apps.crm.selectors.documents import paper_language
from apps.logistics.documents import acts, intake_act, return_act, signed, transfer_note
from apps.logistics.models import IntakeAct, Movement, ReturnAct
from apps.logistics.permissions import INTAKE_VIEW, MOVEMENT_VIEW, RETURN_VIEW
from apps.logistics.selectors.pictures import attachments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor

TYPES: Final = {"docx": engine.DOCX, "pdf": "application/pdf", "zip": "application/zip"}
_KEPT_SECONDS: Final = 7 * 24 * 3600
# Files in a zip carry a time; a fixed one keeps equal papers equal.
_ZIP_TIME: Final = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: who may see it, of which rows, what makes the .docx of a row in a language.

    `field` is how a picture points at a row; `zone` gives the time zone in which the row's moments are told.
    """

    permission: Permission
    rows: QuerySet[Any]
    render: Callable[[Any, str], bytes]
    field: str
    zone: Callable[[Any], str]
    is_of_contract: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """A paper as it is given."""

    name: str
    data: bytes
    content_type: str


def _zone_of_contract(row: IntakeAct | ReturnAct) -> str:
    """Return the zone of the legal entity whose act it is."""
    return row.contract.legal_entity.time_zone


def _zone_of_end(row: Movement) -> str:
    """Return the zone of the site where a load is signed for."""
    return row.to_site.time_zone


INTAKE: Final = Paper(
    INTAKE_VIEW,
    IntakeAct.objects.select_related("contract"),
    intake_act.render,
    "intake_act",
    _zone_of_contract,
)
RETURN: Final = Paper(
    RETURN_VIEW,
    ReturnAct.objects.select_related("contract"),
    return_act.render,
    "return_act",
    _zone_of_contract,
)
TRANSFER: Final = Paper(
    MOVEMENT_VIEW,
    Movement.objects.select_related("from_site", "to_site", "driver"),
    transfer_note.render,
    "movement",
    _zone_of_end,
    is_of_contract=False,
)


def make(actor: Actor, paper: Paper, uid: UUID, form: str, language: str | None) -> File:
    """Return the paper of a row in reach; the .docx is made in the reader's scope, the rest after it is left.

    Called outside any scope. `language` None is the one agreed with the client, else the reader's. Raises Http404 (the
    row, the form), AccessDenied, Invalid (language), PdfUnavailable, PdfFailed and what `acts.render` raises.
    """
    if form not in TYPES:
        raise Http404
    with scope(actor):
        row = access.fetch(actor, paper.permission, paper.rows, uid=uid)
        spoken = paper_language(language, row.contract if paper.is_of_contract else None)
        # The organisation's own templates and companies are no rows of a client: what may be seen was decided above.
        with system_scope(SystemJob.CLIENT_PAPER) if actor.is_client else nullcontext():
            document, zone = paper.render(row, spoken), paper.zone(row)
        pictures = list(attachments(actor).filter(**{paper.field: row}).order_by("pk"))
        document = signed.add(document, signed.of(pictures), spoken, zone)
        photos = [one.file for one in pictures if not one.signer] if form == "zip" else []
        beside = [(one.filename.rpartition(".")[2], files.read(one)) for one in photos]
    name = file_name(row.number, spoken)
    if form == "docx":
        data = document
    else:
        data = as_pdf(document) if form == "pdf" else _as_zip(document, name, beside)
    return File(f"{name}.{form}", data, TYPES[form])


def file_name(number: str, language: str) -> str:
    """Return the name of a file without its ending; a language other than that of the number is named."""
    return number if language == acts.KEPT_IN else f"{number} {language}"


def as_pdf(document: bytes) -> bytes:
    """Return a .docx as PDF. Called outside any transaction. Raises PdfUnavailable, PdfFailed."""
    key = f"logistics.paper.{hashlib.sha256(document).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = pdf.convert([document])[0]
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _as_zip(document: bytes, name: str, photos: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a .docx, its PDF and photos (ending and bytes) in one archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, data in (("docx", document), ("pdf", as_pdf(document))):
            archive.writestr(zipfile.ZipInfo(f"{name}.{ending}", _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
        for number, (ending, data) in enumerate(photos, start=1):
            entry = zipfile.ZipInfo(f"photos/{number:02}.{ending}", _ZIP_TIME)
            archive.writestr(entry, data, zipfile.ZIP_STORED)
    return file.getvalue()
