"""Builds the delivered .docx template: `python -m apps.inventory.service_centre.documents.build_templates`.

A version that was used is never built again with another wording: raise the version.
"""

from __future__ import annotations

from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from apps.crm.documents import drawing
from apps.inventory.service_centre.documents.repair_act import FOLDER, KEY, LANGUAGE, VERSION

_COLUMNS: Final = (
    ("№", "{{ line.number }}", 1.0),
    ("Работа, запасная часть", "{{ line.name }}", 9.6),
    ("Ед. изм.", "{{ line.measure }}", 1.6),
    ("Кол-во", "{{ line.quantity }}", 1.8),
    ("Цена", "{{ line.price }}", 3.0),
    ("Сумма", "{{ line.total }}", 3.2),
    ("За чей счёт", "{{ line.payer }}", 5.6),
)
_HEAD: Final = (
    "Исполнитель: {{ operator.name }}, ИНН {{ operator.inn }}. Место ремонта: {{ act.site }}.",
    "Заказчик: {{ client.name }}{% if client.inn %}, ИНН {{ client.inn }}{% endif %}.",
    "Оборудование: {{ unit.model }}, серийный номер {{ unit.serial }}. Принято в ремонт {{ act.opened }}.",
    "Заявленная неисправность: {{ act.complaint }}.",
    "Установлено при диагностике: {{ act.findings }}.",
    "Результат: {{ act.result }}{% if act.conclusion %}; {{ act.conclusion }}{% endif %}.",
)
_TAIL: Final = (
    "Всего к оплате Заказчиком: {{ act.total }}.",
    (
        "{% if act.warranty %}Гарантия на выполненный ремонт действует по {{ act.warranty }} включительно и "
        "распространяется на выполненные работы и установленные запасные части.{% endif %}"
    ),
    "Заказчик проверил оборудование и претензий по объёму и качеству ремонта не имеет.",
)
_SIGNS: Final = ("СДАЛ (Исполнитель)", "ПРИНЯЛ (Заказчик)")


def repair_act() -> bytes:
    """Return the template of the act of a repair."""
    document = drawing.page("Акт о ремонте", LANGUAGE, is_wide=True)
    drawing.centred(document, "АКТ О РЕМОНТЕ ОБОРУДОВАНИЯ № {{ act.number }}", 14)
    drawing.centred(document, "{{ act.date }}", 11)
    for text in _HEAD:
        document.add_paragraph(text)
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
    drawing.gap(document)
    for text in _TAIL:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    drawing.gap(document)
    signs = document.add_table(rows=2, cols=len(_SIGNS))
    drawing.unbroken(signs)
    for column, title in enumerate(_SIGNS):
        drawing.fill(signs.cell(0, column), (title,), bold=True, keep=True, size=11, after=6)
        lines = ("____________ / ____________________ /", "«___» ____________ 20___ г.")
        drawing.fill(signs.cell(1, column), lines, size=11, after=6)
    return drawing.finished(document)


def main() -> None:
    """Write the template in use into its folder."""
    (FOLDER / f"{KEY}.{LANGUAGE}.{VERSION}.docx").write_bytes(repair_act())


if __name__ == "__main__":
    main()
