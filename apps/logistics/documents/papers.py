"""Acts and transfer notes as PDF, and both forms of one paper in a zip.

LibreOffice makes other bytes each time; the text follows from the .docx, which is the same for ever. What was made of
a .docx is kept for a week by the hash of its bytes, so that a paper asked for again is the same file, at once.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final

from django.core.cache import cache

from apps.crm.documents import pdf

_KEPT_SECONDS: Final = 7 * 24 * 3600
# Files in a zip carry a time; a fixed one keeps equal papers equal.
_ZIP_TIME: Final = (2020, 1, 1, 0, 0, 0)


def as_pdf(document: bytes) -> bytes:
    """Return a .docx as PDF. Called outside any transaction. Raises PdfUnavailable, PdfFailed."""
    key = f"logistics.paper.{hashlib.sha256(document).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = pdf.convert([document])[0]
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def as_zip(document: bytes, name: str) -> bytes:
    """Return a .docx and its PDF in one archive. Called outside any transaction. Raises as `as_pdf`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, data in (("docx", document), ("pdf", as_pdf(document))):
            archive.writestr(zipfile.ZipInfo(f"{name}.{ending}", _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()
