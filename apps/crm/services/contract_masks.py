"""Number masks of contracts: one may be set for each type, and none may ever give a number twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts.models import Organisation
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, masks, sequences
from apps.common.errors import Invalid, StaleVersion
from apps.crm.enums import ContractType
from apps.crm.exceptions import MaskGivesAgain, MasksMeet
from apps.crm.models import Contract, ContractMask
from apps.crm.permissions import CONTRACT_MASK_MANAGE
from apps.crm.selectors.numbering import effective_masks, series_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apps.common.actor import Actor
    from apps.common.masks import Mask


def set_contract_mask(*, by: Actor, type: str, mask: str, version: int) -> ContractMask:  # noqa: A002 - the field's name
    """Set the mask of one type of contracts, as the person saw it at `version` (0: none yet), and return its row.

    An empty mask leaves the type to the organisation's mask. Types of one shape of mask share a series; a new shape
    begins at 1, and one that was used before goes on where it stopped. Numbers given stay as they are.
    Effects: the row; one audit record.
    Raises AccessDenied, StaleVersion, Invalid (at `type` or `mask`), MasksMeet, MaskGivesAgain.
    """
    access.require(by, CONTRACT_MASK_MANAGE)
    if type not in ContractType.values:
        raise Invalid(field="type")
    text = mask.strip()
    if text:
        masks.parse(text, "mask")
    with transaction.atomic():
        _lock(by.tenant_id)
        row = ContractMask.objects.filter(organisation_id=by.tenant_id, type=type).first()
        before = snapshot(row) if row else {}
        row = row or _begun(by.tenant_id, type, version)
        row.mask = text
        if before:
            row.save_version(version, ["mask"])
        else:
            row.save(force_insert=True)
        refuse_repetition(by.tenant_id, [type], effective_masks(by.tenant_id), field="mask")
        record(by=by, action="crm.contract_mask.set", subject=row, before=before, after=snapshot(row))
    return row


def guard_contract_mask(organisation_id: int, text: str) -> None:
    """Refuse a mask of the organisation that would repeat numbers of types which are numbered by it.

    Called inside the transaction that is about to keep it. Raises MasksMeet, MaskGivesAgain at `contract_mask`.
    """
    _lock(organisation_id)
    own = dict(ContractMask.objects.filter(organisation_id=organisation_id).values_list("type", "mask"))
    wanted = {kind: own.get(kind) or text for kind in ContractType.values}
    changed = [kind for kind in ContractType.values if not own.get(kind)]
    refuse_repetition(organisation_id, changed, wanted, field="contract_mask")


def refuse_repetition(organisation_id: int, changed: Iterable[str], wanted: Mapping[str, str], *, field: str) -> None:
    """Refuse masks that could give a number twice. Raises MasksMeet, MaskGivesAgain.

    `wanted` is the mask of every type, `changed` are the types whose mask is new. Masks of one shape never repeat
    each other, since they share the counter.
    """
    parsed = {kind: masks.parse(text) for kind, text in wanted.items()}
    for kind in changed:
        for other, mask in parsed.items():
            if mask.shape != parsed[kind].shape and masks.meet(mask, parsed[kind]):
                raise MasksMeet(field=field, type=ContractType(other).label, mask=wanted[other])
    for mask in {parsed[kind].shape: parsed[kind] for kind in changed}.values():
        _refuse_given(organisation_id, mask, field)


def _refuse_given(organisation_id: int, mask: Mask, field: str) -> None:
    """Refuse a mask whose series has still to come to a number that a contract carries already."""
    rows = Contract.objects.filter(organisation_id=organisation_id, number__regex=mask.pattern)
    given = list(rows.values_list("legal_entity_id", "number"))
    last = sequences.last_numbers(organisation_id, [series_key(entity, mask) for entity in {one for one, _ in given}])
    for entity, number in given:
        read = mask.read(number or "")
        if read and read[0] > last.get((series_key(entity, mask), read[1]), 0):
            raise MaskGivesAgain(field=field, number=number)


def _begun(organisation_id: int, kind: str, version: int) -> ContractMask:
    """Return a new row for a type that has none. Raises StaleVersion when the person saw one."""
    if version:
        raise StaleVersion
    return ContractMask(organisation_id=organisation_id, type=kind)


def _lock(organisation_id: int) -> None:
    """Let masks of one organisation change in turn; whoever only refers to the organisation does not wait."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
