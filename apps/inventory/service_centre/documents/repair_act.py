"""The act of a repair as a document: what was wrong, what was done, who pays, the warranty."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.common import document_kinds
from apps.crm.documents import choice, examples, parties
from apps.crm.rules import writing
from apps.inventory.service_centre.documents.repair_words import FOLDER, KEY, VERSIONS, WORDS
from apps.inventory.service_centre.enums import Complaint, Finding, Measure, OrderState, Payer
from apps.inventory.service_centre.models import RepairPart
from apps.inventory.service_centre.selectors.settings import service_settings

if TYPE_CHECKING:
    from apps.inventory.service_centre.models import RepairOrder, RepairWork

RUSSIAN: Final = "ru"
_DAY: Final = date(2026, 11, 20)


def values(order: RepairOrder, language: str) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as a document of the language shows it."""
    with translation.override(WORDS[language].locale):
        return _values(order, language)


def _values(order: RepairOrder, language: str) -> dict[str, Any]:
    """Return the variables while the document's language is spoken."""
    hand, words = writing.of(language), WORDS[language]
    entity = LegalEntity.objects.filter(organisation_id=order.organisation_id, is_main=True).first()
    operator = parties.operator(entity, language) if entity else {"name": "", "inn": ""}
    works, spares = list(order.repairworks.all()), [line for line in order.repairparts.all() if line.used]
    rows: list[RepairWork | RepairPart] = [*works, *spares]
    due = sum((row.total for row in rows if row.payer == Payer.CLIENT), Decimal(0))
    found = ", ".join(str(one) for one in order.repairfindings.all())
    return {
        "act": {
            "number": order.number,
            "date": hand.long_date((order.closed_at or order.state_since).date()),
            "opened": hand.short_date(order.opened_at.date()),
            "complaint": " — ".join(
                filter(None, (str(Complaint(order.complaint_code).label), order.complaint.strip()))
            ),
            "findings": found or words.nothing_found,
            "result": words.results.get(OrderState(order.state), words.in_progress),
            "conclusion": order.conclusion,
            "warranty": hand.short_date(order.warranty_until) if order.warranty_until else "",
            "total": hand.money(due),
            "currency": hand.currency(service_settings(order.organisation_id).currency),
            "site": order.site.name,
        },
        "unit": {"serial": order.unit.serial, "model": order.unit.model.name},
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "client": {"name": order.client.name, "inn": order.client.inn},
        "lines": [_line(number, row, language) for number, row in enumerate(rows, start=1)],
    }


def _line(number: int, row: RepairWork | RepairPart, language: str) -> dict[str, str]:
    """Return one row of the table; what the client does not pay has no price."""
    hand, words = writing.of(language), WORDS[language]
    paid = row.payer == Payer.CLIENT
    measure, count = words.service, Decimal(row.quantity)
    if isinstance(row, RepairPart):
        measure, count = str(Measure(row.measure).label), row.used
    return {
        "number": str(number),
        "name": row.name,
        "measure": measure,
        "quantity": hand.plain(count),
        "price": hand.money(row.price) if paid else "—",
        "total": hand.money(row.total) if paid else "—",
        "payer": words.payers[Payer(row.payer)],
    }


def render(order: RepairOrder, language: str = RUSSIAN) -> bytes:
    """Return the act as .docx. Raises KeyError (language), TemplateMissing, TemplateBroken, TemplateRefused."""
    return choice.choose(order.organisation_id, KEY, language, None).render(values(order, language))


def _example(language: str) -> dict[str, Any]:
    """Return an invented act: every variable that a template may use."""
    hand, words, subject = writing.of(language), WORDS[language], examples.subject()
    operator = parties.operator(subject.contract.legal_entity, language)
    with translation.override(words.locale):
        complaint, finding = str(Complaint.LOW_HASHRATE.label), str(Finding.FAN.label)
    return {
        "act": {
            "number": "РЕМ-12",
            "date": hand.long_date(_DAY),
            "opened": hand.short_date(_DAY - timedelta(days=4)),
            "complaint": complaint,
            "findings": finding,
            "result": words.results[OrderState.DONE],
            "conclusion": "S21",
            "warranty": hand.short_date(_DAY + timedelta(days=30)),
            "total": hand.money(Decimal(1500)),
            "currency": hand.currency("RUB"),
            "site": "ДЦ-1",
        },
        "unit": {"serial": "SMTTYA1234567", "model": "Antminer S21"},
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "client": {"name": "ООО «Пример»", "inn": "7707083893"},
        "lines": [
            {
                "number": "1",
                "name": finding,
                "measure": words.service,
                "quantity": "1",
                "price": hand.money(Decimal(1500)),
                "total": hand.money(Decimal(1500)),
                "payer": words.payers[Payer.CLIENT],
            }
        ],
    }


def register() -> None:
    """Register the kind; called once when the app is ready."""
    document_kinds.register(
        document_kinds.DocumentKind(
            key=KEY,
            title=_("Act of a repair"),
            folder=FOLDER,
            versions=VERSIONS,
            values=values,
            example=_example,
            order=130,
        )
    )
