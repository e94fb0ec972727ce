"""The one door of a repair order's state: look up the table, stop or start the clock, write the step, record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common.actor import ActorKind
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.common.events import announce
from apps.inventory.service_centre import signals, transitions
from apps.inventory.service_centre.enums import CLOSED_STATES, PAUSED_STATES, OrderState, OrderVerb
from apps.inventory.service_centre.exceptions import OrderClosed, WrongOrderState
from apps.inventory.service_centre.models import RepairOrder, RepairStep

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor


def possible(order: RepairOrder, verb: OrderVerb) -> OrderState:
    """Return the state that follows. Raises WrongOrderState when the table has no such step."""
    after = transitions.after(order.state, verb)
    if after is None:
        raise WrongOrderState(
            field="verb", number=order.number, state=OrderState(order.state).label, verb=OrderVerb(verb).label
        )
    return after


def require_open(order: RepairOrder) -> None:
    """Raise OrderClosed when a locked order has ended."""
    if order.is_closed:
        raise OrderClosed(field="order", number=order.number)


def instant_of(order: RepairOrder, at: datetime | None) -> datetime:
    """Return the instant of the next step: now, or the stated one. Raises Invalid before the last step or ahead."""
    if at is None:
        return max(now(), order.state_since)
    if not order.state_since <= at <= now():
        raise Invalid(field="at")
    return at


def step(
    order: RepairOrder,
    verb: OrderVerb,
    *,
    by: Actor,
    note: str = "",
    at: datetime | None = None,
    told: dict[str, Any] | None = None,
    **changes: Any,
) -> RepairOrder:
    """Take one step of a locked order; `changes` are columns that change with it, `told` what the record adds.

    Effects, in order: the seconds of a wait that ends are added up; state and columns are written and the version
    counts up; the step is kept; one record; `order_changed` after the commit. Raises WrongOrderState.
    """
    after = possible(order, verb)
    before, was, instant = snapshot(order), OrderState(order.state), instant_of(order, at)
    if was in PAUSED_STATES:
        changes["paused_s"] = order.paused_s + int((instant - order.state_since).total_seconds())
    changes |= {"state": after, "state_since": instant}
    if after in CLOSED_STATES:
        changes["closed_at"] = instant
    for name, value in changes.items():
        setattr(order, name, value)
    order.save_version(order.version, changes)
    keep_step(order, verb, was, by=by, note=note, at=instant)
    record(
        by=by,
        action=f"inventory.repair.{verb.value}",
        subject=order,
        before=before,
        after=snapshot(order) | (told or {}),
        reason=note.strip(),
    )
    tell(order, verb, by=by)
    return order


def person_of(by: Actor) -> int | None:
    """Return the id of the member of staff or client's user who acts, None for a job or an agent."""
    return by.id if by.kind in (ActorKind.USER, ActorKind.TOKEN) else None


def keep_step(
    order: RepairOrder, verb: OrderVerb, before: OrderState | None, *, by: Actor, note: str, at: datetime
) -> None:
    """Write the line of what happened."""
    RepairStep.objects.create(
        organisation_id=order.organisation_id,
        order=order,
        verb=verb,
        before=before or "",
        after=order.state,
        at=at,
        user_id=person_of(by),
        by_label=by.label[:160],
        note=note.strip(),
    )


def tell(order: RepairOrder, verb: OrderVerb, *, by: Actor) -> None:
    """Announce a step after the commit."""
    announce(
        signals.order_changed, by=by, sender=RepairOrder, order_id=order.pk, verb=verb.value, state=str(order.state)
    )
