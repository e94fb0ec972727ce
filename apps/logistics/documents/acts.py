"""What the documents of logistics have in common: their folder, languages, parties, figures, the template."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol

from apps.crm.documents import choice, examples, parties
from apps.crm.rules import names, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from apps.crm.models import Client, Contract

# What an act is frozen in when it is registered; the other languages are made of the frozen values and the rows.
KEPT_IN: Final = "ru"
NOTHING: Final = "—"
# The delivered template of an act that was registered before its paper spoke the language.
_FIRST: Final = "1"
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


class Printed(Protocol):
    """A row that keeps what its document was filled with, and from which template."""

    contract: Contract
    template_version: str
    document_values: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The contract and both parties as every act of a language names them."""

    contract: dict[str, Any]
    operator: dict[str, Any]
    client: dict[str, Any]

    def values(self) -> dict[str, Any]:
        """Return the variables of a template."""
        return asdict(self)


def sides_of(contract: Contract, client: Client, language: str = KEPT_IN) -> Sides:
    """Return contract, operator and client as their cards are now."""
    operator = parties.operator(contract.legal_entity, language)
    customer = parties.customer(client, None, language)
    return Sides(
        {"number": contract.number or "", "date": _long_date(contract.signed_on, language)},
        {name: operator[name] for name in _OPERATOR},
        {name: customer[name] for name in _CLIENT},
    )


def kept_sides(kept: Mapping[str, Any], contract: Contract, language: str) -> Sides:
    """Return contract, operator and client as an act keeps them, said in a language; its date never changes."""
    return Sides(
        kept["contract"] | {"date": _long_date(contract.signed_on, language)},
        *(
            kept[side] | {"signatory_post": names.said(kept[side]["signatory_post"], language)}
            for side in ("operator", "client")
        ),
    )


def example_sides(language: str) -> Sides:
    """Return the parties of an invented act."""
    subject = examples.subject()
    return sides_of(subject.contract, subject.contract.client, language)


def _long_date(day: date | None, language: str) -> str:
    """Return a day as a document of the language writes it, empty without one."""
    return writing.of(language).long_date(day) if day else ""


def kilowatts(power_w: int) -> Decimal:
    """Return kilowatts to the watt."""
    return (Decimal(power_w) / 1000).quantize(Decimal("0.001"))


def total(declared: Iterable[Decimal | None], language: str) -> str:
    """Return the sum of what was declared, a dash when nothing was."""
    known = [value for value in declared if value is not None]
    return writing.of(language).money(sum(known, Decimal(0))) if known else NOTHING


def kept(values: Mapping[str, Any], key: str, organisation_id: int, legal_entity_id: int | None) -> tuple[str, str]:
    """Return what a new act keeps: the reference of its template, and its values with those of the other languages.

    Each template is the organisation's own, else ours. Raises TemplateMissing.
    """
    references = choice.references(organisation_id, key, legal_entity_id)
    reference = references.pop(KEPT_IN)
    return reference, json.dumps({**values, "templates": references}, ensure_ascii=False, sort_keys=True)


def render(
    key: str, row: Printed, language: str, translated: Callable[[Mapping[str, Any], str], dict[str, Any]]
) -> bytes:
    """Return the document of a row as .docx, the same bytes every time.

    `translated(kept values, language)` makes the values of a language that the row is not kept in. Raises KeyError
    (language), TemplateMissing, TemplateBroken, TemplateRefused.
    """
    values = json.loads(row.document_values)
    if language == KEPT_IN:
        return choice.by_reference(key, language, row.template_version).render(values)
    reference = values.get("templates", {}).get(language, _FIRST)
    return choice.by_reference(key, language, reference).render(translated(values, language))
