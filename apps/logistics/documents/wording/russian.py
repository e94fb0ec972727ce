"""The papers of logistics in Russian: primary documents with the requisites of art. 9 of 402-ФЗ."""

from __future__ import annotations

from typing import Final

from apps.logistics.documents.wording import Language, Paper
from apps.logistics.enums import LineState, Signer

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
_GROUND: Final = (
    "Основание: договор № {{ contract.number }}{% if contract.date %} от {{ contract.date }}{% else %}.{% endif %}"
)
_COPIES: Final = "Акт составлен в двух экземплярах, по одному для каждой стороны."
_CLIENT_SIGNS: Final = (
    "{% if client.kind in ('person', 'sole_trader') %}Заказчик{% else %}{{ client.signatory_post }}{% endif %}",
    (
        "____________ / {% if client.kind in ('person', 'sole_trader') %}{{ client.initials }}"
        "{% else %}{{ client.signatory_initials }}{% endif %} /"
    ),
    "{% if client.kind != 'person' %}М. П. (при наличии){% endif %}",
)
_OPERATOR_SIGNS: Final = (
    "{{ operator.signatory_post }}",
    "____________ / {{ operator.signatory_initials }} /",
    "М. П.",
)
_ROAD_SIGNS: Final = ("____________ / ____________________ /", "«___» ____________ 20___ г.")

RUSSIAN: Final = Language(
    piece="шт.",
    unharmed="без видимых повреждений",
    states={
        LineState.PLANNED: "к перевозке",
        LineState.PICKED_UP: "в пути",
        LineState.LEFT: "не забрано",
        LineState.DELIVERED: "принято",
        LineState.MISSING: "отсутствует",
        LineState.REFUSED: "отказано",
        LineState.SETTLED: "решено по расхождению",
        LineState.CANCELLED: "отменено",
    },
    drawn="Подписано на экране",
    signers={
        Signer.GIVER: "Передал",
        Signer.DRIVER: "Водитель",
        Signer.RECEIVER: "Принял",
        Signer.CLIENT: "Заказчик",
    },
    example={
        "note": "без замечаний",
        "completeness": "блок питания, кабель",
        "return_reason": "прекращение договора",
        "move_reason": "перевод на площадку",
        "road": "въезд со двора",
    },
    intake=Paper(
        about="Акт приёма-передачи",
        title="АКТ ПРИЁМА-ПЕРЕДАЧИ ОБОРУДОВАНИЯ № {{ act.number }}",
        opening=(
            "Передающая сторона (Заказчик): " + _CLIENT + ".",
            "Принимающая сторона (Исполнитель): " + _OPERATOR + ".",
            _GROUND,
            (
                "Содержание факта хозяйственной жизни: Заказчик передал, а Исполнитель принял на площадку "
                "«{{ act.site }}» по адресу: {{ act.place }} следующее оборудование:"
            ),
        ),
        columns=(
            "№",
            "Наименование, модель",
            "Серийный номер",
            "Ед. изм.",
            "Кол-во",
            "Мощность, кВт",
            "Комплектность",
            "Внешнее состояние",
            "Объявленная стоимость, руб.",
        ),
        closing=(
            (
                "Всего принято: {{ act.count }} ед. оборудования суммарной паспортной мощностью {{ act.power_kw }} "
                "кВт. Объявленная стоимость: {{ act.value }}."
            ),
            (
                "Право собственности на оборудование к Исполнителю не переходит. Оборудование осмотрено при передаче; "
                "состояние и комплектность указаны в таблице. Скрытые недостатки и заявленный хешрейт при приёмке не "
                "проверялись. Стороны претензий по количеству и внешнему виду оборудования не имеют."
            ),
            "{% if act.note %}Примечание: {{ act.note }}{% endif %}",
            _COPIES,
        ),
        signs=(("СДАЛ (Заказчик)", *_CLIENT_SIGNS), ("ПРИНЯЛ (Исполнитель)", *_OPERATOR_SIGNS)),
    ),
    returning=Paper(
        about="Акт возврата",
        title="АКТ ВОЗВРАТА ОБОРУДОВАНИЯ № {{ act.number }}",
        opening=(
            "Передающая сторона (Исполнитель): " + _OPERATOR + ".",
            "Принимающая сторона (Заказчик): " + _CLIENT + ".",
            _GROUND,
            "{% if act.reason %}Причина возврата: {{ act.reason }}.{% endif %}",
            (
                "Содержание факта хозяйственной жизни: Исполнитель возвратил, а Заказчик принял по адресу: "
                "{{ act.place }} следующее оборудование:"
            ),
        ),
        columns=(
            "№",
            "Наименование, модель",
            "Серийный номер",
            "Ед. изм.",
            "Кол-во",
            "Мощность, кВт",
            "Внешнее состояние",
            "Объявленная стоимость, руб.",
        ),
        closing=(
            (
                "Всего возвращено: {{ act.count }} ед. оборудования суммарной паспортной мощностью "
                "{{ act.power_kw }} кВт. Объявленная стоимость: {{ act.value }}."
            ),
            (
                "Оборудование осмотрено Заказчиком при получении; с момента подписания акта риск случайной гибели и "
                "повреждения несёт Заказчик. Стороны претензий по количеству, комплектности и внешнему виду "
                "оборудования не имеют, кроме указанных в настоящем акте."
            ),
            _COPIES,
        ),
        signs=(("СДАЛ (Исполнитель)", *_OPERATOR_SIGNS), ("ПРИНЯЛ (Заказчик)", *_CLIENT_SIGNS)),
    ),
    transfer=Paper(
        about="Передаточная накладная",
        title="ПЕРЕДАТОЧНАЯ НАКЛАДНАЯ № {{ note.number }}",
        opening=(
            "Организация: {{ operator.name }}, ИНН {{ operator.inn }}.",
            "Откуда: {{ note.from }}.",
            "Куда: {{ note.to }}.",
            "Водитель: {{ note.driver }}. Причина перемещения: {{ note.reason }}.",
            "{% if note.text %}Примечание: {{ note.text }}{% endif %}",
        ),
        columns=("№", "Наименование, модель", "Серийный номер", "Мощность, кВт", "Владелец", "Отметка"),
        closing=(
            (
                "Всего по накладной: {{ note.count }} ед. оборудования суммарной паспортной мощностью "
                "{{ note.power_kw }} кВт. Право собственности при перемещении не переходит."
            ),
        ),
        signs=(
            ("СДАЛ", *_ROAD_SIGNS),
            ("ПРИНЯЛ К ПЕРЕВОЗКЕ (водитель)", *_ROAD_SIGNS),
            ("ПРИНЯЛ", *_ROAD_SIGNS),
        ),
    ),
)
