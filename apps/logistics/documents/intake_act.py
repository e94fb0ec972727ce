"""The intake act as a document: its values, frozen when the act is registered, and its template."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import document_kinds
from apps.crm.rules import words
from apps.logistics.documents import acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.logistics.models import IntakeAct, IntakeLine

KEY: Final = "intake_act"
VERSION: Final = "2"


def values(act: IntakeAct, lines: Sequence[IntakeLine]) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as the document shows it."""
    declared = [line.declared_value for line in lines if line.declared_value is not None]
    return {
        "act": {
            "number": act.number,
            "date": words.long_date(act.acted_on),
            "place": act.site.postal_address,
            "site": act.site.name,
            "note": act.note,
            "count": act.unit_count,
            "power_kw": words.grouped(acts.kilowatts(act.power_w)),
            "value": words.money(sum(declared, Decimal(0))) if declared else "—",
        },
        **acts.parties_of(act.contract, act.client),
        "lines": [_line(line) for line in lines],
    }


def _line(line: IntakeLine) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": words.grouped(acts.kilowatts(line.power_w)),
        "completeness": line.completeness or "—",
        "condition": line.condition or acts.UNHARMED,
        "value": "—" if line.declared_value is None else words.money(line.declared_value),
    }


def template_in_use(act: IntakeAct) -> str:
    """Return the reference of the template that a new act is printed with."""
    return acts.template_in_use(KEY, act.organisation_id, act.contract.legal_entity_id)


def render(act: IntakeAct) -> bytes:
    """Return the act's document as .docx, the same bytes every time; refusals as `acts.render`."""
    return acts.render(KEY, act)


def _example(_language: str) -> dict[str, Any]:
    """Return an invented act: every variable that a template may use."""
    return {
        "act": {
            "number": "АП-17",
            "date": "«20»\u00a0ноября 2026\u00a0г.",
            "place": "г. Владимир, улица Заводская, 5",
            "site": "Владимир-1",
            "note": "без замечаний",
            "count": 1,
            "power_kw": "3,500",
            "value": "250\u00a0000,00",
        },
        **acts.example_parties(),
        "lines": [
            {
                "number": "1",
                "model": "Antminer S21",
                "serial": "SMTTYA1234567",
                "power_kw": "3,500",
                "completeness": "блок питания, кабель",
                "condition": "без видимых повреждений",
                "value": "250\u00a0000,00",
            }
        ],
    }


def register() -> None:
    """Register the kind; called once when the app is ready."""
    document_kinds.register(
        document_kinds.DocumentKind(
            key=KEY,
            title=_("Intake act"),
            folder=acts.FOLDER,
            versions={acts.LANGUAGE: VERSION},
            values=lambda act, _language: values(act, list(act.lines.order_by("position"))),
            example=_example,
            order=100,
        )
    )
