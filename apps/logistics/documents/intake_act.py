"""The intake act as a document: its values, frozen when the act is registered, and its template."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apps.crm.documents import engine, parties
from apps.crm.documents.errors import TemplateMissing
from apps.crm.rules import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.logistics.models import IntakeAct, IntakeLine

VERSION: Final = "1"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FOLDER: Final = Path(__file__).resolve().parent / "templates"
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
    operator = parties.operator(act.contract.legal_entity)
    client = parties.customer(act.client, None)
    declared = [line.declared_value for line in lines if line.declared_value is not None]
    return {
        "act": {
            "number": act.number,
            "date": words.long_date(act.acted_on),
            "place": act.site.postal_address,
            "site": act.site.name,
            "note": act.note,
            "count": act.unit_count,
            "power_kw": words.grouped(_kw(act.power_w)),
            "value": words.money(sum(declared, Decimal(0))) if declared else "—",
        },
        "contract": {
            "number": act.contract.number or "",
            "date": words.long_date(act.contract.signed_on) if act.contract.signed_on else "",
        },
        "operator": {name: operator[name] for name in _OPERATOR},
        "client": {name: client[name] for name in _CLIENT},
        "lines": [_line(line) for line in lines],
    }


def _line(line: IntakeLine) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": words.grouped(_kw(line.power_w)),
        "completeness": line.completeness or "—",
        "condition": line.condition or "без видимых повреждений",
        "value": "—" if line.declared_value is None else words.money(line.declared_value),
    }


def _kw(power_w: int) -> Decimal:
    """Return kilowatts to the watt."""
    return (Decimal(power_w) / 1000).quantize(Decimal("0.001"))


def render(act: IntakeAct) -> bytes:
    """Return the act's document as .docx, the same bytes every time. Raises TemplateMissing, TemplateBroken."""
    path = _FOLDER / f"intake_act.{act.template_version}.docx"
    if not path.is_file():
        raise TemplateMissing(name="intake_act", version=act.template_version)
    return engine.render(path.read_bytes(), json.loads(act.document_values))
