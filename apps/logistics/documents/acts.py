"""What the documents of logistics have in common: their folder, parties, figures, the choice of the template."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from apps.crm.documents import choice, examples, parties
from apps.crm.rules import words

if TYPE_CHECKING:
    from apps.crm.models import Client, Contract

LANGUAGE: Final = "ru"
FOLDER: Final = Path(__file__).resolve().parent / "templates"
UNHARMED: Final = "без видимых повреждений"
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

    template_version: str
    document_values: str


def parties_of(contract: Contract, client: Client) -> dict[str, Any]:
    """Return contract, operator and client as every act names them."""
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


def example_parties() -> dict[str, Any]:
    """Return the parties of an invented act."""
    subject = examples.subject()
    told = parties_of(subject.contract, subject.contract.client)
    return told | {"contract": {"number": "ТКС-ОМИ-12-26Ю", "date": "«20»\u00a0ноября 2026\u00a0г."}}


def kilowatts(power_w: int) -> Decimal:
    """Return kilowatts to the watt."""
    return (Decimal(power_w) / 1000).quantize(Decimal("0.001"))


def template_in_use(key: str, organisation_id: int, legal_entity_id: int | None) -> str:
    """Return the reference of the template that a new document is printed with: the organisation's own, else ours."""
    return choice.choose(organisation_id, key, LANGUAGE, legal_entity_id).reference


def render(key: str, row: Printed) -> bytes:
    """Return the document of a row as .docx, the same bytes every time.

    Raises TemplateMissing, TemplateBroken, TemplateRefused.
    """
    return choice.by_reference(key, LANGUAGE, row.template_version).render(json.loads(row.document_values))
