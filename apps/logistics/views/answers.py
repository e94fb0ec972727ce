"""Answers that several pages of logistics give."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from apps.crm.documents import engine


def docx(data: bytes, number: str) -> HttpResponse:
    """Answer a document as a file named by its number."""
    response = HttpResponse(data, content_type=engine.DOCX)
    name = content_disposition_header(as_attachment=True, filename=f"{number}.docx")
    response["Content-Disposition"] = name or "attachment"
    return response
