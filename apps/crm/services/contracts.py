"""Contracts before registration: make a draft, change its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.accounts.models import LegalEntity, User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid, NotReady
from apps.common.roles import Role
from apps.crm.enums import ContractStatus
from apps.crm.exceptions import TermsFixed, UnknownField
from apps.crm.models import Client, Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.rules import contract_fields
from apps.crm.services.clients import MANAGERS
from apps.crm.services.locking import lock_contract, lock_working_client
from apps.crm.services.soundness import accept_register_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor


def create_contract(
    *,
    by: Actor,
    client: Client,
    legal_entity: LegalEntity | None = None,
    manager: User | None = None,
    register_accepted: str = "",
    **terms: Any,
) -> Contract:
    """Make a draft with `client` and return it; it gets its number when it is registered.

    `legal_entity` is the organisation's main one unless named; the client's manager is responsible unless another is.
    `terms`: type, signed_on, starts_on, ends_on (days), tariff_rate with tariff_currency and tariff_unit, tariff_text,
    vat_mode, max_power_kw, availability_percent, note. `register_accepted`: the state in the register that the person
    was shown and goes on in spite of; it stays with the contract.
    Effects: the draft; one audit record. Raises AccessDenied, ClientArchived, ClientNotSound, Invalid (at its field),
    UnknownField, NotReady (the organisation has no legal entity of its own).
    """
    access.require(by, CONTRACT_MANAGE)
    access.require(by, CONTRACT_MANAGE, client)
    with transaction.atomic():
        locked = lock_working_client(client)
        contract = Contract(
            organisation_id=locked.organisation_id,
            client=locked,
            legal_entity=legal_entity or _main_entity(locked.organisation_id),
            manager=manager or locked.manager,
            **_checked(terms),
        )
        _check_people(contract)
        accept_register_state(contract, locked, register_accepted)
        contract.save(force_insert=True)
        record(by=by, action="crm.contract.create", subject=contract, after=snapshot(contract), personal=("note",))
    return contract


def update_contract(contract: Contract, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Contract:
    """Change the named terms of a contract that the person saw as `version`, and return it.

    A draft takes every term of `create_contract`, `legal_entity` and `manager`; a registered contract only `manager`
    and `note`, since its terms change by an addendum. Effects: the fields; one audit record with what differs.
    Raises AccessDenied, TermsFixed, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    with transaction.atomic():
        locked = lock_contract(contract)
        before = snapshot(locked)
        wanted = dict(changes)
        columns: dict[str, Any] = {name: wanted.pop(name) for name in ("manager", "legal_entity") if name in wanted}
        fixed = (set(wanted) - contract_fields.FREE_FIELDS) | ({"legal_entity"} & set(columns))
        if locked.status != ContractStatus.DRAFT and fixed:
            raise TermsFixed(field=min(fixed))
        dates = {name: getattr(locked, name) for name in ("starts_on", "ends_on")} if _has_days(wanted) else {}
        columns |= _checked(dates | wanted)
        for name, value in columns.items():
            setattr(locked, name, value)
        _check_people(locked)
        locked.save_version(version, columns)
        record(
            by=by,
            action="crm.contract.update",
            subject=locked,
            before=before,
            after=snapshot(locked),
            personal=("note",),
        )
    return locked


def _has_days(values: Mapping[str, Any]) -> bool:
    """Whether start or end is among the values: they are judged together."""
    return "starts_on" in values or "ends_on" in values


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in contract_fields.FIELDS:
            raise UnknownField(name=name, field=name)
    tidy, refusals = contract_fields.clean(values)
    if refusals:
        raise refusals[0]
    return tidy


def _main_entity(organisation_id: int) -> LegalEntity:
    """Return the organisation's main legal entity. Raises NotReady when there is none."""
    entity = LegalEntity.objects.filter(organisation_id=organisation_id).order_by("-is_main", "id").first()
    if entity is None:
        raise NotReady(field="legal_entity")
    return entity


def _check_people(contract: Contract) -> None:
    """Refuse an own entity or a manager of another organisation, and a manager who is none."""
    if contract.legal_entity.organisation_id != contract.organisation_id:
        raise Invalid(field="legal_entity")
    manager = contract.manager
    if manager is not None and (
        manager.organisation_id != contract.organisation_id or Role(manager.role) not in MANAGERS
    ):
        raise Invalid(field="manager")
