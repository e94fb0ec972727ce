"""The intake act as a document: its values, frozen when the act is registered, and its template."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import document_kinds
from apps.crm.documents import choice, examples, parties
from apps.crm.rules import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.crm.models import Client, Contract
    from apps.logistics.models import IntakeAct, IntakeLine

KEY: Final = "intake_act"
LANGUAGE: Final = "ru"
VERSION: Final = "2"
FOLDER: Final = Path(__file__).resolve().parent / "templates"
# What an act says about the parties: no passport and no account, since the people of a site read it.
_OPERATOR: Final = (
    "name",
    "short_name",
    "inn",
    "kpp",
    "ogrn",
    "legal_address",
    "signatory_post",
    "signatory_initials",
)
_CLIENT: Final = (
    "kind",
    "name",
    "short_name",
    "inn",
    "kpp",
    "ogrn",
    "country",
    "registration_number",
    "legal_address",
    "phone",
    "initials",
    "signatory_post",
    "signatory_initials",
)


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
            "power_kw": words.grouped(kilowatts(act.power_w)),
            "value": words.money(sum(declared, Decimal(0))) if declared else "—",
        },
        **parties_of(act.contract, act.client),
        "lines": [_line(line) for line in lines],
    }


def _line(line: IntakeLine) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": words.grouped(kilowatts(line.power_w)),
        "completeness": line.completeness or "—",
        "condition": line.condition or "без видимых повреждений",
        "value": "—" if line.declared_value is None else words.money(line.declared_value),
    }


def parties_of(contract: Contract, client: Client) -> dict[str, Any]:
    """Return contract, operator and client as every act of logistics names them."""
    operator = parties.operator(contract.legal_entity)
    customer = parties.customer(client, None)
    return {
        "contract": {
            "number": contract.number or "",
            "date": words.long_date(contract.signed_on) if contract.signed_on else "",
        },
        "operator": {name: operator[name] for name in _OPERATOR},
        "client": {name: customer[name] for name in _CLIENT},
    }


def kilowatts(power_w: int) -> Decimal:
    """Return kilowatts to the watt."""
    return (Decimal(power_w) / 1000).quantize(Decimal("0.001"))


def template_in_use(act: IntakeAct) -> str:
    """Return the reference of the template that a new act is printed with: the organisation's own, else ours."""
    return choice.choose(act.organisation_id, KEY, LANGUAGE, act.contract.legal_entity_id).reference


def render(act: IntakeAct) -> bytes:
    """Return the act's document as .docx, the same bytes every time.

    Raises TemplateMissing, TemplateBroken, TemplateRefused.
    """
    return choice.by_reference(KEY, LANGUAGE, act.template_version).render(json.loads(act.document_values))


def _example(_language: str) -> dict[str, Any]:
    """Return an invented act: every variable that a template may use."""
    subject = examples.subject()
    operator = parties.operator(subject.contract.legal_entity)
    client = parties.customer(subject.contract.client, None)
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
        "contract": {"number": "ТКС-ОМИ-12-26Ю", "date": "«20»\u00a0ноября 2026\u00a0г."},
        "operator": {name: operator[name] for name in _OPERATOR},
        "client": {name: client[name] for name in _CLIENT},
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
            folder=FOLDER,
            versions={LANGUAGE: VERSION},
            values=lambda act, _language: values(act, list(act.lines.order_by("position"))),
            example=_example,
            order=100,
        )
    )
