"""The payout act as a document: the values it is filled with, and its template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apps.crm.rules import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.crm.models import CommissionEntry, Payout

NAME: Final = "payout_act"
VERSION: Final = "1"


def path() -> Path:
    """Return where the template in use lies."""
    return Path(__file__).resolve().parent / "templates" / f"{NAME}.ru.{VERSION}.docx"


def values(payout: Payout, lines: Sequence[CommissionEntry]) -> dict[str, Any]:
    """Return what the template is filled with; `lines` come with client and payment."""
    broker, operator = payout.broker, payout.legal_entity
    if payout.number is None or payout.issued_on is None:
        message = "an act without number and date has no document"
        raise ValueError(message)
    return {
        "act": {
            "number": payout.number,
            "date": words.long_date(payout.issued_on),
            "total": words.money(payout.total),
            "total_words": words.sum_in_words(payout.total, payout.currency),
            "currency": payout.currency,
            "note": payout.note,
        },
        "agreement": {
            "number": broker.agreement_number,
            "date": words.long_date(broker.agreement_on) if broker.agreement_on else "",
        },
        "broker": {
            "name": broker.name,
            "inn": broker.inn,
            "legal_address": broker.legal_address,
            "bank_name": broker.bank_name,
            "bic": broker.bic,
            "settlement_account": broker.settlement_account,
            "correspondent_account": broker.correspondent_account,
        },
        "operator": {
            "name": operator.name,
            "inn": operator.inn,
            "kpp": operator.kpp,
            "ogrn": operator.ogrn,
            "legal_address": operator.legal_address,
            "signatory_post": operator.signatory_post,
            "signatory_name": operator.signatory_name,
        },
        "lines": [
            {
                "number": number,
                "day": words.short_date(line.happened_on),
                "client": str(line.client or ""),
                "payment": str(line.payment or ""),
                "kind": "Сторно" if line.amount < 0 else "Вознаграждение",
                "amount": words.money(line.amount),
            }
            for number, line in enumerate(lines, start=1)
        ],
    }
