"""The values of a hosting contract: plain JSON, everything already written as the document shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apps.crm.documents import parties
from apps.crm.enums import ContractStatus, TariffUnit, VatMode
from apps.crm.rules import words

if TYPE_CHECKING:
    from apps.crm.models import BankAccount, Contract

_UNITS: Final = {
    TariffUnit.KWH: "за один киловатт-час потреблённой электроэнергии",
    TariffUnit.KW_MONTH: "за один киловатт заявленной мощности в месяц",
    TariffUnit.UNIT_MONTH: "за единицу Оборудования в месяц",
}
_VAT: Final = {
    VatMode.INCLUDED: "включает НДС по ставке, действующей на дату оказания услуг",
    VatMode.ON_TOP: "не включает НДС, который начисляется сверху по ставке, действующей на дату оказания услуг",
    VatMode.NONE: "НДС не облагается в связи с применением Исполнителем специального налогового режима",
}
# Conditions of the delivered text; an organisation with others uploads a template of its own.
TERMS: Final = {
    "payment_days": 5,
    "objection_days": 5,
    "price_notice_days": 30,
    "acceptance_days": 2,
    "removal_days": 15,
    "notice_days": 30,
    "retention_days": 10,
    "claim_days": 15,
    "access_notice_hours": 24,
    "minimum_percent": 70,
    "penalty_percent": "0,1",
    "penalty_limit_percent": 10,
    "liability_months": 3,
    "force_majeure_days": 5,
    "force_majeure_months": 2,
}


def values(contract: Contract, account: BankAccount | None) -> dict[str, Any]:
    """Return the template's variables for a contract whose client pays from `account`."""
    return {
        "draft": contract.status == ContractStatus.DRAFT,
        "contract": {
            "number": contract.number or "",
            "date": words.long_date(contract.signed_on) if contract.signed_on else "«___» ____________ 20___ г.",
            "city": _city(contract.legal_entity.legal_address),
            "starts": words.long_date(contract.starts_on) if contract.starts_on else "",
            "ends": words.long_date(contract.ends_on) if contract.ends_on else "",
            "max_power_kw": _plain(contract.max_power_kw),
            "availability_percent": _plain(contract.availability_percent),
            "tariff": _tariff(contract),
            "vat": _VAT[VatMode(contract.vat_mode)],
        },
        "operator": parties.operator(contract.legal_entity),
        "client": parties.customer(contract.client, account),
        "terms": TERMS,
    }


def _tariff(contract: Contract) -> dict[str, str]:
    """Return the rate in figures and in words, its unit, and what else is agreed about it."""
    value = contract.tariff_rate
    return {
        "figures": "" if value is None else words.rate(value),
        "words": "" if value is None else words.sum_in_words(value, contract.tariff_currency),
        "currency": {"RUB": "руб."}.get(contract.tariff_currency, contract.tariff_currency),
        "unit": _UNITS[TariffUnit(contract.tariff_unit)],
        "text": contract.tariff_text,
    }


def _plain(number: Any) -> str:
    """Return a number without trailing zeros as documents write it, empty for None."""
    return "" if number is None else words.grouped(number.normalize())


def _city(address: str) -> str:
    """Return the place of signing: the part of the address that names a town, else its first named part."""
    parts = [part.strip() for part in address.split(",") if part.strip() and not part.strip().isdigit()]
    towns = [part for part in parts if part.lower().startswith(("г ", "г. ", "город "))]
    return (towns or parts or [""])[0]
