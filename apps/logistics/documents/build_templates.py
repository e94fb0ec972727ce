"""Builds the delivered .docx templates: `python -m apps.logistics.documents.build_templates`.

A version that has been used for registered acts is never built again with another wording: raise the version.
"""

from __future__ import annotations

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from apps.crm.documents import drawing
from apps.logistics.documents.intake_act import FOLDER, KEY, LANGUAGE, VERSION

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


_SIGNS: Final = (
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


def intake_act() -> bytes:
    """Return the template of the intake act: a primary document with the requisites of art. 9 of 402-ФЗ."""
    document = drawing.page("Акт приёма-передачи", LANGUAGE, is_wide=True)
    drawing.centred(document, "АКТ ПРИЁМА-ПЕРЕДАЧИ ОБОРУДОВАНИЯ № {{ act.number }}", 14)
    drawing.centred(document, "{{ act.date }}", 11)
    for text in _PARAGRAPHS:
        document.add_paragraph(text)
    _lines(document)
    drawing.gap(document)
    for text in _TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document)
    return drawing.finished(document)


def _lines(document: Any) -> None:
    """Write the table: a head that repeats on every page and a row for each unit."""
    table = document.add_table(rows=4, cols=len(_COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    drawing.repeated_head(table)
    for column, (title, value, width) in enumerate(_COLUMNS):
        drawing.fill(table.cell(0, column), (title,), bold=True, size=9, after=0)
        drawing.fill(table.cell(2, column), (value,), size=9, after=0)
        for row in table.rows:
            row.cells[column].width = Cm(width)
    # Rows that hold a loop's words disappear when the template is filled.
    drawing.fill(table.cell(1, 0), ("{%tr for line in lines %}",), size=9, after=0)
    drawing.fill(table.cell(3, 0), ("{%tr endfor %}",), size=9, after=0)


def _signatures(document: Any) -> None:
    """Write who hands over and who takes over: position, signature, surname with initials."""
    drawing.gap(document)
    table = document.add_table(rows=2, cols=2)
    drawing.unbroken(table)
    for column, (title, *lines) in enumerate(_SIGNS):
        drawing.fill(table.cell(0, column), (title,), bold=True, keep=True, size=11, after=6)
        drawing.fill(table.cell(1, column), lines, size=11, after=6)


def main() -> None:
    """Write the template in use into its folder."""
    (FOLDER / f"{KEY}.{LANGUAGE}.{VERSION}.docx").write_bytes(intake_act())


if __name__ == "__main__":
    main()
