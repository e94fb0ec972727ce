"""Builds the delivered .docx templates: `python -m apps.logistics.documents.build_templates`.

A version that has been used for registered acts is never built again with another wording: raise the version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from apps.crm.documents import drawing
from apps.logistics.documents import intake_act, return_act, transfer_note
from apps.logistics.documents.acts import FOLDER, LANGUAGE

Column = tuple[str, str, float]
_COLUMNS: Final[tuple[Column, ...]] = (
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


_RETURN_COLUMNS: Final[tuple[Column, ...]] = (
    ("№", "{{ line.number }}", 1.0),
    ("Наименование, модель", "{{ line.model }}", 7.4),
    ("Серийный номер", "{{ line.serial }}", 6.2),
    ("Ед. изм.", "шт.", 1.4),
    ("Кол-во", "1", 1.4),
    ("Мощность, кВт", "{{ line.power_kw }}", 2.4),
    ("Внешнее состояние", "{{ line.condition }}", 4.4),
    ("Объявленная стоимость, руб.", "{{ line.value }}", 2.8),
)
_RETURN_PARAGRAPHS: Final = (
    "Передающая сторона (Исполнитель): " + _OPERATOR + ".",
    "Принимающая сторона (Заказчик): " + _CLIENT + ".",
    "Основание: договор № {{ contract.number }}{% if contract.date %} от {{ contract.date }}{% else %}.{% endif %}",
    "{% if act.reason %}Причина возврата: {{ act.reason }}.{% endif %}",
    (
        "Содержание факта хозяйственной жизни: Исполнитель возвратил, а Заказчик принял по адресу: {{ act.place }} "
        "следующее оборудование:"
    ),
)
_RETURN_TOTALS: Final = (
    (
        "Всего возвращено: {{ act.count }} ед. оборудования суммарной паспортной мощностью {{ act.power_kw }} кВт. "
        "Объявленная стоимость: {{ act.value }}."
    ),
    (
        "Оборудование осмотрено Заказчиком при получении; с момента подписания акта риск случайной гибели и "
        "повреждения несёт Заказчик. Стороны претензий по количеству, комплектности и внешнему виду оборудования "
        "не имеют, кроме указанных в настоящем акте."
    ),
    "Акт составлен в двух экземплярах, по одному для каждой стороны.",
)
_RETURN_SIGNS: Final = (
    ("ПРИНЯЛ (Заказчик)", *_SIGNS[0][1:]),
    ("СДАЛ (Исполнитель)", *_SIGNS[1][1:]),
)
_NOTE_COLUMNS: Final[tuple[Column, ...]] = (
    ("№", "{{ line.number }}", 1.0),
    ("Наименование, модель", "{{ line.model }}", 7.0),
    ("Серийный номер", "{{ line.serial }}", 6.0),
    ("Мощность, кВт", "{{ line.power_kw }}", 2.4),
    ("Владелец", "{{ line.owner }}", 6.6),
    ("Отметка", "{{ line.state }}", 4.0),
)
_NOTE_PARAGRAPHS: Final = (
    "Организация: {{ operator.name }}, ИНН {{ operator.inn }}.",
    "Откуда: {{ note.from }}.",
    "Куда: {{ note.to }}.",
    "Водитель: {{ note.driver }}. Причина перемещения: {{ note.reason }}.",
    "{% if note.text %}Примечание: {{ note.text }}{% endif %}",
)
_NOTE_TOTALS: Final = (
    (
        "Всего по накладной: {{ note.count }} ед. оборудования суммарной паспортной мощностью {{ note.power_kw }} кВт. "
        "Право собственности при перемещении не переходит."
    ),
)
_NOTE_SIGNS: Final = tuple(
    (title, "____________ / ____________________ /", "«___» ____________ 20___ г.")
    for title in ("СДАЛ", "ПРИНЯЛ К ПЕРЕВОЗКЕ (водитель)", "ПРИНЯЛ")
)


def intake() -> bytes:
    """Return the template of the intake act: a primary document with the requisites of art. 9 of 402-ФЗ."""
    document = drawing.page("Акт приёма-передачи", LANGUAGE, is_wide=True)
    drawing.centred(document, "АКТ ПРИЁМА-ПЕРЕДАЧИ ОБОРУДОВАНИЯ № {{ act.number }}", 14)
    drawing.centred(document, "{{ act.date }}", 11)
    for text in _PARAGRAPHS:
        document.add_paragraph(text)
    _lines(document, _COLUMNS)
    drawing.gap(document)
    for text in _TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document, _SIGNS)
    return drawing.finished(document)


def _lines(document: Any, columns: Sequence[Column]) -> None:
    """Write the table: a head that repeats on every page and a row for each unit."""
    table = document.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    drawing.repeated_head(table)
    for column, (title, value, width) in enumerate(columns):
        drawing.fill(table.cell(0, column), (title,), bold=True, size=9, after=0)
        drawing.fill(table.cell(2, column), (value,), size=9, after=0)
        for row in table.rows:
            row.cells[column].width = Cm(width)
    # Rows that hold a loop's words disappear when the template is filled.
    drawing.fill(table.cell(1, 0), ("{%tr for line in lines %}",), size=9, after=0)
    drawing.fill(table.cell(3, 0), ("{%tr endfor %}",), size=9, after=0)


def _signatures(document: Any, signs: Sequence[tuple[str, ...]]) -> None:
    """Write who hands over and who takes over: position, signature, surname with initials."""
    drawing.gap(document)
    table = document.add_table(rows=2, cols=len(signs))
    drawing.unbroken(table)
    for column, (title, *lines) in enumerate(signs):
        drawing.fill(table.cell(0, column), (title,), bold=True, keep=True, size=11, after=6)
        drawing.fill(table.cell(1, column), lines, size=11, after=6)


def returning() -> bytes:
    """Return the template of the return act."""
    document = drawing.page("Акт возврата", LANGUAGE, is_wide=True)
    drawing.centred(document, "АКТ ВОЗВРАТА ОБОРУДОВАНИЯ № {{ act.number }}", 14)
    drawing.centred(document, "{{ act.date }}", 11)
    for text in _RETURN_PARAGRAPHS:
        document.add_paragraph(text)
    _lines(document, _RETURN_COLUMNS)
    drawing.gap(document)
    for text in _RETURN_TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document, tuple(reversed(_RETURN_SIGNS)))
    return drawing.finished(document)


def transfer() -> bytes:
    """Return the template of the transfer note."""
    document = drawing.page("Передаточная накладная", LANGUAGE, is_wide=True)
    drawing.centred(document, "ПЕРЕДАТОЧНАЯ НАКЛАДНАЯ № {{ note.number }}", 14)
    drawing.centred(document, "{{ note.date }}", 11)
    for text in _NOTE_PARAGRAPHS:
        document.add_paragraph(text)
    _lines(document, _NOTE_COLUMNS)
    drawing.gap(document)
    for text in _NOTE_TOTALS:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _signatures(document, _NOTE_SIGNS)
    return drawing.finished(document)


def main() -> None:
    """Write the templates in use into their folder."""
    for key, version, build in (
        (intake_act.KEY, intake_act.VERSION, intake),
        (return_act.KEY, return_act.VERSION, returning),
        (transfer_note.KEY, transfer_note.VERSION, transfer),
    ):
        (FOLDER / f"{key}.{LANGUAGE}.{version}.docx").write_bytes(build())


if __name__ == "__main__":
    main()
