"""How a delivered document looks: pages, headings, clauses, tables, signatures, footers, drawn by python-docx."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from apps.crm.documents.engine import settled

if TYPE_CHECKING:
    from collections.abc import Sequence

_FONT: Final = "Times New Roman"
_EAST_ASIAN_FONT: Final = {"zh": "SimSun"}
_LOCALE: Final = {"ru": "ru-RU", "en": "en-GB", "zh": "zh-CN"}
_GUARD: Final = re.compile(r"\[(if|each) ([^\]]+)\] ")
_WORDS: Final = {"if": ("if", "endif"), "each": ("for", "endfor")}


def page(title: str, language: str, *, is_wide: bool = False) -> Any:
    """Return an empty A4 document; `is_wide` lays it on its side."""
    document = Document()
    about = document.core_properties
    about.author, about.title, about.comments, about.keywords = "", title, "", ""
    about.created = about.modified = datetime(2026, 11, 1, tzinfo=UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(2)
    if is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin, section.right_margin = Cm(1.5), Cm(1.2)
        section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    style: Any = document.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _EAST_ASIAN_FONT.get(language, _FONT))
    style.font.size = Pt(11)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1.0 if is_wide else 1.08
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _LOCALE[language])
    spoken.set(qn("w:eastAsia"), _LOCALE[language] if language == "zh" else "zh-CN")
    style.element.rPr.append(spoken)
    return document


def finished(document: Any) -> bytes:
    """Return the document as the bytes of a file that depends on nothing but its content."""
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


def centred(document: Any, text: str, size: int) -> None:
    """Write a bold line in the middle."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold = True
    run.font.size = Pt(size)


def section_title(document: Any, text: str) -> None:
    """Write the title of a section, kept together with its first clause."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(text).bold = True


def paragraph(document: Any, text: str, *, indent: bool = False) -> None:
    """Write one justified paragraph without widows."""
    written = document.add_paragraph(text)
    written.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    written.paragraph_format.widow_control = True
    if indent:
        written.paragraph_format.first_line_indent = Cm(1)


def clause(document: Any, number: str, text: str) -> None:
    """Write a numbered clause; one that begins with `[each … in …]` is repeated, counting on from its number."""
    guard = _GUARD.match(text)
    if guard is None:
        paragraph(document, f"{number}. {text}")
        return
    opening, closing = _WORDS[guard[1]]
    if guard[1] == "each":
        section, _point, first = number.rpartition(".")
        number = f"{section}.{{{{ loop.index + {int(first) - 1} }}}}"
    document.add_paragraph(f"{{%p {opening} {guard[2]} %}}")
    paragraph(document, f"{number}. {text[guard.end() :]}")
    document.add_paragraph(f"{{%p {closing} %}}")


def two_edges(document: Any, left: str, right: str) -> None:
    """Write a line with a text at each edge: the place and the date."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    fill(table.cell(0, 0), (left,), size=11)
    fill(table.cell(0, 1), (right,), size=11)
    table.cell(0, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    gap(document)


def gap(document: Any) -> None:
    """Leave a line free."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def lines(document: Any, titles: Sequence[str], columns: Sequence[tuple[str, float]]) -> None:
    """Write a table with a row for each of `lines`: a head that repeats on every page, then what each column holds.

    `columns` are (text of the template, width in centimetres).
    """
    table = document.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    repeated_head(table)
    for place, (title, (value, width)) in enumerate(zip(titles, columns, strict=True)):
        # LibreOffice goes by the column's width, Word by that of its cells.
        table.columns[place].width = Cm(width)
        fill(table.cell(0, place), (title,), bold=True, size=9, after=0)
        fill(table.cell(2, place), (value,), size=9, after=0)
        for row in table.rows:
            row.cells[place].width = Cm(width)
    # Rows that hold a loop's words disappear when the template is filled.
    fill(table.cell(1, 0), ("{%tr for line in lines %}",), size=9, after=0)
    fill(table.cell(3, 0), ("{%tr endfor %}",), size=9, after=0)


def unbroken(table: Any) -> None:
    """Keep each row on one page."""
    for row in table.rows:
        mark = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no public way


def fill(
    cell: Any, lines: Sequence[str], *, bold: bool = False, keep: bool = False, size: int = 10, after: int = 2
) -> None:
    """Write lines into a cell; a line that begins with `[if …]` disappears when that does not hold."""
    pieces: list[str] = []
    for line in lines:
        guard = _GUARD.match(line)
        pieces += [f"{{%p if {guard[2]} %}}", line[guard.end() :], "{%p endif %}"] if guard else [line]
    for index, piece in enumerate(pieces):
        written = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        written.paragraph_format.space_after = Pt(after)
        written.paragraph_format.keep_with_next = keep
        run = written.add_run(piece)
        run.bold = bold
        run.font.size = Pt(size)


def footer(document: Any, text: str, page_word: str, of_word: str) -> None:
    """Write a text and «page N of M» into the footer of every page."""
    # Computed fields take their size from the style, not from the run.
    document.styles["Footer"].font.size = Pt(9)
    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece, is_field in (
        (f"{text} · {page_word} ", False),
        ("PAGE", True),
        (f" {of_word} ", False),
        ("NUMPAGES", True),
    ):
        run = line.add_run("" if is_field else piece)
        run.font.size = Pt(9)
        if is_field:
            _field(run, piece)


def _field(run: Any, instruction: str) -> None:
    """Put a computed field (page number) into a run."""
    for kind, text in (("begin", None), ("instr", instruction), ("separate", None), ("shown", "1"), ("end", None)):
        if kind in {"begin", "separate", "end"}:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText" if kind == "instr" else "w:t")
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no public way


def repeated_head(table: Any) -> None:
    """Repeat the first row on every page."""
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no public way
