"""The papers of logistics in Chinese, with the terms of the hosting contract in Chinese."""

from __future__ import annotations

from typing import Final

from apps.logistics.documents.wording import Language, Paper
from apps.logistics.enums import LineState, Signer

_CLIENT: Final = (
    "{% if client.kind == 'sole_trader' %}个体经营者 {% endif %}{{ client.name }}"
    "{% if client.inn %}，纳税人识别号（INN）{{ client.inn }}{% endif %}"
    "{% if client.kpp %}，税务登记原因代码（KPP）{{ client.kpp }}{% endif %}"
    "{% if client.ogrn %}，{% if client.kind == 'sole_trader' %}个体经营者登记号（OGRNIP）"
    "{% else %}国家注册号（OGRN）{% endif %}{{ client.ogrn }}{% endif %}"
    "{% if client.kind == 'foreign_company' %}，国家：{{ client.country }}，注册号 {{ client.registration_number }}"
    "{% endif %}，地址：{{ client.legal_address }}"
)
_OPERATOR: Final = (
    "{{ operator.name }}，纳税人识别号（INN）{{ operator.inn }}"
    "{% if operator.kpp %}，税务登记原因代码（KPP）{{ operator.kpp }}{% endif %}，"
    "国家注册号（OGRN）{{ operator.ogrn }}，地址：{{ operator.legal_address }}"
)
_GROUND: Final = "依据：{% if contract.date %}{{ contract.date }}签订的{% endif %}第 {{ contract.number }} 号托管合同。"
_COPIES: Final = "本单一式两份，双方各执一份。"
_CLIENT_SIGNS: Final = (
    "{% if client.kind in ('person', 'sole_trader') %}客户{% else %}{{ client.signatory_post }}{% endif %}",
    (
        "____________ / {% if client.kind in ('person', 'sole_trader') %}{{ client.initials }}"
        "{% else %}{{ client.signatory_initials }}{% endif %} /"
    ),
    "{% if client.kind != 'person' %}（如有印章，请盖章）{% endif %}",
)
_OPERATOR_SIGNS: Final = (
    "{{ operator.signatory_post }}",
    "____________ / {{ operator.signatory_initials }} /",
    "（盖章）",
)
_ROAD_SIGNS: Final = ("____________ / ____________________ /", "20___年___月___日")

CHINESE: Final = Language(
    piece="台",
    unharmed="无可见损坏",
    states={
        LineState.PLANNED: "待运",
        LineState.PICKED_UP: "运输中",
        LineState.LEFT: "未提走",
        LineState.DELIVERED: "已验收",
        LineState.MISSING: "缺失",
        LineState.REFUSED: "拒收",
        LineState.SETTLED: "已按差异处理",
        LineState.CANCELLED: "已取消",
    },
    drawn="屏幕签名",
    signers={
        Signer.GIVER: "交付人",
        Signer.DRIVER: "司机",
        Signer.RECEIVER: "接收人",
        Signer.CLIENT: "客户",
    },
    example={
        "note": "无备注",
        "completeness": "电源、线缆",
        "return_reason": "合同终止",
        "move_reason": "调往矿场",
        "road": "由院内入口进入",
    },
    intake=Paper(
        about="设备接收单",
        title="设备接收单 编号 {{ act.number }}",
        opening=(
            "移交方（客户）：" + _CLIENT + "。",
            "接收方（服务方）：" + _OPERATOR + "。",
            _GROUND,
            "业务内容：客户已移交、服务方已在场地“{{ act.site }}”（地址：{{ act.place }}）接收下列设备：",
        ),
        columns=(
            "序号",
            "名称、型号",
            "序列号",
            "单位",
            "数量",
            "功率，kW",
            "配套情况",
            "外观状况",
            "申报价值（卢布）",
        ),
        closing=(
            "合计接收设备 {{ act.count }} 台，铭牌总功率 {{ act.power_kw }} kW。申报价值（卢布）：{{ act.value }}。",
            (
                "设备所有权不转移给服务方。移交时已检查设备，其状况和配套情况见上表。接收时未检验隐蔽缺陷和标称算力。"
                "双方对设备的数量和外观无异议。"
            ),
            "{% if act.note %}备注：{{ act.note }}{% endif %}",
            _COPIES,
        ),
        signs=(("移交方（客户）", *_CLIENT_SIGNS), ("接收方（服务方）", *_OPERATOR_SIGNS)),
    ),
    returning=Paper(
        about="设备退还单",
        title="设备退还单 编号 {{ act.number }}",
        opening=(
            "移交方（服务方）：" + _OPERATOR + "。",
            "接收方（客户）：" + _CLIENT + "。",
            _GROUND,
            "{% if act.reason %}退还原因：{{ act.reason }}。{% endif %}",
            "业务内容：服务方已退还、客户已在下列地址取回设备：{{ act.place }}。设备清单如下：",
        ),
        columns=("序号", "名称、型号", "序列号", "单位", "数量", "功率，kW", "外观状况", "申报价值（卢布）"),
        closing=(
            "合计退还设备 {{ act.count }} 台，铭牌总功率 {{ act.power_kw }} kW。申报价值（卢布）：{{ act.value }}。",
            (
                "客户已在接收时检查设备；自本单签署之时起，设备意外灭失和损坏的风险由客户承担。除本单载明的情况外，"
                "双方对设备的数量、配套情况和外观无异议。"
            ),
            _COPIES,
        ),
        signs=(("移交方（服务方）", *_OPERATOR_SIGNS), ("接收方（客户）", *_CLIENT_SIGNS)),
    ),
    transfer=Paper(
        about="调拨单",
        title="调拨单 编号 {{ note.number }}",
        opening=(
            "单位：{{ operator.name }}，纳税人识别号（INN）{{ operator.inn }}。",
            "调出地点：{{ note.from }}。",
            "调入地点：{{ note.to }}。",
            "司机：{{ note.driver }}。调拨原因：{{ note.reason }}。",
            "{% if note.text %}备注：{{ note.text }}{% endif %}",
        ),
        columns=("序号", "名称、型号", "序列号", "功率，kW", "所有者", "状态"),
        closing=("本单合计设备 {{ note.count }} 台，铭牌总功率 {{ note.power_kw }} kW。设备所有权不因调拨而转移。",),
        signs=(
            ("移交方", *_ROAD_SIGNS),
            ("承运人（司机）", *_ROAD_SIGNS),
            ("接收方", *_ROAD_SIGNS),
        ),
    ),
)
