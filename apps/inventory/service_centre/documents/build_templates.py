"""Builds the delivered .docx templates: `python -m apps.inventory.service_centre.documents.build_templates`.

A version that was used is never built again with another wording: raise the version.
"""

from __future__ import annotations

from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH

from apps.common.document_kinds import LANGUAGES
from apps.crm.documents import drawing
from apps.inventory.service_centre.documents.repair_words import FOLDER, KEY, VERSIONS, WORDINGS

# What stands in a column of the table and how wide it is, in centimetres; the titles are the language's.
_COLUMNS: Final = (
    ("{{ line.number }}", 1.2),
    ("{{ line.name }}", 9.4),
    ("{{ line.measure }}", 1.6),
    ("{{ line.quantity }}", 1.8),
    ("{{ line.price }}", 3.0),
    ("{{ line.total }}", 3.2),
    ("{{ line.payer }}", 5.6),
)


def repair_act(language: str) -> bytes:
    """Return the template of the act of a repair in a language."""
    wording = WORDINGS[language]
    document = drawing.page(wording.about, language, is_wide=True)
    drawing.centred(document, wording.title, 14)
    drawing.centred(document, "{{ act.date }}", 11)
    for text in wording.head:
        document.add_paragraph(text)
    drawing.lines(document, wording.columns, _COLUMNS)
    drawing.gap(document)
    for text in wording.tail:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    drawing.gap(document)
    signs = document.add_table(rows=2, cols=len(wording.signs))
    drawing.unbroken(signs)
    for column, title in enumerate(wording.signs):
        drawing.fill(signs.cell(0, column), (title,), bold=True, keep=True, size=11, after=6)
        drawing.fill(signs.cell(1, column), ("____________ / ____________________ /", wording.date), size=11, after=6)
    return drawing.finished(document)


def main() -> None:
    """Write the templates in use into their folder."""
    for language in LANGUAGES:
        (FOLDER / f"{KEY}.{language}.{VERSIONS[language]}.docx").write_bytes(repair_act(language))


if __name__ == "__main__":
    main()
