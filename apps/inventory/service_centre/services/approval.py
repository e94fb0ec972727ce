"""The estimate and the client's approval: what the client pays must be agreed to before it is spent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.accounts.services.notifying import notify
from apps.common import access
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import ClientUserBinding
from apps.inventory.service_centre.enums import OrderVerb, Payer
from apps.inventory.service_centre.exceptions import EstimateNotApproved, NothingToApprove
from apps.inventory.service_centre.models import RepairOrder
from apps.inventory.service_centre.permissions import REPAIR_APPROVE, require_repair_at
from apps.inventory.service_centre.services import door
from apps.inventory.service_centre.services.locking import lock_order

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor

WANTED: Final = "inventory.repair.estimate"
DECIDED: Final = "inventory.repair.decided"
_MOST: Final = Decimal(10) ** 12


def client_total(order: RepairOrder) -> Decimal:
    """Return what the client pays by the lines as they are now (two queries)."""
    works = sum((line.total for line in order.repairworks.filter(payer=Payer.CLIENT)), Decimal(0))
    parts = sum((line.total for line in order.repairparts.filter(payer=Payer.CLIENT)), Decimal(0))
    return works + parts


def require_approved(order: RepairOrder) -> None:
    """Raise EstimateNotApproved when the client of a locked order pays more than was approved."""
    total, approved = client_total(order), order.approved_total or Decimal(0)
    if total > approved:
        raise EstimateNotApproved(field="order", total=f"{total:.2f}", approved=f"{approved:.2f}")


def ask_approval(
    order: RepairOrder, *, by: Actor, total: Decimal | None = None, note: str = "", at: datetime | None = None
) -> RepairOrder:
    """Ask the client to agree to an estimate: what the lines say, or more where parts are still to come.

    The client's users are told. The clock of the turnaround stands until the answer.
    Raises AccessDenied, WrongOrderState, NothingToApprove, Invalid for less than the lines say.
    """
    require_repair_at(by, order.site)
    with transaction.atomic():
        locked = lock_order(order)
        door.possible(locked, OrderVerb.ASK_APPROVAL)
        due = client_total(locked)
        wanted = due if total is None else total
        if wanted <= 0:
            raise NothingToApprove(field="total")
        if not due <= wanted < _MOST:
            raise Invalid(field="total")
        door.step(locked, OrderVerb.ASK_APPROVAL, by=by, note=note, at=at, estimate_total=wanted)
        bound = ClientUserBinding.objects.filter(content_object_id=locked.client_id)
        _notify(WANTED, locked, set(bound.values_list("user_id", flat=True)), by=by)
    return locked


def approve_estimate(order: RepairOrder, *, by: Actor, how: str = "", at: datetime | None = None) -> RepairOrder:
    """Agree to the estimate, as the client's user or for the client (`how` says by which letter or call).

    Raises AccessDenied, WrongOrderState, Invalid without `how` when staff answer for the client.
    """
    access.require(by, REPAIR_APPROVE, order)
    if not by.is_client and not how.strip():
        raise Invalid(field="note")
    return _decide(order, OrderVerb.APPROVE, by=by, note=how, at=at)


def decline_estimate(order: RepairOrder, *, by: Actor, why: str, at: datetime | None = None) -> RepairOrder:
    """Say no to the estimate, with a reason. Raises AccessDenied, WrongOrderState, Invalid without a reason."""
    access.require(by, REPAIR_APPROVE, order)
    if not why.strip():
        raise Invalid(field="note")
    return _decide(order, OrderVerb.DECLINE, by=by, note=why, at=at)


def _decide(order: RepairOrder, verb: OrderVerb, *, by: Actor, note: str, at: datetime | None) -> RepairOrder:
    """Keep the answer; done as the job `client-answer`, since a client's user only reads orders."""
    with system_scope(SystemJob.CLIENT_ANSWER):
        locked = lock_order(order)
        instant = door.instant_of(locked, at)
        changes: dict[str, Any] = {}
        if verb == OrderVerb.APPROVE:
            changes = {
                "approved_total": locked.estimate_total,
                "approved_at": instant,
                "approved_by": by.label[:160],
            }
        door.step(locked, verb, by=by, note=note, at=at, **changes)
        _notify(DECIDED, locked, {locked.technician_id} - {None}, by=by)
    return locked


def _notify(kind: str, order: RepairOrder, user_ids: set[int | None], *, by: Actor) -> None:
    """Tell people about the estimate of an order."""
    notify(
        organisation_id=order.organisation_id,
        user_ids={pk for pk in user_ids if pk is not None},
        kind=kind,
        by=by,
        params={
            "number": order.number,
            "serial": order.unit.serial,
            "total": f"{order.estimate_total or 0:.2f}",
            "state": str(order.get_state_display()),
        },
        url=f"/service/orders/{order.uid}/",
    )
