"""The transfer note of a movement as a document: filled with the movement as it is when it is printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.common import document_kinds
from apps.crm.documents import choice, examples, parties
from apps.crm.rules import writing
from apps.logistics.documents import acts
from apps.logistics.documents.wording.delivered import FOLDER, VERSIONS, WORDING
from apps.logistics.documents.wording.delivered import TRANSFER_NOTE as KEY
from apps.logistics.enums import LineState

if TYPE_CHECKING:
    from apps.logistics.models import Movement, MovementLine

_BY_HAND: Final = "____________"


def values(movement: Movement, language: str) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as a document of the language shows it."""
    hand = writing.of(language)
    entity = LegalEntity.objects.filter(organisation_id=movement.organisation_id, is_main=True).first()
    operator = parties.operator(entity, language) if entity else {"name": "", "inn": ""}
    lines = movement.lines.select_related("unit__owner").order_by("position")
    return {
        "note": {
            "number": movement.number,
            "date": hand.long_date(movement.planned_on),
            "from": f"{movement.from_site.name}, {movement.from_site.postal_address}",
            "to": f"{movement.to_site.name}, {movement.to_site.postal_address}",
            "reason": movement.reason,
            "driver": movement.driver.name if movement.driver else _BY_HAND,
            "text": movement.note,
            "count": movement.unit_count,
            "power_kw": hand.grouped(acts.kilowatts(movement.power_w)),
        },
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "lines": [_line(line, language) for line in lines],
    }


def _line(line: MovementLine, language: str) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": writing.of(language).grouped(acts.kilowatts(line.power_w)),
        "owner": str(line.unit.owner),
        "state": WORDING[language].states[LineState(line.state)],
    }


def render(movement: Movement, language: str = acts.KEPT_IN) -> bytes:
    """Return the note as .docx. Raises KeyError (language), TemplateMissing, TemplateBroken, TemplateRefused."""
    return choice.choose(movement.organisation_id, KEY, language, None).render(values(movement, language))


def _example(language: str) -> dict[str, Any]:
    """Return an invented note: every variable that a template may use."""
    hand, words = writing.of(language), WORDING[language]
    operator = parties.operator(examples.subject().contract.legal_entity, language)
    power_kw = hand.grouped(acts.kilowatts(3500))
    return {
        "note": {
            "number": "ПМ-12",
            "date": hand.long_date(date(2026, 11, 20)),
            "from": "Склад, г. Владимир, улица Складская, 4",
            "to": "ДЦ-1, Владимирская область, д. 1",
            "reason": words.example["move_reason"],
            "driver": "Дорожкин П. И.",
            "text": words.example["road"],
            "count": 1,
            "power_kw": power_kw,
        },
        "operator": {"name": operator["name"], "inn": operator["inn"]},
        "lines": [
            {
                "number": "1",
                "model": "Antminer S21",
                "serial": "SMTTYA1234567",
                "power_kw": power_kw,
                "owner": "ООО «Пример»",
                "state": words.states[LineState.PLANNED],
            }
        ],
    }


def register() -> None:
    """Register the kind; called once when the app is ready."""
    document_kinds.register(
        document_kinds.DocumentKind(
            key=KEY,
            title=_("Transfer note"),
            folder=FOLDER,
            versions=VERSIONS[KEY],
            values=values,
            example=_example,
            order=120,
        )
    )
