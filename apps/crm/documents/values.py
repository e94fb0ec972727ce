"""What the documents of a contract are filled with: plain JSON, everything written as the document shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from apps.crm.documents import parties
from apps.crm.enums import ContractStatus, TariffUnit, VatMode
from apps.crm.rules import names, writing

if TYPE_CHECKING:
    from apps.crm.models import Addendum, BankAccount, Contact, Contract

_UNITS: Final[dict[str, dict[str, str]]] = {
    "ru": {
        TariffUnit.KWH: "за один киловатт-час потреблённой электроэнергии",
        TariffUnit.KW_MONTH: "за один киловатт заявленной мощности в месяц",
        TariffUnit.UNIT_MONTH: "за единицу Оборудования в месяц",
    },
    "en": {
        TariffUnit.KWH: "per kilowatt-hour of electricity consumed",
        TariffUnit.KW_MONTH: "per kilowatt of Declared Power a month",
        TariffUnit.UNIT_MONTH: "per unit of Equipment a month",
    },
    "zh": {
        TariffUnit.KWH: "按每千瓦时用电量计收",
        TariffUnit.KW_MONTH: "按每千瓦申报功率每月计收",
        TariffUnit.UNIT_MONTH: "按每台设备每月计收",
    },
}
_VAT: Final[dict[str, dict[str, str]]] = {
    "ru": {
        VatMode.INCLUDED: "включает НДС по ставке, действующей на дату оказания услуг",
        VatMode.ON_TOP: "не включает НДС, который начисляется сверху по ставке, действующей на дату оказания услуг",
        VatMode.NONE: "НДС не облагается в связи с применением Исполнителем специального налогового режима",
    },
    "en": {
        VatMode.INCLUDED: "includes VAT at the rate in force on the date of the services",
        VatMode.ON_TOP: "excludes VAT, which is added at the rate in force on the date of the services",
        VatMode.NONE: "is not subject to VAT since the Provider applies a special tax regime",
    },
    "zh": {
        VatMode.INCLUDED: "含增值税，税率以提供服务之日的有效税率为准",
        VatMode.ON_TOP: "不含增值税，增值税按提供服务之日的有效税率另行加收",
        VatMode.NONE: "因服务方适用特别税制，不征收增值税",
    },
}
_TERMS: Final = {
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
    "penalty_limit_percent": 10,
    "liability_months": 3,
    "force_majeure_days": 5,
    "force_majeure_months": 2,
}
_BY_HAND: Final = "______________________"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about: a contract with what stands around it."""

    contract: Contract
    account: BankAccount | None = None
    contact: Contact | None = None
    addendum: Addendum | None = None


def of_contract(subject: Subject, language: str) -> dict[str, Any]:
    """Return the variables of a hosting contract; `terms` are the conditions of the delivered text."""
    return {
        **_common(subject, language),
        "terms": _TERMS | {"penalty_percent": "0,1" if language == "ru" else "0.1"},
    }


def of_addendum(subject: Subject, language: str) -> dict[str, Any]:
    """Return the variables of an addendum; one that is not registered has neither number nor date."""
    addendum, hand = subject.addendum, writing.of(language)
    return {
        **_common(subject, language),
        "addendum": {
            "number": addendum.number or "" if addendum else "",
            "date": hand.day(addendum.signed_on if addendum else None),
            "effective": hand.long_date(addendum.effective_on) if addendum and addendum.effective_on else "",
            "title": addendum.title if addendum else "",
            "changes": [line.strip() for line in addendum.changes.splitlines() if line.strip()] if addendum else [],
        },
    }


def of_consent(subject: Subject, language: str) -> dict[str, Any]:
    """Return the variables of a consent; what the card does not know is left to be written by hand."""
    client, contact = subject.contract.client, subject.contact
    is_client = client.is_natural
    name = client.name if is_client else (contact.name if contact else client.signatory_name)
    common = _common(subject, language)
    card = common["client"]
    return {
        **common,
        "subject": {
            "is_client": is_client,
            "name": name or _BY_HAND,
            "initials": names.initials(name) if name else _BY_HAND,
            "passport": (card["passport"] if is_client else "") or _BY_HAND,
            "passport_issued_by": (card["passport_issued_by"] if is_client else "") or _BY_HAND,
            "passport_issued_on": (card["passport_issued_on"] if is_client else "") or _BY_HAND,
            "address": (client.legal_address if is_client else "") or _BY_HAND,
        },
        "consent": {"date": writing.of(language).day(subject.contract.signed_on), "processor": ""},
    }


def _common(subject: Subject, language: str) -> dict[str, Any]:
    """Return what every document of a contract may say."""
    contract = subject.contract
    return {
        "draft": contract.status == ContractStatus.DRAFT,
        "contract": _contract(contract, language),
        "operator": parties.operator(contract.legal_entity, language),
        "client": parties.customer(contract.client, subject.account, language),
    }


def _contract(contract: Contract, language: str) -> dict[str, Any]:
    """Return number, dates and terms."""
    hand = writing.of(language)
    return {
        "number": contract.number or "",
        "date": hand.day(contract.signed_on),
        "city": _city(contract.legal_entity.legal_address),
        "starts": hand.long_date(contract.starts_on) if contract.starts_on else "",
        "ends": hand.long_date(contract.ends_on) if contract.ends_on else "",
        "max_power_kw": hand.plain(contract.max_power_kw),
        "availability_percent": hand.plain(contract.availability_percent),
        "tariff": _tariff(contract, language),
        "vat": _VAT[language][contract.vat_mode],
    }


def _tariff(contract: Contract, language: str) -> dict[str, str]:
    """Return the rate in figures and in words, its unit, and what else is agreed about it."""
    value, hand = contract.tariff_rate, writing.of(language)
    return {
        "figures": "" if value is None else hand.rate(value),
        "words": "" if value is None else hand.sum_in_words(value, contract.tariff_currency),
        "currency": hand.currency(contract.tariff_currency),
        "unit": _UNITS[language][contract.tariff_unit],
        "text": contract.tariff_text,
    }


def _city(address: str) -> str:
    """Return the place of signing: the part of the address that names a town, else its first named part."""
    parts = [part.strip() for part in address.split(",") if part.strip() and not part.strip().isdigit()]
    towns = [part for part in parts if part.lower().startswith(("г ", "г. ", "город "))]
    return (towns or parts or [""])[0]
