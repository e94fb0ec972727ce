"""The one door through which a contract changes its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, events
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.enums import ContractStatus, ContractVerb
from apps.crm.exceptions import TransitionRefused
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.rules import texts
from apps.crm.services.locking import lock_contract
from apps.crm.transitions import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor

# Registering brings a number with it and voiding needs a reason: each has its own service.
PLAIN_VERBS = frozenset({ContractVerb.SUSPEND, ContractVerb.RESUME, ContractVerb.END})
_REASON_CHARS = 500


def change_contract_status(
    contract: Contract, *, by: Actor, verb: ContractVerb, version: int, reason: str = ""
) -> Contract:
    """Suspend, resume or end a contract that the person saw as `version`, and return it.

    Effects: status; one audit record with the reason; `contract_status_changed` after commit.
    Raises AccessDenied, TransitionRefused, StaleVersion, Invalid (another verb, a reason too long).
    """
    access.require(by, CONTRACT_MANAGE, contract)
    if verb not in PLAIN_VERBS:
        raise Invalid(field="verb")
    reason = texts.line(reason, "reason", _REASON_CHARS)
    with transaction.atomic():
        locked = lock_contract(contract)
        move(locked, verb, by=by, version=version, reason=reason)
    return locked


def void_contract(contract: Contract, *, by: Actor, version: int, reason: str) -> Contract:
    """Void a draft or a contract in force, and return it; its number is kept and never given out again.

    Effects: status; one audit record with the reason; `contract_status_changed` after commit.
    Raises AccessDenied, TransitionRefused, StaleVersion, Invalid (no reason).
    """
    access.require(by, CONTRACT_MANAGE, contract)
    reason = texts.line(reason, "reason", _REASON_CHARS)
    if not reason:
        raise Invalid(_("Say why the contract is voided."), field="reason")
    with transaction.atomic():
        locked = lock_contract(contract)
        move(locked, ContractVerb.VOID, by=by, version=version, reason=reason)
    return locked


def target(contract: Contract, verb: ContractVerb) -> ContractStatus:
    """Return the state the verb leads to. Raises TransitionRefused."""
    status = ContractStatus(contract.status)
    found = CONTRACT.get((status, verb))
    if found is None:
        raise TransitionRefused(status=status.label, verb=verb)
    return found


def move(
    contract: Contract, verb: ContractVerb, *, by: Actor, version: int, reason: str = "", fields: Sequence[str] = ()
) -> None:
    """Move a locked contract and write `fields`, which the caller has set, with it; record and announce."""
    status = target(contract, verb)
    before = snapshot(Contract.objects.get(pk=contract.pk)) if fields else snapshot(contract)
    contract.status = status
    contract.save_version(version, ["status", *fields])
    record(
        by=by,
        action=f"crm.contract.{verb}",
        subject=contract,
        before=before,
        after=snapshot(contract),
        personal=("note",),
        reason=reason,
    )
    events.announce(
        signals.contract_status_changed,
        by=by,
        sender=Contract,
        contract_id=contract.pk,
        verb=str(verb),
        status=str(status),
    )
