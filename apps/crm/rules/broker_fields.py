"""What a broker's card may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from apps.common import requisites
from apps.common.errors import Invalid
from apps.crm.enums import BrokerKind, ClientType
from apps.crm.rules import account_fields, contract_fields, texts


def _choice(values: Any, field: str) -> Callable[[Any], Any]:
    def check(value: Any) -> str:
        if str(value) not in values:
            raise Invalid(field=field)
        return str(value)

    return check


def _line(field: str, limit: int, *, required: bool = False) -> Callable[[Any], str]:
    return lambda value: texts.line(str(value or ""), field, limit, required=required)


_CLEANERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "kind": _choice(BrokerKind.values, "kind"),
    "legal_form": _choice(ClientType.values, "legal_form"),
    "name": _line("name", 300, required=True),
    "inn": lambda value: "".join(str(value or "").split()),
    "legal_address": _line("legal_address", 400),
    "phone": lambda value: texts.phone(str(value or ""))[0],
    "email": lambda value: texts.email(str(value or "")),
    "bank_name": _line("bank_name", 200),
    "bic": lambda value: "".join(str(value or "").split()),
    "settlement_account": lambda value: "".join(str(value or "").split()),
    "correspondent_account": lambda value: "".join(str(value or "").split()),
    "agreement_number": _line("agreement_number", 80),
    "agreement_on": lambda value: contract_fields.day(value, "agreement_on"),
    "note": lambda value: texts.paragraphs(str(value or ""), "note"),
}
FIELDS: Final = tuple(_CLEANERS)
_BANK: Final = ("bank_name", "bic", "settlement_account", "correspondent_account")


def clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known fields tidied. Raises Invalid at the first field at fault."""
    return {name: _CLEANERS[name](value) for name, value in values.items() if name in _CLEANERS}


def check_whole(card: Mapping[str, Any]) -> None:
    """Judge the numbers of a whole card against each other and its legal form. Raises Invalid."""
    if card["legal_form"] == ClientType.FOREIGN_COMPANY:
        return
    if card["inn"]:
        is_company = card["legal_form"] == ClientType.LEGAL_ENTITY
        (requisites.check_company_inn if is_company else requisites.check_person_inn)(card["inn"])
    if card["settlement_account"]:
        _tidy, refusals = account_fields.clean({name: card[name] for name in _BANK})
        if refusals:
            raise refusals[0]
