"""The parts of a .docx: what they refer to, which fields they compute, and their paragraphs as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from apps.crm.documents.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_READ: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_LINK: Final = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
# Kinds of relationships that bring something in, wherever it lies.
_BRINGING: Final = ("attachedTemplate", "oleObject", "package", "aFChunk", "control", "frame", "subDocument",
                    "mailMergeSource", "vbaProject", "externalLink")  # fmt: skip
_FIELDS: Final = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|DDEAUTO|DDE|LINK|IMPORT|DATABASE|MACROBUTTON|RD|EMBED|AUTOTEXT|CONTROL)\b",
    re.IGNORECASE,
)
_ELEMENTS: Final = {
    "altChunk": "embedded_document",
    "object": "embedded_object",
    "OLEObject": "embedded_object",
    "control": "embedded_object",
    "subDoc": "external_reference",
    "attachedTemplate": "external_reference",
    "mailMerge": "external_reference",
    "frameset": "external_reference",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its part, its number within it (from 1), its text."""

    part: str
    number: int
    text: str


def _tree(part: bytes) -> Any:
    """Return the parsed part; entities were refused before, and stay unresolved here."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def references(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    """Yield what reaches outside the document: relationships, fields and elements."""
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            yield from _relationships(name, part)
        elif name.startswith("word/") and name.endswith(".xml"):
            yield from _content(name, part)


def _relationships(name: str, part: bytes) -> Iterator[Fault]:
    """Yield relationships that leave the archive or bring something in."""
    for row in _tree(part):
        kind = str(row.get("Type", "")).rpartition("/")[2]
        target = str(row.get("Target", ""))
        if kind in _BRINGING:
            yield Fault("external_reference", f"{kind}: {target}", name)
        elif row.get("TargetMode", "").lower() == "external":
            if kind != "hyperlink" or not _LINK.match(target):
                yield Fault("external_reference", target, name)
        elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\", target):
            yield Fault("external_reference", target, name)


def _content(name: str, part: bytes) -> Iterator[Fault]:
    """Yield elements that bring something in and fields that compute from outside."""
    fields = []
    for element in _tree(part).iter():
        if not isinstance(element.tag, str):
            continue
        local = etree.QName(element).localname
        if local in _ELEMENTS:
            yield Fault(_ELEMENTS[local], local, name)
        if local == "instrText":
            fields.append(element.text or "")
        elif local == "fldSimple":
            fields.append(f" {element.get(f'{_W}instr', '')} ")
    # Word joins the pieces of a field across runs, and so does this.
    if found := _FIELDS.search("".join(fields)):
        yield Fault("field", found[1].upper(), name)


def paragraphs(parts: Mapping[str, bytes]) -> list[Paragraph]:
    """Return every paragraph that is read when the template is filled, the document first."""
    names = sorted(
        (name for name in parts if _READ.fullmatch(name)), key=lambda name: (name != "word/document.xml", name)
    )
    found = []
    for name in names:
        for number, paragraph in enumerate(_tree(parts[name]).iter(f"{_W}p"), start=1):
            found.append(Paragraph(name, number, _text(paragraph)))
    return found


def _text(paragraph: Any) -> str:
    """Return a paragraph's own text on one line, without that of paragraphs inside it."""
    pieces = [
        (element.text or "") if element.tag == f"{_W}t" else " "
        for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
        if next(element.iterancestors(f"{_W}p")) is paragraph
    ]
    return " ".join("".join(pieces).split("\n"))
