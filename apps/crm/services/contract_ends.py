"""Agreed ends: managers are told 30 and 7 days before, and a contract ends by itself when its last day is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.accounts.services.notifying import notify
from apps.common import clock
from apps.common.actor import Actor
from apps.common.scope import scope
from apps.crm.enums import ContractStatus, ContractVerb
from apps.crm.models import Contract, ContractNotice
from apps.crm.services.contract_states import move

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOTICE: Final = "crm.contract.ends"
DAYS_BEFORE: Final = (30, 7)
REASON: Final = "Срок договора истёк"
BATCH: Final = 200
_IN_FORCE: Final = (ContractStatus.ACTIVE, ContractStatus.SUSPENDED)


def organisations_with_ends() -> list[int]:
    """Return the organisations that have contracts about to end. Needs a system scope."""
    latest = clock.today() + timedelta(days=max(DAYS_BEFORE) + 1)
    rows = Contract.objects.filter(status__in=_IN_FORCE, ends_on__lte=latest)
    return list(rows.order_by("organisation").values_list("organisation", flat=True).distinct())


def end_contracts(organisation_id: int) -> int:
    """End the organisation's contracts whose last day is over where the legal entity is; return how many.

    Effects: each contract ends with a record and `contract_status_changed`, as if a person had ended it, in a
    transaction of its own. A contract that somebody else holds is left for the next time.
    """
    by = Actor.job("contract-ends", organisation_id)
    with scope(by):
        over = list(_ending(organisation_id, Q(ends_on__lte=clock.today())).values_list("pk", flat=True)[:BATCH])
    ended = 0
    for key in over:
        with scope(by), transaction.atomic():
            rows = _ending(organisation_id, Q(pk=key)).select_for_update(of=("self",), skip_locked=True)
            contract = rows.first()
            if contract is None or contract.ends_on is None or contract.ends_on >= _today(contract):
                continue
            move(contract, ContractVerb.END, by=by, version=contract.version, reason=REASON)
            ended += 1
    return ended


def tell_ends(organisation_id: int) -> int:
    """Tell managers of contracts that end within 30 or within 7 days, once for each; return how many were told.

    Of two notices due at once only the nearer is sent. Effects: a notice row and a notification in one transaction.
    """
    by = Actor.job("contract-ends", organisation_id)
    with scope(by):
        soon = clock.today() + timedelta(days=max(DAYS_BEFORE) + 1)
        rows = _ending(organisation_id, Q(ends_on__lte=soon)).select_for_update(of=("self",))
        return sum(_tell(contract, by) for contract in rows[:BATCH])


def _ending(organisation_id: int, when: Q) -> QuerySet[Contract]:
    """Return contracts in force that have an end, the nearest first."""
    rows = Contract.objects.select_related("legal_entity", "client").filter(organisation_id=organisation_id)
    return rows.filter(when, status__in=_IN_FORCE, ends_on__isnull=False).order_by("ends_on", "pk")


def _tell(contract: Contract, by: Actor) -> bool:
    """Tell one contract's manager, unless that was done or there is none."""
    ends_on = contract.ends_on
    if ends_on is None or contract.manager_id is None:
        return False
    left = (ends_on - _today(contract)).days
    due = [days for days in DAYS_BEFORE if 0 <= left <= days]
    if not due or ContractNotice.objects.filter(contract=contract, ends_on=ends_on, days__lte=min(due)).exists():
        return False
    ContractNotice.objects.create(
        organisation_id=contract.organisation_id,
        contract=contract,
        ends_on=ends_on,
        days=min(due),
        told_at=clock.now(),
    )
    notify(
        organisation_id=contract.organisation_id,
        user_ids=[contract.manager_id],
        kind=NOTICE,
        by=by,
        params={"number": contract.number, "client": str(contract.client), "day": ends_on},
        url=reverse("crm:contract", args=[contract.uid]),
    )
    return True


def _today(contract: Contract) -> date:
    """Return the day it is where the contract's legal entity is."""
    return clock.day_in(contract.legal_entity.time_zone)
