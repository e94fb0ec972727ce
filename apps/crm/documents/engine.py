"""The engine: fills a .docx template in a sandbox, the same bytes for the same template and values."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from apps.crm.documents.errors import TemplateBroken

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the template filled with `values` (plain JSON values), as the bytes of a .docx file.

    The sandbox shows a template its values and nothing else; an unknown variable is an error, never an empty place.
    Raises TemplateBroken with the reason.
    """
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(dict(values), jinja_env=environment)
    except TemplateError as error:
        raise TemplateBroken(reason=str(error)) from error
    filled = io.BytesIO()
    document.save(filled)
    return settled(filled.getvalue())


def settled(data: bytes) -> bytes:
    """Return the archive with fixed times, so that it depends on nothing but its content."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def text_of(data: bytes) -> str:
    """Return the text of a .docx file, a line for each paragraph, body first, then headers and footers."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        parts = [archive.read(name) for name in sorted(names)]
    return "\n".join(
        line for part in parts for line in (_text(paragraph) for paragraph in re.split(rb"</w:p>", part)) if line
    )


def _text(part: bytes) -> str:
    """Return what stands in the text runs of a part."""
    pieces = re.findall(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:(?:tab|br)\b[^>]*/>)", part)
    raw = b"".join(text or b" " for text, _gap in pieces).decode()
    return raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&").strip()
