"""Moving spare parts: receipt, transfer, correction, write-off. Issue and return belong to orders."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common.errors import Conflict, Invalid
from apps.inventory.service_centre.enums import StockKind
from apps.inventory.service_centre.models import PartStock
from apps.inventory.service_centre.permissions import require_stock_at
from apps.inventory.service_centre.rules import stock as rules
from apps.inventory.service_centre.services import components
from apps.inventory.service_centre.services.components import Where
from apps.inventory.service_centre.services.ledger import Bin, Why, bring, counted, take, watched
from apps.inventory.service_centre.services.locking import lock_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import Part, StockMovement

_ONE = Decimal(1)


def receive_part(
    part: Part,
    *,
    by: Actor,
    to: Bin,
    quantity: Decimal,
    price: Decimal,
    document: str = "",
    serials: Sequence[str] = (),
    at: datetime | None = None,
) -> list[StockMovement]:
    """Receive parts into a bin at the price of one; pieces with serial numbers become components.

    The bin's average cost moves as `rules.stock` says. One record. Raises AccessDenied, Invalid, SerialsNeeded,
    NoSerials, ComponentKnown.
    """
    require_stock_at(by, to.site)
    to, quantity = to.tidy(), counted(part, quantity)
    if not Decimal(price) >= 0 or not Decimal(price).is_finite():
        raise Invalid(field="price")
    names = components.tidy_serials(part, serials, quantity)
    with transaction.atomic():
        locked = lock_part(part)
        where: dict[str, Any] = {"by": by, "place": to, "kind": StockKind.RECEIPT}
        if names:
            made = components.make(locked, names, Where.stocked(to.site, to.name), by=by, document=document, at=at)
            worth = rules.worth(_ONE, price)
            moves = [
                bring(locked, quantity=_ONE, value=worth, why=Why(document, component=one, at=at), **where)
                for one in made
            ]
        else:
            value = rules.worth(quantity, price)
            moves = [bring(locked, quantity=quantity, value=value, why=Why(document, at=at), **where)]
        _record(by, locked, "receive", to, quantity, price=str(price), document=document, serials=names)
    return moves


def transfer_part(
    part: Part,
    *,
    by: Actor,
    source: Bin,
    to: Bin,
    quantity: Decimal,
    document: str = "",
    serials: Sequence[str] = (),
    at: datetime | None = None,
) -> None:
    """Take parts from one bin to another, of the same or another site, at their average cost.

    Needs the right at both sites. One record. Raises AccessDenied, Invalid, NotEnough, SerialsNeeded, NoSerials,
    ComponentElsewhere, Conflict for the same bin.
    """
    for site in (source.site, to.site):
        require_stock_at(by, site)
    source, to, quantity = source.tidy(), to.tidy("to_bin"), counted(part, quantity)
    if (source.site.pk, source.name) == (to.site.pk, to.name):
        raise Conflict(_("It is there already."), field="to_bin")
    names = components.tidy_serials(part, serials, quantity)
    with transaction.atomic():
        locked = lock_part(part)
        for component, amount in _pieces(locked, names, source, quantity):
            why = Why(document, component=component, pair=uuid.uuid4(), at=at)
            out = take(locked, by=by, place=source, kind=StockKind.TRANSFER_OUT, quantity=amount, why=why)
            bring(
                locked,
                by=by,
                place=to,
                kind=StockKind.TRANSFER_IN,
                quantity=amount,
                value=-out.value,
                why=why,
            )
            if component is not None:
                components.move(component, Where.stocked(to.site, to.name), by=by, document=document, at=at)
        _record(
            by, locked, "transfer", source, quantity, to=to.site.name, to_bin=to.name, document=document, serials=names
        )


def write_off_part(
    part: Part,
    *,
    by: Actor,
    source: Bin,
    quantity: Decimal,
    reason: str,
    serials: Sequence[str] = (),
    at: datetime | None = None,
) -> None:
    """Write parts off a bin, with a reason; components are scrapped. One record.

    Raises AccessDenied, Invalid (no reason), NotEnough, SerialsNeeded, NoSerials, ComponentElsewhere.
    """
    require_stock_at(by, source.site, correct=True)
    source, quantity = source.tidy(), counted(part, quantity)
    if not reason.strip():
        raise Invalid(field="reason")
    names = components.tidy_serials(part, serials, quantity)
    with transaction.atomic():
        locked = lock_part(part)
        with watched(locked, source.site, by=by):
            for component, amount in _pieces(locked, names, source, quantity):
                why = Why(reason=reason, component=component, at=at)
                take(locked, by=by, place=source, kind=StockKind.WRITE_OFF, quantity=amount, why=why)
                if component is not None:
                    components.move(component, Where.scrapped(), by=by, document=reason, at=at)
        _record(by, locked, "write_off", source, quantity, reason=reason, serials=names)


def correct_stock(
    part: Part,
    *,
    by: Actor,
    place: Bin,
    difference: Decimal,
    reason: str,
    document: str = "",
    at: datetime | None = None,
) -> StockMovement:
    """Correct a bin by a difference, with a reason; more is worth the bin's average cost (nought when it was empty).

    For parts without serial numbers: a piece that has one is received or written off by its number. One record.
    Raises AccessDenied, Invalid (no reason, no difference), NotEnough, SerialsNeeded.
    """
    require_stock_at(by, place.site, correct=True)
    place = place.tidy()
    amount = counted(part, abs(difference), "difference")
    if not reason.strip():
        raise Invalid(field="reason")
    if part.is_serial:
        components.tidy_serials(part, (), amount, "difference")
    with transaction.atomic():
        locked = lock_part(part)
        why = Why(document, reason, at=at)
        common: dict[str, Any] = {"by": by, "place": place, "kind": StockKind.CORRECTION}
        with watched(locked, place.site, by=by):
            if difference < 0:
                move = take(locked, quantity=amount, why=why, **common)
            else:
                held = PartStock.objects.filter(part=locked, site=place.site, bin=place.name).first()
                price = (held.average_cost if held else None) or Decimal(0)
                move = bring(locked, quantity=amount, value=rules.worth(amount, price), why=why, **common)
        _record(by, locked, "correct", place, difference, reason=reason, document=document)
    return move


def _pieces(part: Part, names: Sequence[str], source: Bin, quantity: Decimal) -> list[tuple[Any, Decimal]]:
    """Return what moves: each component by itself, or the whole quantity at once."""
    if not names:
        return [(None, quantity)]
    return [(component, _ONE) for component in components.found(part, names, source.site, source.name)]


def _record(by: Actor, part: Part, verb: str, place: Bin, quantity: Decimal, **facts: Any) -> None:
    """Write the one record of a movement."""
    told = {"site": place.site.name, "bin": place.name, "quantity": str(quantity), **facts}
    reason = str(facts.get("reason", ""))
    record(by=by, action=f"inventory.stock.{verb}", subject=part, after=told, reason=reason)
