"""Fills a .docx template: pure, without Django, so that a process of its own can do it under limits."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

_EPOCH = (1980, 1, 1, 0, 0, 0)


def own_environment() -> Environment:
    """Return what our own templates are filled in: a sandbox where an unknown variable is an error."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def fill(template: bytes, values: Mapping[str, Any], environment: Environment) -> bytes:
    """Return the template filled with plain JSON values, the same bytes for the same input.

    Raises jinja2.TemplateError.
    """
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(values), jinja_env=environment)
    filled = io.BytesIO()
    document.save(filled)
    return settled(filled.getvalue())


def settled(data: bytes) -> bytes:
    """Return the archive with fixed times, so that it depends on nothing but its content."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


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
