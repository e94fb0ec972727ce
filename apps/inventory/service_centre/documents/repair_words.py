"""What the act of a repair says in each language it is delivered in, and where its templates lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from apps.common.document_kinds import LANGUAGES
from apps.inventory.service_centre.enums import OrderState, Payer

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY: Final = "repair_act"
# The version in use of each delivered template; every earlier file stays beside it.
VERSIONS: Final[Mapping[str, str]] = dict.fromkeys(LANGUAGES, "2")
FOLDER: Final = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class Words:
    """The words that fill an act; `locale` is the language as pages and enums know it."""

    locale: str
    results: Mapping[str, str]
    in_progress: str
    nothing_found: str
    service: str
    payers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The standing text of a template: `columns` are the titles of the table, `date` is written in by hand."""

    about: str
    title: str
    head: tuple[str, ...]
    columns: tuple[str, ...]
    tail: tuple[str, ...]
    signs: tuple[str, str]
    date: str


WORDS: Final[Mapping[str, Words]] = {
    "ru": Words(
        locale="ru",
        results={
            OrderState.DONE: "оборудование отремонтировано и проверено",
            OrderState.SCRAPPED: "оборудование признано неремонтопригодным и списано",
            OrderState.CANCELLED: "ремонт не производился",
        },
        in_progress="ремонт не завершён",
        nothing_found="не установлено",
        service="усл.",
        payers={
            Payer.CLIENT: "Заказчик",
            Payer.HOST: "Исполнитель",
            Payer.WARRANTY: "Гарантия на прошлый ремонт",
            Payer.MANUFACTURER: "Гарантия производителя",
        },
    ),
    "en": Words(
        locale="en",
        results={
            OrderState.DONE: "the equipment was repaired and tested",
            OrderState.SCRAPPED: "the equipment was found beyond repair and written off",
            OrderState.CANCELLED: "no repair was carried out",
        },
        in_progress="the repair is not finished",
        nothing_found="not established",
        service="service",
        payers={
            Payer.CLIENT: "Customer",
            Payer.HOST: "Provider",
            Payer.WARRANTY: "Warranty of an earlier repair",
            Payer.MANUFACTURER: "Manufacturer's warranty",
        },
    ),
    "zh": Words(
        locale="zh-hans",
        results={
            OrderState.DONE: "设备已修复并通过测试",
            OrderState.SCRAPPED: "设备经认定无法修复，已报废",
            OrderState.CANCELLED: "未进行维修",
        },
        in_progress="维修尚未完成",
        nothing_found="未查明",
        service="项",
        payers={
            Payer.CLIENT: "客户",
            Payer.HOST: "服务方",
            Payer.WARRANTY: "上次维修的保修",
            Payer.MANUFACTURER: "厂家保修",
        },
    ),
}

WORDINGS: Final[Mapping[str, Wording]] = {
    "ru": Wording(
        about="Акт о ремонте",
        title="АКТ О РЕМОНТЕ ОБОРУДОВАНИЯ № {{ act.number }}",
        head=(
            "Исполнитель: {{ operator.name }}, ИНН {{ operator.inn }}. Место ремонта: {{ act.site }}.",
            "Заказчик: {{ client.name }}{% if client.inn %}, ИНН {{ client.inn }}{% endif %}.",
            ("Оборудование: {{ unit.model }}, серийный номер {{ unit.serial }}. Принято в ремонт {{ act.opened }}."),
            "Заявленная неисправность: {{ act.complaint }}.",
            "Установлено при диагностике: {{ act.findings }}.",
            "Результат: {{ act.result }}{% if act.conclusion %}; {{ act.conclusion }}{% endif %}.",
        ),
        columns=("№", "Работа, запасная часть", "Ед. изм.", "Кол-во", "Цена", "Сумма", "За чей счёт"),
        tail=(
            "Всего к оплате Заказчиком, {{ act.currency }}: {{ act.total }}.",
            (
                "{% if act.warranty %}Гарантия на выполненный ремонт действует по {{ act.warranty }} включительно и "
                "распространяется на выполненные работы и установленные запасные части.{% endif %}"
            ),
            "Заказчик проверил оборудование и претензий по объёму и качеству ремонта не имеет.",
        ),
        signs=("СДАЛ (Исполнитель)", "ПРИНЯЛ (Заказчик)"),
        date="«___» ____________ 20___ г.",
    ),
    "en": Wording(
        about="Repair act",
        title="EQUIPMENT REPAIR ACT No. {{ act.number }}",
        head=(
            "Provider: {{ operator.name }}, INN {{ operator.inn }}. Place of repair: {{ act.site }}.",
            "Customer: {{ client.name }}{% if client.inn %}, INN {{ client.inn }}{% endif %}.",
            ("Equipment: {{ unit.model }}, serial number {{ unit.serial }}. Taken in for repair on {{ act.opened }}."),
            "Reported fault: {{ act.complaint }}.",
            "Found on diagnosis: {{ act.findings }}.",
            "Result: {{ act.result }}{% if act.conclusion %}; {{ act.conclusion }}{% endif %}.",
        ),
        columns=("No.", "Work, spare part", "Unit", "Quantity", "Price", "Amount", "Paid by"),
        tail=(
            "Total payable by the Customer, {{ act.currency }}: {{ act.total }}.",
            (
                "{% if act.warranty %}The repair is under warranty up to and including {{ act.warranty }}; the "
                "warranty covers the work carried out and the spare parts fitted.{% endif %}"
            ),
            "The Customer has checked the equipment and has no claims as to the extent and quality of the repair.",
        ),
        signs=("HANDED OVER (Provider)", "ACCEPTED (Customer)"),
        date="____ ____________ 20___",
    ),
    "zh": Wording(
        about="维修验收单",
        title="设备维修验收单 编号 {{ act.number }}",
        head=(
            "服务方：{{ operator.name }}，纳税人识别号（INN）{{ operator.inn }}。维修地点：{{ act.site }}。",
            "客户：{{ client.name }}{% if client.inn %}，纳税人识别号（INN）{{ client.inn }}{% endif %}。",
            "设备：{{ unit.model }}，序列号 {{ unit.serial }}。接收维修日期：{{ act.opened }}。",
            "报修故障：{{ act.complaint }}。",
            "诊断结果：{{ act.findings }}。",
            "维修结果：{{ act.result }}{% if act.conclusion %}；{{ act.conclusion }}{% endif %}。",
        ),
        columns=("序号", "维修项目、备件", "单位", "数量", "单价", "金额", "承担方"),
        tail=(
            "客户应付合计（{{ act.currency }}）：{{ act.total }}。",
            (
                "{% if act.warranty %}本次维修的保修期至 {{ act.warranty }}（含当日），"
                "保修范围包括已完成的维修项目和已更换的备件。{% endif %}"
            ),
            "客户已检查设备，对维修的内容和质量无异议。",
        ),
        signs=("移交方（服务方）", "接收方（客户）"),
        date="20___年___月___日",
    ),
}
