"""Builds the template of the payout act: `python -m apps.crm.documents.build_payout_template`.

A version that has been used for issued acts is never built again with another wording: raise the version.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from apps.crm.documents import payout_act
from apps.crm.documents.engine import settled

_FONT: Final = "Times New Roman"
_PARAGRAPHS: Final = (
    (
        "Принципал: {{ operator.name }}, ИНН {{ operator.inn }}{% if operator.kpp %}, КПП {{ operator.kpp }}{% endif %}"
        ", ОГРН {{ operator.ogrn }}, адрес: {{ operator.legal_address }}."
    ),
    (
        "Агент: {{ broker.name }}{% if broker.inn %}, ИНН {{ broker.inn }}{% endif %}"
        "{% if broker.legal_address %}, адрес: {{ broker.legal_address }}{% endif %}."
    ),
    (
        "Основание: агентский договор{% if agreement.number %} № {{ agreement.number }}{% endif %}"
        "{% if agreement.date %} от {{ agreement.date }}{% endif %}."
    ),
    (
        "Агент привлёк клиентов, указанных в таблице, Принципал получил от них оплату. Агенту причитается "
        "вознаграждение, рассчитанное по условиям договора:"
    ),
)
_TOTALS: Final = (
    "Итого к выплате: {{ act.total }} {{ act.currency }} ({{ act.total_words }}).",
    (
        "Услуги оказаны полностью и в срок. Стороны претензий друг к другу по объёму, качеству услуг и размеру "
        "вознаграждения не имеют. Суммы сторно уменьшают вознаграждение в связи с возвратом оплаты клиенту."
    ),
    (
        "Вознаграждение перечисляется на счёт Агента: р/с {{ broker.settlement_account }} в {{ broker.bank_name }}, "
        "БИК {{ broker.bic }}{% if broker.correspondent_account %}, к/с {{ broker.correspondent_account }}{% endif %}."
    ),
    "{% if act.note %}Примечание: {{ act.note }}{% endif %}",
    "Акт составлен в двух экземплярах, по одному для каждой стороны.",
)
_COLUMNS: Final = (
    ("№", "{{ line.number }}", 1.0),
    ("Дата", "{{ line.day }}", 2.3),
    ("Клиент", "{{ line.client }}", 6.0),
    ("Оплата", "{{ line.payment }}", 3.2),
    ("Строка", "{{ line.kind }}", 2.8),
    ("Сумма", "{{ line.amount }}", 2.6),
)
_SIGNS: Final = (
    ("ПРИНЦИПАЛ", "{{ operator.signatory_post }}", "____________ / {{ operator.signatory_name }} /", "М. П."),
    ("АГЕНТ", "{{ broker.name }}", "____________ / ____________ /", "М. П. (при наличии)"),
)


def payout_template() -> bytes:
    """Return the template: a primary document with the requisites of art. 9 of 402-ФЗ."""
    document = _page()
    _centred(document, "АКТ № {{ act.number }}", 14)
    _centred(document, "об оказании агентских услуг и выплате вознаграждения", 12)
    _centred(document, "{{ act.date }}", 11)
    for text in _PARAGRAPHS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _lines(document)
    document.add_paragraph()
    for text in _TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document)
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


def _page() -> Any:
    """Return an empty A4 document."""
    document = Document()
    about = document.core_properties
    about.author, about.title, about.comments, about.keywords = "", "Акт выплаты", "", ""
    about.created = about.modified = datetime(2026, 11, 1, tzinfo=UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2), Cm(1.2)
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
    """Write the table, a row for each line of the ledger."""
    table = document.add_table(rows=4, cols=len(_COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    for column, (title, value, width) in enumerate(_COLUMNS):
        _cell(table.cell(0, column), title, bold=True)
        _cell(table.cell(2, column), value)
        for row in table.rows:
            row.cells[column].width = Cm(width)
    # Rows that hold a loop's words disappear when the template is filled.
    _cell(table.cell(1, 0), "{%tr for line in lines %}")
    _cell(table.cell(3, 0), "{%tr endfor %}")


def _cell(cell: Any, text: str, *, bold: bool = False) -> None:
    """Write one cell of a table."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(9)


def _signatures(document: Any) -> None:
    """Write who signs: position, signature, name."""
    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    for column, (title, *lines) in enumerate(_SIGNS):
        cell = table.cell(0, column)
        _cell(cell, title, bold=True)
        for text in lines:
            cell.add_paragraph(text)


def main() -> None:
    """Write the template in use into its folder."""
    payout_act.path().write_bytes(payout_template())


if __name__ == "__main__":
    main()
