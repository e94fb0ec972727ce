"""Builds the delivered .docx templates: `python -m apps.logistics.documents.build_templates`.

A version that has been used for registered acts is never built again with another wording: raise the version.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from apps.crm.documents.engine import settled

_FOLDER: Final = Path(__file__).resolve().parent / "templates"
_FONT: Final = "Times New Roman"
_COLUMNS: Final = (
    ("№", "{{ line.number }}", 1.0),
    ("Наименование, модель", "{{ line.model }}", 6.2),
    ("Серийный номер", "{{ line.serial }}", 5.6),
    ("Ед. изм.", "шт.", 1.4),
    ("Кол-во", "1", 1.4),
    ("Мощность, кВт", "{{ line.power_kw }}", 2.2),
    ("Комплектность", "{{ line.completeness }}", 3.2),
    ("Внешнее состояние", "{{ line.condition }}", 3.4),
    ("Объявленная стоимость, руб.", "{{ line.value }}", 2.6),
)
_CLIENT: Final = (
    "{% if client.kind == 'sole_trader' %}Индивидуальный предприниматель {% endif %}{{ client.name }}"
    "{% if client.inn %}, ИНН {{ client.inn }}{% endif %}{% if client.kpp %}, КПП {{ client.kpp }}{% endif %}"
    "{% if client.ogrn %}, {% if client.kind == 'sole_trader' %}ОГРНИП{% else %}ОГРН{% endif %} {{ client.ogrn }}"
    "{% endif %}{% if client.kind == 'foreign_company' %}, {{ client.country }}, рег. № "
    "{{ client.registration_number }}{% endif %}, адрес: {{ client.legal_address }}"
)
_OPERATOR: Final = (
    "{{ operator.name }}, ИНН {{ operator.inn }}{% if operator.kpp %}, КПП {{ operator.kpp }}{% endif %}, "
    "ОГРН {{ operator.ogrn }}, адрес: {{ operator.legal_address }}"
)
_PARAGRAPHS: Final = (
    "Передающая сторона (Заказчик): " + _CLIENT + ".",
    "Принимающая сторона (Исполнитель): " + _OPERATOR + ".",
    "Основание: договор № {{ contract.number }}{% if contract.date %} от {{ contract.date }}{% else %}.{% endif %}",
    (
        "Содержание факта хозяйственной жизни: Заказчик передал, а Исполнитель принял на площадку «{{ act.site }}» "
        "по адресу: {{ act.place }} следующее оборудование:"
    ),
)
_TOTALS: Final = (
    (
        "Всего принято: {{ act.count }} ед. оборудования суммарной паспортной мощностью {{ act.power_kw }} кВт. "
        "Объявленная стоимость: {{ act.value }}."
    ),
    (
        "Право собственности на оборудование к Исполнителю не переходит. Оборудование осмотрено при передаче; "
        "состояние и комплектность указаны в таблице. Скрытые недостатки и заявленный хешрейт при приёмке не "
        "проверялись. Стороны претензий по количеству и внешнему виду оборудования не имеют."
    ),
    "{% if act.note %}Примечание: {{ act.note }}{% endif %}",
    "Акт составлен в двух экземплярах, по одному для каждой стороны.",
)


def intake_act() -> bytes:
    """Return the template of the intake act: a primary document with the requisites of art. 9 of 402-ФЗ."""
    document = _page()
    _centred(document, "АКТ ПРИЁМА-ПЕРЕДАЧИ ОБОРУДОВАНИЯ № {{ act.number }}", 14)
    _centred(document, "{{ act.date }}", 11)
    for text in _PARAGRAPHS:
        document.add_paragraph(text)
    _lines(document)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    for text in _TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document)
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


def _page() -> Any:
    """Return an empty A4 document, lying, since the table is wide."""
    document = Document()
    about = document.core_properties
    about.author, about.title, about.comments, about.keywords = "", "Акт приёма-передачи", "", ""
    about.created = about.modified = datetime(2026, 11, 1, tzinfo=UTC)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(1.5), Cm(1.2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    style: Any = document.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.font.size = Pt(11)
    style.paragraph_format.space_after = Pt(4)
    return document


def _centred(document: Any, text: str, size: int) -> None:
    """Write a bold line in the middle."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold = True
    run.font.size = Pt(size)


def _lines(document: Any) -> None:
    """Write the table: a head that repeats on every page and a row for each unit."""
    table = document.add_table(rows=4, cols=len(_COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no public way
    for column, (title, value, width) in enumerate(_COLUMNS):
        _cell(table.cell(0, column), title, bold=True)
        _cell(table.cell(2, column), value)
        for row in table.rows:
            row.cells[column].width = Cm(width)
    # Rows that hold a loop's words disappear when the template is filled.
    _cell(table.cell(1, 0), "{%tr for line in lines %}")
    _cell(table.cell(3, 0), "{%tr endfor %}")


def _cell(cell: Any, text: str, *, bold: bool = False) -> None:
    """Write one cell of the table."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(9)


def _signatures(document: Any) -> None:
    """Write who hands over and who takes over: position, signature, surname with initials."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    table = document.add_table(rows=1, cols=2)
    unbroken = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(unbroken)  # noqa: SLF001 - python-docx has no public way
    sides = (
        (
            "СДАЛ (Заказчик)",
            "{% if client.kind in ('person', 'sole_trader') %}Заказчик{% else %}{{ client.signatory_post }}{% endif %}",
            (
                "____________ / {% if client.kind in ('person', 'sole_trader') %}{{ client.initials }}"
                "{% else %}{{ client.signatory_initials }}{% endif %} /"
            ),
            "{% if client.kind != 'person' %}М. П. (при наличии){% endif %}",
        ),
        (
            "ПРИНЯЛ (Исполнитель)",
            "{{ operator.signatory_post }}",
            "____________ / {{ operator.signatory_initials }} /",
            "М. П.",
        ),
    )
    for column, texts in enumerate(sides):
        cell = table.cell(0, column)
        for index, text in enumerate(texts):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.add_run(text).bold = index == 0
            paragraph.paragraph_format.space_after = Pt(6)


def main() -> None:
    """Write the templates into their folder."""
    _FOLDER.mkdir(exist_ok=True)
    (_FOLDER / "intake_act.1.docx").write_bytes(intake_act())


if __name__ == "__main__":
    main()
