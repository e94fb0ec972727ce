"""Builds the delivered .docx templates from their wording: `python -m apps.crm.documents.build_templates`.

A version that has been used for issued documents is never built again with another wording: raise the version.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from apps.crm.documents import clauses
from apps.crm.documents.engine import settled
from apps.crm.documents.library import FOLDER

_FONT: Final = "Times New Roman"
# A line of a party's column with the condition under which it is there; empty: always.
Line = tuple[str, str]
_OPERATOR_LINES: Final[tuple[Line, ...]] = (
    ("", "{{ operator.name }}"),
    ("", "ИНН {{ operator.inn }}{% if operator.kpp %}, КПП {{ operator.kpp }}{% endif %}"),
    ("", "ОГРН {{ operator.ogrn }}"),
    ("", "Адрес: {{ operator.legal_address }}"),
    ("operator.postal_address != operator.legal_address", "Почтовый адрес: {{ operator.postal_address }}"),
    ("operator.settlement", "Р/с {{ operator.settlement }}"),
    ("operator.bank_name", "{{ operator.bank_name }}"),
    ("operator.bic", "БИК {{ operator.bic }}"),
    ("operator.correspondent", "К/с {{ operator.correspondent }}"),
    ("operator.phone", "Тел. {{ operator.phone }}"),
    ("operator.email", "{{ operator.email }}"),
)
_CLIENT_LINES: Final[tuple[Line, ...]] = (
    ("", "{% if client.kind == 'sole_trader' %}Индивидуальный предприниматель {% endif %}{{ client.name }}"),
    (
        "client.kind == 'foreign_company'",
        "Страна: {{ client.country }}, рег. № {{ client.registration_number }}",
    ),
    ("client.inn", "ИНН {{ client.inn }}{% if client.kpp %}, КПП {{ client.kpp }}{% endif %}"),
    ("client.kind == 'legal_entity'", "ОГРН {{ client.ogrn }}"),
    ("client.kind == 'sole_trader'", "ОГРНИП {{ client.ogrn }}"),
    (
        "client.kind == 'person'",
        "Паспорт {{ client.passport }}, выдан {{ client.passport_issued_by }} {{ client.passport_issued_on }}",
    ),
    ("", "Адрес: {{ client.legal_address }}"),
    ("client.postal_address != client.legal_address", "Почтовый адрес: {{ client.postal_address }}"),
    ("client.settlement", "Р/с {{ client.settlement }}"),
    ("client.bank_name", "{{ client.bank_name }}"),
    ("client.bic", "БИК {{ client.bic }}"),
    ("client.swift", "SWIFT {{ client.swift }}"),
    ("client.correspondent", "К/с {{ client.correspondent }}"),
    ("client.phone", "Тел. {{ client.phone }}"),
    ("client.email", "{{ client.email }}"),
)
_NATURAL: Final = "client.kind in ('person', 'sole_trader')"
_OPERATOR_SIGNS: Final[tuple[Line, ...]] = (
    ("", "{{ operator.signatory_post }}"),
    ("", "____________ / {{ operator.signatory_initials }} /"),
    ("", "М. П."),
)
_CLIENT_SIGNS: Final[tuple[Line, ...]] = (
    (_NATURAL, "Заказчик"),
    (_NATURAL, "____________ / {{ client.initials }} /"),
    (f"not {_NATURAL}", "{{ client.signatory_post }}"),
    (f"not {_NATURAL}", "____________ / {{ client.signatory_initials }} /"),
    ("", "{% if client.kind != 'person' %}М. П. (при наличии){% endif %}"),
)
_FOOTER: Final = (
    "{% if draft %}Проект договора хостинга{% else %}Договор хостинга № {{ contract.number }}{% endif %} · страница "
)


def hosting_contract() -> bytes:
    """Return the template of the hosting contract."""
    document = _page()
    _heading(document)
    preambles: list[clauses.Section] = []
    sections: list[clauses.Section] = []
    for section in clauses.read("hosting_contract.ru"):
        (preambles if section.title.startswith("@") else sections).append(section)
    for part in preambles:
        for text in part.clauses:
            _paragraph(document, text, indent=True)
    for number, section in enumerate(sections, start=1):
        _section_title(document, f"{number}. {section.title}")
        for clause, text in enumerate(section.clauses, start=1):
            _paragraph(document, f"{number}.{clause}. {text}")
    _requisites(document)
    _footer(document)
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


def _page() -> Any:
    """Return an empty A4 document in the contract's type."""
    document = Document()
    about = document.core_properties
    about.author, about.title, about.comments, about.keywords = "", "Договор хостинга", "", ""
    about.created = about.modified = datetime(2026, 11, 1, tzinfo=UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(2)
    style: Any = document.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.font.size = Pt(11)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1.08
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    style.element.rPr.append(language)
    return document


def _heading(document: Any) -> None:
    """Write the title with the number, then place and date on one line."""
    _centred(document, "{% if draft %}ПРОЕКТ ДОГОВОРА ХОСТИНГА{% else %}ДОГОВОР ХОСТИНГА{% endif %}", size=14)
    _centred(document, "{% if draft %}№ ______________{% else %}№ {{ contract.number }}{% endif %}", size=12)
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _fill(table.cell(0, 0), (("", "{{ contract.city }}"),))
    _fill(table.cell(0, 1), (("", "{{ contract.date }}"),))
    table.cell(0, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _centred(document: Any, text: str, size: int) -> None:
    """Write a bold line in the middle."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold = True
    run.font.size = Pt(size)


def _section_title(document: Any, text: str) -> None:
    """Write the title of a section, kept together with its first clause."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(text).bold = True


def _paragraph(document: Any, text: str, *, indent: bool = False) -> None:
    """Write one justified paragraph without widows."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.widow_control = True
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1)


def _requisites(document: Any) -> None:
    """Write the table of both parties with their signatures; a row is not torn over two pages."""
    table = document.add_table(rows=3, cols=2)
    table.style = "Table Grid"
    for row in table.rows:
        unbroken = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unbroken)  # noqa: SLF001 - python-docx has no public way
    for column, title in enumerate(("ИСПОЛНИТЕЛЬ", "ЗАКАЗЧИК")):
        _fill(table.cell(0, column), (("", title),), bold=True, keep=True)
    _fill(table.cell(1, 0), _OPERATOR_LINES, keep=True)
    _fill(table.cell(1, 1), _CLIENT_LINES, keep=True)
    _fill(table.cell(2, 0), _OPERATOR_SIGNS, gap=True)
    _fill(table.cell(2, 1), _CLIENT_SIGNS, gap=True)


def _fill(cell: Any, lines: tuple[Line, ...], *, bold: bool = False, keep: bool = False, gap: bool = False) -> None:
    """Write lines into a cell; the paragraphs of a condition disappear when the template is filled."""
    pieces: list[str] = []
    for condition, line in lines:
        pieces += [f"{{%p if {condition} %}}", line, "{%p endif %}"] if condition else [line]
    for index, piece in enumerate(pieces):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(10 if gap else 2)
        paragraph.paragraph_format.keep_with_next = keep
        run = paragraph.add_run(piece)
        run.bold = bold
        run.font.size = Pt(10)


def _footer(document: Any) -> None:
    """Write number and page into the footer of every page."""
    # Computed fields take their size from the style, not from the run.
    document.styles["Footer"].font.size = Pt(9)
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in (_FOOTER, "PAGE", " из ", "NUMPAGES"):
        run = paragraph.add_run("" if piece.isupper() else piece)
        run.font.size = Pt(9)
        if piece.isupper():
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


def main() -> None:
    """Write the templates into their folder."""
    (FOLDER / "hosting_contract.1.docx").write_bytes(hosting_contract())


if __name__ == "__main__":
    main()
