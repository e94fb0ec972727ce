"""The transfer note of a movement as a document: filled with the movement as it is when it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.common import document_kinds
from apps.crm.documents import choice, examples, parties
from apps.crm.rules import words
from apps.logistics.documents import acts
from apps.logistics.enums import LineState

if TYPE_CHECKING:
    from apps.logistics.models import Movement, MovementLine

KEY: Final = "transfer_note"
VERSION: Final = "1"
_STATES: Final = {
    LineState.PLANNED: "к перевозке",
    LineState.PICKED_UP: "в пути",
    LineState.LEFT: "не забрано",
    LineState.DELIVERED: "принято",
    LineState.MISSING: "отсутствует",
    LineState.REFUSED: "отказано",
    LineState.SETTLED: "решено по расхождению",
    LineState.CANCELLED: "отменено",
}


def values(movement: Movement) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as the document shows it."""
    entity = LegalEntity.objects.filter(organisation_id=movement.organisation_id, is_main=True).first()
    operator = parties.operator(entity) if entity else {"name": "", "inn": ""}
    lines = movement.lines.select_related("unit__owner").order_by("position")
    return {
        "note": {
            "number": movement.number,
            "date": words.long_date(movement.planned_on),
            "from": f"{movement.from_site.name}, {movement.from_site.postal_address}",
            "to": f"{movement.to_site.name}, {movement.to_site.postal_address}",
            "reason": movement.reason,
            "driver": movement.driver.name if movement.driver else "____________",
            "text": movement.note,
            "count": movement.unit_count,
            "power_kw": words.grouped(acts.kilowatts(movement.power_w)),
        },
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "lines": [_line(line) for line in lines],
    }


def _line(line: MovementLine) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": words.grouped(acts.kilowatts(line.power_w)),
        "owner": str(line.unit.owner),
        "state": _STATES[LineState(line.state)],
    }


def render(movement: Movement) -> bytes:
    """Return the note as .docx. Raises TemplateMissing, TemplateBroken, TemplateRefused."""
    return choice.choose(movement.organisation_id, KEY, acts.LANGUAGE, None).render(values(movement))


def _example(_language: str) -> dict[str, Any]:
    """Return an invented note: every variable that a template may use."""
    operator = parties.operator(examples.subject().contract.legal_entity)
    return {
        "note": {
            "number": "ПМ-12",
            "date": "«20»\u00a0ноября 2026\u00a0г.",
            "from": "Склад, г. Владимир, улица Складская, 4",
            "to": "ДЦ-1, Владимирская область, д. 1",
            "reason": "перевод на площадку",
            "driver": "Дорожкин П. И.",
            "text": "въезд со двора",
            "count": 1,
            "power_kw": "3,500",
        },
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "lines": [
            {
                "number": "1",
                "model": "Antminer S21",
                "serial": "SMTTYA1234567",
                "power_kw": "3,500",
                "owner": "ООО «Пример»",
                "state": "к перевозке",
            }
        ],
    }


def register() -> None:
    """Register the kind; called once when the app is ready."""
    document_kinds.register(
        document_kinds.DocumentKind(
            key=KEY,
            title=_("Transfer note"),
            folder=acts.FOLDER,
            versions={acts.LANGUAGE: VERSION},
            values=lambda movement, _language: values(movement),
            example=_example,
            order=120,
        )
    )
