"""Builds the delivered .docx templates: `python -m apps.logistics.documents.build_templates`.

A version that has been used for registered acts is never built again with another wording: raise the version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH

from apps.common.document_kinds import LANGUAGES
from apps.crm.documents import drawing
from apps.logistics.documents.wording.delivered import (
    FOLDER,
    INTAKE_ACT,
    RETURN_ACT,
    TRANSFER_NOTE,
    VERSIONS,
    WORDING,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from apps.logistics.documents.wording import Language, Paper

# What stands in a column of a table and how wide it is, in centimetres; the titles are the language's, and so is what
# one unit is counted in.
Column = tuple[str, float]
_PIECE: Final = "[piece]"
_INTAKE: Final[tuple[Column, ...]] = (
    ("{{ line.number }}", 1.2),
    ("{{ line.model }}", 6.0),
    ("{{ line.serial }}", 5.6),
    (_PIECE, 1.4),
    ("1", 1.4),
    ("{{ line.power_kw }}", 2.2),
    ("{{ line.completeness }}", 3.2),
    ("{{ line.condition }}", 3.1),
    ("{{ line.value }}", 2.9),
)
_RETURN: Final[tuple[Column, ...]] = (
    ("{{ line.number }}", 1.2),
    ("{{ line.model }}", 7.2),
    ("{{ line.serial }}", 6.2),
    (_PIECE, 1.4),
    ("1", 1.4),
    ("{{ line.power_kw }}", 2.4),
    ("{{ line.condition }}", 4.3),
    ("{{ line.value }}", 2.9),
)
_NOTE: Final[tuple[Column, ...]] = (
    ("{{ line.number }}", 1.2),
    ("{{ line.model }}", 6.8),
    ("{{ line.serial }}", 6.0),
    ("{{ line.power_kw }}", 2.4),
    ("{{ line.owner }}", 6.6),
    ("{{ line.state }}", 4.0),
)


def intake(language: str) -> bytes:
    """Return the template of the intake act."""
    wording = WORDING[language]
    return _paper(wording.intake, wording, _INTAKE, language, "{{ act.date }}")


def returning(language: str) -> bytes:
    """Return the template of the return act."""
    wording = WORDING[language]
    return _paper(wording.returning, wording, _RETURN, language, "{{ act.date }}")


def transfer(language: str) -> bytes:
    """Return the template of the transfer note."""
    wording = WORDING[language]
    return _paper(wording.transfer, wording, _NOTE, language, "{{ note.date }}")


def _paper(paper: Paper, wording: Language, columns: Sequence[Column], language: str, date: str) -> bytes:
    """Write a paper: title and date, who and what, the units, what the sides declare, who signs."""
    document = drawing.page(paper.about, language, is_wide=True)
    drawing.centred(document, paper.title, 14)
    drawing.centred(document, date, 11)
    for text in paper.opening:
        document.add_paragraph(text)
    drawing.lines(document, paper.columns, [(value.replace(_PIECE, wording.piece), width) for value, width in columns])
    drawing.gap(document)
    for text in paper.closing:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document, paper.signs)
    return drawing.finished(document)


def _signatures(document: Any, signs: Sequence[tuple[str, ...]]) -> None:
    """Write who hands over and who takes over: position, signature, surname with initials."""
    drawing.gap(document)
    table = document.add_table(rows=2, cols=len(signs))
    drawing.unbroken(table)
    for column, (title, *lines) in enumerate(signs):
        drawing.fill(table.cell(0, column), (title,), bold=True, keep=True, size=11, after=6)
        drawing.fill(table.cell(1, column), lines, size=11, after=6)


BUILDERS: Final[Mapping[str, Callable[[str], bytes]]] = {
    INTAKE_ACT: intake,
    RETURN_ACT: returning,
    TRANSFER_NOTE: transfer,
}


def main() -> None:
    """Write the templates in use into their folder."""
    for key, build in BUILDERS.items():
        for language in LANGUAGES:
            (FOLDER / f"{key}.{language}.{VERSIONS[key][language]}.docx").write_bytes(build(language))


if __name__ == "__main__":
    main()
