"""Signatures drawn on screen, at the end of a paper: what the sides signed stays as it was filled."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from docx import Document
from docx.shared import Cm
from PIL import Image

from apps.common import files
from apps.crm.documents import drawing
from apps.logistics.documents.wording.delivered import WORDING
from apps.logistics.enums import Signer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apps.logistics.models import Attachment

_IN_A_ROW: Final = 3
_WIDTH: Final = Cm(5)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One signature: who signed in which part, when, and what was drawn."""

    signer: Signer
    name: str
    at: datetime
    picture: bytes


def of(rows: Iterable[Attachment]) -> list[Drawn]:
    """Return the signatures among pictures, the oldest first."""
    return [
        Drawn(Signer(row.signer), row.signer_name, row.created_at, files.read(row.file)) for row in rows if row.signer
    ]


def add(document: bytes, signatures: Sequence[Drawn], language: str, zone: str) -> bytes:
    """Return a .docx with signatures at its end, the same bytes for the same input; untouched without any.

    `zone` is the IANA name of the zone in which the moments are told.
    """
    if not signatures:
        return document
    written = Document(io.BytesIO(document))
    drawing.gap(written)
    title = written.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.add_run(WORDING[language].drawn).bold = True
    for first in range(0, len(signatures), _IN_A_ROW):
        table = written.add_table(rows=1, cols=_IN_A_ROW)
        drawing.unbroken(table)
        for cell, one in zip(table.rows[0].cells, signatures[first:], strict=False):
            _write(cell, one, language, zone)
    return drawing.finished(written)


def _write(cell: Any, one: Drawn, language: str, zone: str) -> None:
    """Write one signature: the part, the picture, the name, the moment."""
    drawing.fill(cell, (WORDING[language].signers[one.signer],), bold=True, keep=True)
    cell.add_paragraph().add_run().add_picture(io.BytesIO(_as_png(one.picture)), width=_WIDTH)
    at = one.at.astimezone(ZoneInfo(zone))
    cell.add_paragraph(f"{one.name}\n{at:%d.%m.%Y %H:%M} ({at.tzname()})")


def _as_png(picture: bytes) -> bytes:
    """Return a picture as PNG: a document does not take every kind that a page takes."""
    kept = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.convert("RGB").save(kept, "PNG")
    return kept.getvalue()
