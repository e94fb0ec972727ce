"""Addenda of a contract: draft one, change it, register it with a number of its own, void it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import OrganisationSettings
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events, masks, sequences
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.enums import AddendumKind, AddendumStatus, AddendumVerb, ContractStatus
from apps.crm.exceptions import TermsFixed, TransitionRefused, UnknownField
from apps.crm.models import Addendum, Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.rules import addendum_fields, texts
from apps.crm.services.locking import lock_contract
from apps.crm.transitions import ADDENDUM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apps.common.actor import Actor

DEFAULT_MASK = "{N}"
_REASON_CHARS = 500
# An addendum is made to a contract that binds the parties.
_BINDING = frozenset({ContractStatus.ACTIVE, ContractStatus.SUSPENDED})


def create_addendum(
    contract: Contract, *, by: Actor, kind: AddendumKind = AddendumKind.CHANGE, **values: Any
) -> Addendum:
    """Draft an addendum to a contract in force and return it; it gets its number when it is registered.

    `values`: title, changes (text, a paragraph a line), signed_on, effective_on (days).
    Effects: the draft; one audit record. Raises AccessDenied, TransitionRefused (the contract is not in force),
    Invalid (at its field), UnknownField.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    with transaction.atomic():
        locked = _binding(contract)
        addendum = Addendum.objects.create(
            organisation_id=locked.organisation_id,
            client_id=locked.client_id,
            contract=locked,
            kind=kind,
            **_checked(values),
        )
        record(by=by, action="crm.addendum.create", subject=addendum, after=snapshot(addendum))
    return addendum


def update_addendum(addendum: Addendum, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Addendum:
    """Change a draft that the person saw as `version`, and return it; what was registered stands.

    Effects: the fields; one audit record with what differs.
    Raises AccessDenied, TermsFixed, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, CONTRACT_MANAGE, addendum)
    with transaction.atomic():
        locked = Addendum.objects.select_for_update().get(pk=addendum.pk)
        if locked.status != AddendumStatus.DRAFT:
            raise TermsFixed
        before = snapshot(locked)
        columns = _checked(changes)
        for name, value in columns.items():
            setattr(locked, name, value)
        locked.save_version(version, columns)
        record(by=by, action="crm.addendum.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def register_addendum(addendum: Addendum, *, by: Actor, version: int) -> Addendum:
    """Register a draft that the person saw as `version`: it gets its number and date, binds, and is returned.

    The number follows the organisation's mask of addenda, counted within the contract from 1; it is taken last and
    rolls back with the transaction: no gap, no duplicate. The date is today where the legal entity is unless set.
    Effects: number, date, status; one audit record; `addendum_registered` after commit.
    Raises AccessDenied, TransitionRefused, Invalid (no changes written), StaleVersion.
    """
    access.require(by, CONTRACT_MANAGE, addendum)
    with transaction.atomic():
        contract = _binding(addendum.contract)
        locked = Addendum.objects.select_for_update().get(pk=addendum.pk)
        _target(locked, AddendumVerb.REGISTER)
        if locked.kind == AddendumKind.CHANGE and not locked.changes:
            raise Invalid(_("Write what changes first."), field="changes")
        before = snapshot(locked)
        _number(locked, contract)
        fields = ("number", "ordinal", "registered_at", "signed_on")
        _move(locked, AddendumVerb.REGISTER, by=by, version=version, before=before, fields=fields)
        events.announce(
            signals.addendum_registered,
            by=by,
            sender=Addendum,
            addendum_id=locked.pk,
            contract_id=contract.pk,
            number=locked.number,
        )
    return locked


def void_addendum(addendum: Addendum, *, by: Actor, version: int, reason: str) -> Addendum:
    """Void a draft or a registered addendum and return it; its number is kept and never given out again.

    Effects: status; one audit record with the reason.
    Raises AccessDenied, TransitionRefused, StaleVersion, Invalid (no reason).
    """
    access.require(by, CONTRACT_MANAGE, addendum)
    reason = texts.line(reason, "reason", _REASON_CHARS)
    if not reason:
        raise Invalid(_("Say why the addendum is voided."), field="reason")
    with transaction.atomic():
        locked = Addendum.objects.select_for_update().get(pk=addendum.pk)
        _move(locked, AddendumVerb.VOID, by=by, version=version, before=snapshot(locked), reason=reason)
    return locked


def registration_addendum(contract: Contract, *, by: Actor) -> Addendum:
    """Return the contract's addendum on registration, made (and registered) when there is none.

    Effects and refusals are those of `create_addendum` and `register_addendum`.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    with transaction.atomic():
        locked = _binding(contract)
        rows = locked.addenda.filter(kind=AddendumKind.REGISTRATION).exclude(status=AddendumStatus.VOIDED)
        # «active» before «draft», the newest first.
        found = rows.order_by("status", "-id").first()
        if found is not None and found.status == AddendumStatus.ACTIVE:
            return found
        draft = found or create_addendum(locked, by=by, kind=AddendumKind.REGISTRATION)
        return register_addendum(draft, by=by, version=draft.version)


def _binding(contract: Contract) -> Contract:
    """Lock a contract that is in force. Raises TransitionRefused."""
    locked = lock_contract(contract)
    if locked.status not in _BINDING:
        raise TransitionRefused(status=ContractStatus(locked.status).label)
    return locked


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in addendum_fields.FIELDS:
            raise UnknownField(name=name, field=name)
    tidy, refusals = addendum_fields.clean(values)
    if refusals:
        raise refusals[0]
    return tidy


def _target(addendum: Addendum, verb: AddendumVerb) -> AddendumStatus:
    """Return the state the verb leads to. Raises TransitionRefused."""
    status = AddendumStatus(addendum.status)
    found = ADDENDUM.get((status, verb))
    if found is None:
        raise TransitionRefused(status=status.label, verb=verb)
    return found


def _move(
    addendum: Addendum,
    verb: AddendumVerb,
    *,
    by: Actor,
    version: int,
    before: Mapping[str, Any],
    fields: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Move a locked addendum and write `fields`, which the caller has set, with it; record."""
    addendum.status = _target(addendum, verb)
    addendum.save_version(version, ["status", *fields])
    record(
        by=by,
        action=f"crm.addendum.{verb}",
        subject=addendum,
        before=before,
        after=snapshot(addendum),
        reason=reason,
    )


def _number(addendum: Addendum, contract: Contract) -> None:
    """Give the addendum its date and its number within the contract."""
    instant = clock.now()
    day = addendum.signed_on or clock.day_in(contract.legal_entity.time_zone, instant)
    settings = OrganisationSettings.objects.filter(organisation_id=contract.organisation_id).first()
    mask = masks.parse(settings.addendum_mask if settings else DEFAULT_MASK)
    kind = f"crm.addendum.{contract.pk}"
    addendum.ordinal = sequences.next_number(contract.organisation_id, kind, mask.period(day))
    addendum.number = mask.render(addendum.ordinal, day)
    addendum.registered_at, addendum.signed_on = instant, day
