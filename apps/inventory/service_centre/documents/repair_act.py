"""The act of a repair as a document: what was wrong, what was done, who pays, the warranty."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.common import document_kinds
from apps.crm.documents import choice, examples, parties
from apps.crm.rules import words
from apps.inventory.service_centre.enums import Complaint, Finding, Measure, OrderState, Payer
from apps.inventory.service_centre.models import RepairPart

if TYPE_CHECKING:
    from apps.inventory.service_centre.models import RepairOrder, RepairWork

KEY: Final = "repair_act"
VERSION: Final = "1"
LANGUAGE: Final = "ru"
FOLDER: Final = Path(__file__).resolve().parent / "templates"
_RESULTS: Final = {
    OrderState.DONE: "оборудование отремонтировано и проверено",
    OrderState.SCRAPPED: "оборудование признано неремонтопригодным и списано",
    OrderState.CANCELLED: "ремонт не производился",
}
_IN_PROGRESS: Final = "ремонт не завершён"


def values(order: RepairOrder) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as the document shows it."""
    with translation.override(LANGUAGE):
        return _values(order)


def _values(order: RepairOrder) -> dict[str, Any]:
    """Return the variables in the document's language."""
    entity = LegalEntity.objects.filter(organisation_id=order.organisation_id, is_main=True).first()
    operator = parties.operator(entity) if entity else {"name": "", "inn": "", "signatory_post": ""}
    works, spares = list(order.repairworks.all()), [line for line in order.repairparts.all() if line.used]
    rows: list[RepairWork | RepairPart] = [*works, *spares]
    due = sum((row.total for row in rows if row.payer == Payer.CLIENT), Decimal(0))
    found = ", ".join(str(one) for one in order.repairfindings.all())
    return {
        "act": {
            "number": order.number,
            "date": words.long_date((order.closed_at or order.state_since).date()),
            "opened": words.short_date(order.opened_at.date()),
            "complaint": " — ".join(
                filter(None, (str(Complaint(order.complaint_code).label), order.complaint.strip()))
            ),
            "findings": found or "не установлено",
            "result": _RESULTS.get(OrderState(order.state), _IN_PROGRESS),
            "conclusion": order.conclusion,
            "warranty": words.short_date(order.warranty_until) if order.warranty_until else "",
            "total": words.money(due),
            "site": order.site.name,
        },
        "unit": {"serial": order.unit.serial, "model": order.unit.model.name},
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "client": {"name": order.client.name, "inn": order.client.inn},
        "lines": [_line(number, row) for number, row in enumerate(rows, start=1)],
    }


def _line(number: int, row: RepairWork | RepairPart) -> dict[str, str]:
    """Return one row of the table; what the client does not pay has no price."""
    paid = row.payer == Payer.CLIENT
    measure, count = "усл.", Decimal(row.quantity)
    if isinstance(row, RepairPart):
        measure, count = str(Measure(row.measure).label), row.used
    return {
        "number": str(number),
        "name": row.name,
        "measure": measure,
        "quantity": f"{count.normalize():f}".replace(".", ","),
        "price": words.money(row.price) if paid else "—",
        "total": words.money(row.total) if paid else "—",
        "payer": str(Payer(row.payer).label),
    }


def render(order: RepairOrder) -> bytes:
    """Return the act as .docx. Raises TemplateMissing, TemplateBroken, TemplateRefused."""
    return choice.choose(order.organisation_id, KEY, LANGUAGE, None).render(values(order))


def _example(_language: str) -> dict[str, Any]:
    """Return an invented act: every variable that a template may use."""
    subject = examples.subject()
    operator = parties.operator(subject.contract.legal_entity)
    return {
        "act": {
            "number": "РЕМ-12",
            "date": "«20»\u00a0ноября 2026\u00a0г.",
            "opened": "16.11.2026",
            "complaint": "Низкий хешрейт — упал вдвое",
            "findings": str(Finding.FAN.value),
            "result": _RESULTS[OrderState.DONE],
            "conclusion": "вентилятор заменён",
            "warranty": "20.12.2026",
            "total": "1\u00a0900,00",
            "site": "Сервисный центр",
        },
        "unit": {"serial": "SMTTYA1234567", "model": "Antminer S21"},
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "client": {"name": "ООО «Пример»", "inn": "7707083893"},
        "lines": [
            {
                "number": "1",
                "name": "Замена вентилятора",
                "measure": "усл.",
                "quantity": "1",
                "price": "1\u00a0500,00",
                "total": "1\u00a0500,00",
                "payer": "Клиент",
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
            versions={LANGUAGE: VERSION},
            values=lambda order, _language: values(order),
            example=_example,
            order=130,
        )
    )
