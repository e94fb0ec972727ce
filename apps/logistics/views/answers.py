"""What several pages of logistics share: the answer of a document, the look at an identifier of the address."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from apps.crm.documents import engine


def is_uid(text: str) -> bool:
    """Whether a text of the address is an identifier as we write them."""
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def docx(data: bytes, number: str) -> HttpResponse:
    """Answer a document as a file named by its number."""
    response = HttpResponse(data, content_type=engine.DOCX)
    name = content_disposition_header(as_attachment=True, filename=f"{number}.docx")
    response["Content-Disposition"] = name or "attachment"
    return response
