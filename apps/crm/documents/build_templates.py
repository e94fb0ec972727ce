"""Builds the delivered .docx templates from their wording: `python -m apps.crm.documents.build_templates`.

A version that has been used for issued documents is never built again with another wording: raise the version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.crm.documents import clauses, drawing, kinds

if TYPE_CHECKING:
    from apps.crm.documents.clauses import Wording


def build(key: str, language: str) -> bytes:
    """Return the template of a kind in a language."""
    wording = clauses.read(f"{key}.{language}")
    parties = clauses.read(f"parties.{language}")
    title, *below = wording.parts["title"]
    document = drawing.page(str(kinds.TITLES[key]), language)
    drawing.centred(document, title, 14)
    for line in below:
        drawing.centred(document, line, 12)
    drawing.two_edges(document, *wording.parts["place"])
    _opening(document, wording, parties)
    for number, section in enumerate(wording.sections, start=1):
        drawing.section_title(document, f"{number}. {section.title}")
        for clause, text in enumerate(section.clauses, start=1):
            drawing.clause(document, f"{number}.{clause}", text)
    _closing(document, wording, parties)
    drawing.footer(document, wording.parts["footer"][0], *parties.parts["page"])
    return drawing.finished(document)


def _opening(document: Any, wording: Wording, parties: Wording) -> None:
    """Write who concludes what, or the opening of a document that one person signs."""
    if opening := wording.parts.get("opening"):
        for text in opening:
            drawing.paragraph(document, text, indent=True)
        return
    concluded = wording.parts["concluded"][0]
    for text in parties.parts["preamble"]:
        drawing.paragraph(document, text.replace("[[concluded]]", concluded), indent=True)


def _closing(document: Any, wording: Wording, parties: Wording) -> None:
    """Write the table of both parties with their signatures, or the signature of one person."""
    if closing := wording.parts.get("closing"):
        for text in closing:
            drawing.paragraph(document, text)
        return
    table = document.add_table(rows=3, cols=2)
    table.style = "Table Grid"
    drawing.unbroken(table)
    for column, side in enumerate(("operator", "client")):
        drawing.fill(table.cell(0, column), (parties.parts["titles"][column],), bold=True, keep=True)
        drawing.fill(table.cell(1, column), parties.parts[side], keep=True)
        drawing.fill(table.cell(2, column), parties.parts[f"{side}_signs"], after=10)


def main() -> None:
    """Write the templates in use into their folder."""
    for key in kinds.TITLES:
        for language, version in kinds.VERSIONS[key].items():
            (kinds.FOLDER / f"{key}.{language}.{version}.docx").write_bytes(build(key, language))


if __name__ == "__main__":
    main()
