"""System checks of crm: LibreOffice and its fonts, without which documents have no PDF or show boxes."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution

from apps.crm.documents import pdf


@register
def check_office(**_: Any) -> list[CheckMessage]:
    """crm.W001-W002: LibreOffice is installed, and there is a font for each language of documents."""
    if not pdf.is_available():
        return [
            Caution(
                "LibreOffice is not installed: documents are made as .docx only.",
                hint="apt-get install --no-install-recommends libreoffice-writer-nogui",
                id="crm.W001",
            )
        ]
    missing = pdf.missing_fonts()
    if not missing:
        return []
    return [
        Caution(
            f"No font has the letters of {', '.join(missing)}: PDF files show boxes instead.",
            hint="apt-get install fonts-dejavu-core fonts-noto-cjk",
            id="crm.W002",
        )
    ]
