"""Reservations of power that an actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common import access
from apps.common.clock import now
from apps.inventory.enums import ReservationState
from apps.inventory.models import PowerReservation
from apps.inventory.permissions import PLACE_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def reservations(actor: Actor) -> QuerySet[PowerReservation]:
    """Return the reservations at the sites in reach, with node, site, client and person."""
    rows = PowerReservation.objects.select_related("power_node__room", "site", "client", "person")
    return access.narrow(actor, PLACE_VIEW, rows)


def held_now(actor: Actor) -> QuerySet[PowerReservation]:
    """Return the reservations in reach that hold power at this moment, those that end first on top."""
    return reservations(actor).filter(state=ReservationState.ACTIVE, until__gt=now()).order_by("until", "pk")
