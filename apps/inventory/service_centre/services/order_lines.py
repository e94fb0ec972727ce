"""What an order holds: works of the catalogue, parts from the stock and back, what is taken off the unit, photos."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common.errors import Conflict, Invalid
from apps.inventory.service_centre.enums import ComponentState, OrderState, Payer, StockKind
from apps.inventory.service_centre.exceptions import ComponentElsewhere
from apps.inventory.service_centre.models import Component, RepairPart, RepairWork
from apps.inventory.service_centre.permissions import require_repair_at, require_stock_at
from apps.inventory.service_centre.rules import stock as rules
from apps.inventory.service_centre.services import components, door
from apps.inventory.service_centre.services.components import Where
from apps.inventory.service_centre.services.ledger import Bin, Why, bring, counted, take, watched
from apps.inventory.service_centre.services.locking import lock_order, lock_part
from apps.inventory.services.locks import lock_row

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import Part, RepairOrder, ServiceWork, StockMovement

_MOST: Final = 1000
_ONE: Final = Decimal(1)
# Parts go in while the unit is open on the bench.
_BENCH: Final = frozenset({OrderState.DIAGNOSED, OrderState.WAITING_PARTS, OrderState.IN_WORK})
_DISMANTLING: Final = frozenset({OrderState.IN_WORK, OrderState.TESTING, OrderState.SCRAPPED})


def add_work(
    order: RepairOrder, work: ServiceWork, *, by: Actor, quantity: int = 1, payer: Payer | None = None
) -> RepairWork:
    """Add a work to an open order, at the price and time of the catalogue now; one record.

    `payer`: the order's when it is not given. Raises AccessDenied, OrderClosed, Invalid.
    """
    require_repair_at(by, order.site)
    if not 1 <= quantity <= _MOST:
        raise Invalid(field="quantity")
    if work.is_retired:
        raise Invalid(field="work")
    with transaction.atomic():
        locked = lock_order(order)
        door.require_open(locked)
        line = RepairWork.objects.create(
            organisation_id=locked.organisation_id,
            order=locked,
            work=work,
            name=work.name,
            quantity=quantity,
            price=work.price,
            minutes=work.minutes,
            payer=_payer(locked, payer),
            by_label=by.label[:160],
        )
        record(by=by, action="inventory.repair.add_work", subject=locked, after=snapshot(line))
    return line


def remove_work(line: RepairWork, *, by: Actor) -> None:
    """Take a work off an open order; one record. Raises AccessDenied, OrderClosed."""
    require_repair_at(by, line.order.site)
    with transaction.atomic():
        order = lock_order(line.order)
        door.require_open(order)
        locked = lock_row(RepairWork.objects.filter(order=order), line.pk)
        before = snapshot(locked)
        locked.delete()
        record(by=by, action="inventory.repair.remove_work", subject=order, before=before)


def _payer(order: RepairOrder, payer: Payer | None) -> Payer:
    """Return who pays a line. Raises Invalid."""
    chosen = payer or order.payer
    if chosen not in Payer.values:
        raise Invalid(field="payer")
    return Payer(chosen)


@dataclass(frozen=True, slots=True)
class Issue:
    """What goes from a bin to an order; a piece with a serial number is installed at a position of the unit, from 1.

    `payer`: the order's when it is not given.
    """

    part: Part
    source: Bin
    quantity: Decimal = _ONE
    payer: Payer | None = None
    serial: str = ""
    position: int | None = None


def issue_part(order: RepairOrder, issue: Issue, *, by: Actor, at: datetime | None = None) -> RepairPart:
    """Issue a part from a bin to an order.

    Effects, in order: order, part, bin and component are locked; the line with the price of now; the movement at the
    bin's average cost; the component's dated place; people are told when the stock falls below its minimum; one record.
    Raises AccessDenied, Conflict (not on the bench), Invalid, NotEnough, SerialsNeeded, NoSerials, ComponentElsewhere,
    PositionTaken.
    """
    require_repair_at(by, order.site)
    part, position = issue.part, issue.position
    require_stock_at(by, issue.source.site)
    source, amount = issue.source.tidy(), counted(part, issue.quantity)
    names = components.tidy_serials(part, [issue.serial] if issue.serial.strip() else [], amount, "serial")
    if names and (position is None or position < 1):
        raise Invalid(field="position")
    with transaction.atomic():
        locked = lock_order(order)
        _on_bench(locked, _BENCH)
        held = lock_part(part)
        component = components.found(held, names, source.site, source.name)[0] if names else None
        line = RepairPart.objects.create(
            organisation_id=locked.organisation_id,
            order=locked,
            part=held,
            component=component,
            site=source.site,
            bin=source.name,
            name=str(held),
            measure=held.measure,
            quantity=amount,
            price=held.price,
            payer=_payer(locked, issue.payer),
            by_label=by.label[:160],
        )
        why = Why(locked.number, order=locked, line=line, component=component, at=at)
        with watched(held, source.site, by=by):
            take(held, by=by, place=source, kind=StockKind.ISSUE, quantity=amount, why=why)
        if component is not None and position is not None:
            where = Where.installed(locked.unit, position)
            components.move(component, where, by=by, document=locked.number, at=at)
        record(by=by, action="inventory.repair.issue_part", subject=locked, after=snapshot(line))
    return line


def _on_bench(order: RepairOrder, states: frozenset[OrderState]) -> None:
    """Raise OrderClosed or Conflict unless a locked order is in one of these states."""
    if order.state in states:
        return
    door.require_open(order)
    raise Conflict(field="order")


def return_part(
    line: RepairPart, *, by: Actor, quantity: Decimal | None = None, at: datetime | None = None
) -> RepairPart:
    """Return what was issued (all that is still there when no quantity is given) to the bin it came from.

    It comes back at the cost it went out with, so that the order and the bin are as if it had never been issued.
    Raises AccessDenied, OrderClosed, Invalid for more than is there.
    """
    require_repair_at(by, line.order.site)
    require_stock_at(by, line.site)
    with transaction.atomic():
        order = lock_order(line.order)
        door.require_open(order)
        part = lock_part(line.part)
        locked: RepairPart = lock_row(RepairPart.objects.select_related("site", "component"), line.pk)
        amount = locked.used if quantity is None else counted(part, quantity)
        if not 0 < amount <= locked.used:
            raise Invalid(field="quantity")
        before = snapshot(locked)
        value = _value_back(locked, amount)
        locked.returned += amount
        locked.save(update_fields=["returned", "updated_at"])
        why = Why(order.number, order=order, line=locked, component=locked.component, at=at)
        bring(
            part,
            by=by,
            place=Bin(locked.site, locked.bin),
            kind=StockKind.RETURN,
            quantity=amount,
            value=value,
            why=why,
        )
        if locked.component is not None:
            component = lock_row(Component.objects.all(), locked.component.pk)
            if (component.state, component.unit_id) != (ComponentState.INSTALLED, order.unit_id):
                raise ComponentElsewhere(field="quantity", serial=component.serial, where=components.told(component))
            where = Where.stocked(locked.site, locked.bin)
            components.move(component, where, by=by, document=order.number, at=at)
        record(by=by, action="inventory.repair.return_part", subject=order, before=before, after=snapshot(locked))
    return locked


def _value_back(line: RepairPart, amount: Decimal) -> Decimal:
    """Return the cost that comes back with a part of a line: its share of what is still out."""
    out = -sum((move.value for move in line.stock_movements.all()), Decimal(0))
    return rules.taken(line.used, out, amount)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken off a unit: a part, how much, what it is worth in all, and for a piece its number and position.

    Without a bin it is scrapped at once (components only: other scrap is of no interest to the stock).
    """

    part: Part
    quantity: Decimal = _ONE
    to: Bin | None = None
    value: Decimal = Decimal(0)
    serial: str = ""
    position: int | None = None


