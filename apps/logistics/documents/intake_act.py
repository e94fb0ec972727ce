"""The intake act as a document: its values, frozen when the act is registered, and its templates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.common import document_kinds
from apps.crm.rules import writing
from apps.logistics.documents import acts
from apps.logistics.documents.wording.delivered import FOLDER, VERSIONS, WORDING
from apps.logistics.documents.wording.delivered import INTAKE_ACT as KEY
from apps.logistics.models import IntakeAct, IntakeLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apps.logistics.documents.acts import Sides


def values(
    act: IntakeAct, lines: Sequence[IntakeLine], sides: Sides, site: Mapping[str, str], language: str
) -> dict[str, Any]:
    """Return the template's variables as plain JSON, everything written as a document of the language shows it.

    `site` holds name and address (`site`, `place`).
    """
    hand = writing.of(language)
    return {
        "act": {
            "number": act.number,
            "date": hand.long_date(act.acted_on),
            "place": site["place"],
            "site": site["site"],
            "note": act.note,
            "count": act.unit_count,
            "power_kw": hand.grouped(acts.kilowatts(act.power_w)),
            "value": acts.total((line.declared_value for line in lines), language),
        },
        **sides.values(),
        "lines": [_line(line, language) for line in lines],
    }


def _line(line: IntakeLine, language: str) -> dict[str, str]:
    """Return one row of the table."""
    return {
        "number": str(line.position),
        "model": line.model_name,
        "serial": line.serial,
        "power_kw": writing.of(language).grouped(acts.kilowatts(line.power_w)),
        "completeness": line.completeness or acts.NOTHING,
        "condition": line.condition or WORDING[language].unharmed,
        "value": acts.total((line.declared_value,), language),
    }


def fill(act: IntakeAct, lines: Sequence[IntakeLine]) -> None:
    """Write into a new act what its document is filled with, and from which templates. Raises TemplateMissing."""
    site = {"site": act.site.name, "place": act.site.postal_address}
    told = values(act, lines, acts.sides_of(act.contract, act.client), site, acts.KEPT_IN)
    act.template_version, act.document_values = acts.kept(told, KEY, act.organisation_id, act.contract.legal_entity_id)


def render(act: IntakeAct, language: str = acts.KEPT_IN) -> bytes:
    """Return the act's document as .docx, the same bytes every time; refusals as `acts.render`."""

    def translated(kept: Mapping[str, Any], spoken: str) -> dict[str, Any]:
        lines = list(act.lines.order_by("position"))
        return values(act, lines, acts.kept_sides(kept, act.contract, spoken), kept["act"], spoken)

    return acts.render(KEY, act, language, translated)


def _example(language: str) -> dict[str, Any]:
    """Return an invented act: every variable that a template may use."""
    said = WORDING[language].example
    act = IntakeAct(number="АП-17", acted_on=date(2026, 11, 20), note=said["note"], unit_count=1, power_w=3500)
    line = IntakeLine(
        position=1,
        serial="SMTTYA1234567",
        model_name="Antminer S21",
        power_w=3500,
        completeness=said["completeness"],
        declared_value=Decimal(250_000),
    )
    site = {"site": "Владимир-1", "place": "г. Владимир, улица Заводская, 5"}
    return values(act, [line], acts.example_sides(language), site, language)


def register() -> None:
    """Register the kind; called once when the app is ready."""
    document_kinds.register(
        document_kinds.DocumentKind(
            key=KEY,
            title=_("Intake act"),
            folder=FOLDER,
            versions=VERSIONS[KEY],
            values=_of_act,
            example=_example,
            order=100,
        )
    )


def _of_act(act: IntakeAct, language: str) -> dict[str, Any]:
    """Return the variables of an act as the cards of its parties are now."""
    site = {"site": act.site.name, "place": act.site.postal_address}
    lines = list(act.lines.order_by("position"))
    return values(act, lines, acts.sides_of(act.contract, act.client, language), site, language)
