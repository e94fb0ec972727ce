"""How repair orders end: repaired, scrapped, cancelled; the unit goes on in the same transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.enums import UnitVerb
from apps.inventory.service_centre.enums import OrderVerb
from apps.inventory.service_centre.exceptions import PartsOut
from apps.inventory.service_centre.permissions import REPAIR_SCRAP, require_repair_at
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.services import door
from apps.inventory.service_centre.services.approval import require_approved
from apps.inventory.service_centre.services.locking import lock_order
from apps.inventory.service_centre.services.under_repair import release

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.service_centre.models import RepairOrder

_MOST_DAYS: Final = 3650


def finish_order(
    order: RepairOrder,
    *,
    by: Actor,
    conclusion: str = "",
    warranty_days: int | None = None,
    at: datetime | None = None,
) -> RepairOrder:
    """End a repair: the unit is stored again where it stands, the repair's warranty begins.

    `warranty_days`: by the settings when it is not given. Raises AccessDenied, WrongOrderState, EstimateNotApproved,
    Invalid for a warranty of more than ten years.
    """
    require_repair_at(by, order.site)
    if warranty_days is not None and not 0 <= warranty_days <= _MOST_DAYS:
        raise Invalid(field="warranty_days")
    with transaction.atomic():
        locked = lock_order(order)
        door.possible(locked, OrderVerb.FINISH)
        require_approved(locked)
        instant = door.instant_of(locked, at)
        days = service_settings(locked.organisation_id).warranty_days if warranty_days is None else warranty_days
        until = instant.date() + timedelta(days=days)
        door.step(
            locked, OrderVerb.FINISH, by=by, note=conclusion, at=at, conclusion=conclusion.strip(), warranty_until=until
        )
        release(locked, UnitVerb.FINISH_REPAIR, by=by, why=conclusion, at=at)
    return locked


def scrap_unit(order: RepairOrder, *, by: Actor, why: str, at: datetime | None = None) -> RepairOrder:
    """End an order by writing the unit off; parts may then be taken off it (`take_off_unit`).

    Raises AccessDenied, WrongOrderState, Invalid without a reason.
    """
    require_repair_at(by, order.site)
    access.require(by, REPAIR_SCRAP, order)
    return _end(order, OrderVerb.SCRAP, UnitVerb.WRITE_OFF, by=by, why=why, at=at)


def cancel_order(order: RepairOrder, *, by: Actor, why: str, at: datetime | None = None) -> RepairOrder:
    """End an order without a repair: the unit is stored where it stands.

    Raises AccessDenied, WrongOrderState, PartsOut while parts are in the unit, Invalid without a reason.
    """
    require_repair_at(by, order.site)
    return _end(order, OrderVerb.CANCEL, UnitVerb.FINISH_REPAIR, by=by, why=why, at=at)


def _end(
    order: RepairOrder, verb: OrderVerb, unit_verb: UnitVerb, *, by: Actor, why: str, at: datetime | None
) -> RepairOrder:
    """End an order that was not finished."""
    if not why.strip():
        raise Invalid(field="why")
    with transaction.atomic():
        locked = lock_order(order)
        door.possible(locked, verb)
        if verb == OrderVerb.CANCEL and any(line.used for line in locked.repairparts.all()):
            raise PartsOut(field="order", number=locked.number)
        door.step(locked, verb, by=by, note=why, at=at, conclusion=why.strip())
        release(locked, unit_verb, by=by, why=why, at=at)
    return locked
