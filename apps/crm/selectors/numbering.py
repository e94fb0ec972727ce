"""By which mask contracts are numbered, how far each series is, and which numbers come next."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from apps.accounts.models import LegalEntity, OrganisationSettings
from apps.common import access, clock, masks, sequences
from apps.crm.enums import ClientType, ContractType
from apps.crm.models import ContractMask
from apps.crm.permissions import CONTRACT_MASK_MANAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor
    from apps.common.masks import Mask

DEFAULT_MASK: Final = "ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}"
COMPANY_LETTER: Final = "Ю"
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The numbers that the next contract with one own legal entity would get, by who the client is."""

    entity: LegalEntity
    company: str
    person: str
    sole_trader: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """How contracts of one type are numbered: the own mask (empty: none), the one that counts, what comes next."""

    type: ContractType
    own: str
    mask: str
    version: int
    upcoming: tuple[Upcoming, ...]


def contract_mask(organisation_id: int) -> str:
    """Return the organisation's mask, which counts for types without an own one."""
    found = OrganisationSettings.objects.filter(organisation_id=organisation_id).values_list("contract_mask", flat=True)
    return found.first() or DEFAULT_MASK


def effective_masks(organisation_id: int) -> dict[str, str]:
    """Return the mask that counts for each type of contract."""
    own = dict(ContractMask.objects.filter(organisation_id=organisation_id).values_list("type", "mask"))
    common = contract_mask(organisation_id)
    return {kind: own.get(kind) or common for kind in ContractType.values}


def series_key(entity_id: int, mask: Mask) -> str:
    """Return the name of the counter: one for each own legal entity and each shape of a mask, whatever the type."""
    digest = hashlib.sha256(mask.shape.encode()).hexdigest()[:_KEY_LENGTH]
    return f"crm.contract.{entity_id}.{digest}"


def counts_as_company(kind: str, organisation_id: int) -> bool:
    """Whether a number carries the letter of companies; for sole traders the organisation decides."""
    if kind == ClientType.SOLE_TRADER:
        rows = OrganisationSettings.objects.filter(organisation_id=organisation_id)
        return rows.filter(sole_trader_letter=COMPANY_LETTER).exists()
    return kind in (ClientType.LEGAL_ENTITY, ClientType.FOREIGN_COMPANY)


def numberings(actor: Actor) -> list[Numbering]:
    """Return how each type of contract is numbered."""
    rows = {row.type: row for row in access.narrow(actor, CONTRACT_MASK_MANAGE, ContractMask.objects.all())}
    common = contract_mask(actor.tenant_id)
    found = []
    for kind in ContractType:
        row = rows.get(kind)
        own, version = (row.mask, row.version) if row else ("", 0)
        found.append(Numbering(kind, own, own or common, version, upcoming(actor, own or common)))
    return found


def upcoming(actor: Actor, mask: str) -> tuple[Upcoming, ...]:
    """Return the numbers that a contract registered now would get by a mask, the main legal entity first.

    Raises Invalid at `mask`.
    """
    parsed = masks.parse(mask, "mask")
    rows = access.narrow(actor, CONTRACT_MASK_MANAGE, LegalEntity.objects.all())
    entities = list(rows.order_by("-is_main", "pk"))
    last = sequences.last_numbers(actor.tenant_id, [series_key(entity.pk, parsed) for entity in entities])
    trader = counts_as_company(ClientType.SOLE_TRADER, actor.tenant_id)
    return tuple(_upcoming(entity, parsed, last, trader_is_company=trader) for entity in entities)


def _upcoming(
    entity: LegalEntity, mask: Mask, last: Mapping[tuple[str, str], int], *, trader_is_company: bool
) -> Upcoming:
    """Return the next numbers of one legal entity, on the day it is there."""
    day = clock.day_in(entity.time_zone)
    number = last.get((series_key(entity.pk, mask), mask.period(day)), 0) + 1
    company, person, trader = (mask.render(number, day, is_legal=each) for each in (True, False, trader_is_company))
    return Upcoming(entity, company, person, trader)