def take_off_unit(
    order: RepairOrder, taken: Taken, *, by: Actor, reason: str = "", at: datetime | None = None
) -> StockMovement | None:
    """Take a part off the unit of an order in work, on test or scrapped; what goes into a bin becomes stock.

    A component that was not known before begins its history here; a known one must be in this unit. One record.
    Raises AccessDenied, Conflict (the order's state), Invalid, SerialsNeeded, NoSerials, ComponentElsewhere.
    """
    require_repair_at(by, order.site)
    if taken.to is not None:
        require_stock_at(by, taken.to.site)
    to, amount = (taken.to.tidy() if taken.to else None), counted(taken.part, taken.quantity)
    names = components.tidy_serials(taken.part, [taken.serial] if taken.serial.strip() else [], amount, "serial")
    if not Decimal(taken.value).is_finite() or taken.value < 0 or (to is None and not names):
        raise Invalid(field="value" if to is not None or names else "bin")
    with transaction.atomic():
        locked = lock_order(order)
        _on_bench(locked, _DISMANTLING)
        part = lock_part(taken.part)
        component = _from_unit(locked, part, names, taken.position, by=by, at=at) if names else None
        where = Where.stocked(to.site, to.name) if to is not None else Where.scrapped()
        if component is not None:
            components.move(component, where, by=by, document=locked.number, at=at)
        move = None
        if to is not None:
            why = Why(locked.number, reason, order=locked, component=component, at=at)
            common: dict[str, Any] = {"by": by, "place": to, "kind": StockKind.SALVAGE}
            move = bring(part, quantity=amount, value=rules.cents(Decimal(taken.value)), why=why, **common)
        told = {"part": str(part), "quantity": str(amount), "serials": names, "to": to.name if to else None}
        record(by=by, action="inventory.repair.take_off", subject=locked, after=told, reason=reason.strip())
    return move


def _from_unit(
    order: RepairOrder, part: Part, names: list[str], position: int | None, *, by: Actor, at: datetime | None
) -> Component:
    """Return the locked component that is taken out of the order's unit."""
    rows = Component.objects.select_for_update(of=("self",)).filter(
        serial=names[0], organisation_id=part.organisation_id
    )
    known = rows.first()
    if known is None:
        if position is None or position < 1:
            raise Invalid(field="position")
        where = Where.installed(order.unit, position)
        return components.make(part, names, where, by=by, document=order.number, at=at)[0]
    if (known.part_id, known.state, known.unit_id) != (part.pk, ComponentState.INSTALLED, order.unit_id):
        raise ComponentElsewhere(field="serial", serial=known.serial, where=components.told(known))
    return known
