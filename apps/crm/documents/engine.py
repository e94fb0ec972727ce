"""The engine: fills a template of ours, the same bytes for the same template and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

from apps.crm.documents.errors import TemplateBroken
from apps.crm.documents.filling import fill, own_environment, settled, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DOCX", "render", "settled", "text_of"]

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the template filled with `values` (plain JSON values), as the bytes of a .docx file.

    The sandbox shows a template its values and nothing else; an unknown variable is an error, never an empty place.
    For our own templates only: an uploaded one is filled by `sandbox.render`, in a process of its own.
    Raises TemplateBroken with the reason.
    """
    try:
        return fill(template, values, own_environment())
    except TemplateError as error:
        raise TemplateBroken(reason=str(error)) from error
