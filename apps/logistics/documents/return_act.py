"""The return act as a document: its values, frozen when the act is registered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from apps.crm.rules import words
from apps.logistics.documents.intake_act import kilowatts, parties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.logistics.models import ReturnAct, ReturnLine

VERSION: Final = "1"


def values(act: ReturnAct, lines: Sequence[ReturnLine]) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as the document shows it."""
    declared = [line.declared_value for line in lines if line.declared_value is not None]
    places = dict.fromkeys(line.site.postal_address for line in lines)
    return {
        "act": {
            "number": act.number,
            "date": words.long_date(act.acted_on),
            "place": "; ".join(places),
            "reason": act.reason,
            "count": act.unit_count,
            "power_kw": words.grouped(kilowatts(act.power_w)),
            "value": words.money(sum(declared, Decimal(0))) if declared else "—",
        },
        **parties_of(act.contract, act.client),
        "lines": [
            {
                "number": str(line.position),
                "model": line.model_name,
                "serial": line.serial,
                "power_kw": words.grouped(kilowatts(line.power_w)),
                "condition": line.condition or "без видимых повреждений",
                "value": "—" if line.declared_value is None else words.money(line.declared_value),
            }
            for line in lines
        ],
    }
