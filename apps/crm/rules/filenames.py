"""Names of files that every system accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from apps.crm.models import Addendum, Contract

_FORBIDDEN: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "-"))
_WORDS: Final[dict[str, dict[str, str]]] = {
    "ru": {
        "hosting_contract": "Договор",
        "draft": "Проект договора",
        "registration_addendum": "ДС о регистрации",
        "addendum": "ДС",
        "consent": "Согласие на обработку ПДн",
        "package": "Документы",
    },
    "en": {
        "hosting_contract": "Agreement",
        "draft": "Draft agreement",
        "registration_addendum": "Addendum on registration",
        "addendum": "Addendum",
        "consent": "Personal data consent",
        "package": "Documents",
    },
    "zh": {
        "hosting_contract": "合同",
        "draft": "合同草案",
        "registration_addendum": "登记补充协议",
        "addendum": "补充协议",
        "consent": "个人数据处理同意书",
        "package": "文件",
    },
}
_MOST_CHARS: Final = 120


def tidy(name: str) -> str:
    """Return a name without signs that a file system refuses, not too long."""
    return name.translate(_FORBIDDEN).strip(". ")[:_MOST_CHARS]


def of_document(kind: str, language: str, contract: Contract, addendum: Addendum | None = None) -> str:
    """Return «Договор ТКС-ОМИ-1-26Ю.docx»; a draft carries the client's name."""
    words = _WORDS[language]
    about = contract.number or str(contract.client)
    if kind == "hosting_contract":
        first = words["hosting_contract" if contract.number else "draft"]
    else:
        first = f"{words[kind]} {addendum.number}" if addendum and addendum.number else words[kind]
    return f"{tidy(first + ' ' + about)}.docx"


def of_package(language: str, contract: Contract) -> str:
    """Return the name of the zip."""
    first = _WORDS[language]["package"]
    return f"{tidy(f'{first} {contract.number or contract.client}')}.zip"
