"""Repair orders that an actor may see, with their lines, sums and clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.common import access
from apps.inventory.models import Site
from apps.inventory.service_centre.enums import CLOSED_STATES, PAUSED_STATES, Payer
from apps.inventory.service_centre.models import (
    RepairAssessment,
    RepairFinding,
    RepairOrder,
    RepairPart,
    RepairPhoto,
    RepairStep,
    RepairWork,
    StockMovement,
)
from apps.inventory.service_centre.permissions import REPAIR_COST, REPAIR_VIEW
from apps.inventory.service_centre.rules.payers import split
from apps.inventory.service_centre.rules.turnaround import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Unit


@dataclass(frozen=True, slots=True)
class Sums:
    """What an order costs by who pays, and what its parts cost us (None for who may not see costs)."""

    by_payer: Mapping[Payer, Decimal]
    parts_cost: Decimal | None

    @property
    def total(self) -> Decimal:
        """All payers together."""
        return sum(self.by_payer.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Queued:
    """How many open orders are in a state, and since when the oldest is."""

    state: str
    count: int
    oldest: datetime


def orders(actor: Actor) -> QuerySet[RepairOrder]:
    """Return the orders in reach with unit and client, and the names of site and technician.

    A client's user does not see every site and no staff: names come by subqueries, so that no order is lost by a join.
    """
    sites = Site.objects.filter(pk=OuterRef("site_id")).values("name")[:1]
    people = User.objects.filter(pk=OuterRef("technician_id")).values("name")[:1]
    rows = RepairOrder.objects.select_related("unit__model", "client").annotate(
        site_name=Coalesce(Subquery(sites), Value("")),
        technician_name=Value("") if actor.is_client else Coalesce(Subquery(people), Value("")),
    )
    return access.narrow(actor, REPAIR_VIEW, rows)


def open_orders(actor: Actor) -> QuerySet[RepairOrder]:
    """Return the orders in reach that have not ended, those that wait longest first."""
    return orders(actor).exclude(state__in=CLOSED_STATES).order_by("state_since", "pk")


def open_order_of(actor: Actor, unit: Unit) -> RepairOrder | None:
    """Return the order of a unit that has not ended."""
    return open_orders(actor).filter(unit=unit).first()


def queue(actor: Actor, site_id: int | None = None) -> dict[str, Queued]:
    """Return the open orders by state (one query), of one site or of all in reach."""
    rows = access.narrow(actor, REPAIR_VIEW, RepairOrder.objects.exclude(state__in=CLOSED_STATES))
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    groups = rows.order_by().values("state").annotate(count=Count("pk"), oldest=Min("state_since"))
    return {row["state"]: Queued(row["state"], row["count"], row["oldest"]) for row in groups}


def findings_of(actor: Actor, order: RepairOrder) -> QuerySet[RepairFinding]:
    """Return what was found."""
    return access.narrow(actor, REPAIR_VIEW, RepairFinding.objects.filter(order=order))


def works_of(actor: Actor, order: RepairOrder) -> QuerySet[RepairWork]:
    """Return the works; a client's user sees what the client pays."""
    rows = RepairWork.objects.filter(order=order)
    return access.narrow(actor, REPAIR_VIEW, rows.filter(payer=Payer.CLIENT) if actor.is_client else rows)


def parts_of(actor: Actor, order: RepairOrder) -> QuerySet[RepairPart]:
    """Return the parts that are in the unit, or were; a client's user sees what the client pays."""
    if actor.is_client:
        rows = RepairPart.objects.filter(order=order, payer=Payer.CLIENT, returned__lt=F("quantity"))
    else:
        rows = RepairPart.objects.filter(order=order).select_related("part", "site", "component")
    return access.narrow(actor, REPAIR_VIEW, rows)


def steps_of(actor: Actor, order: RepairOrder) -> QuerySet[RepairStep]:
    """Return what happened, newest first; nothing for a client's user."""
    rows = access.narrow(actor, REPAIR_VIEW, RepairStep.objects.filter(order=order))
    return rows.order_by("-at", "-pk")


def photos(actor: Actor) -> QuerySet[RepairPhoto]:
    """Return the photos in reach; nothing for a client's user."""
    return access.narrow(actor, REPAIR_VIEW, RepairPhoto.objects.select_related("file"))


def assessments_of(actor: Actor, order: RepairOrder) -> QuerySet[RepairAssessment]:
    """Return what was reckoned about repairing, newest first."""
    return access.narrow(actor, REPAIR_VIEW, RepairAssessment.objects.filter(order=order)).order_by("-pk")


def sums_of(actor: Actor, order: RepairOrder) -> Sums:
    """Return the sums of an order as the actor may see them (two or three queries)."""
    lines: list[tuple[str, Decimal]] = [(line.payer, line.total) for line in works_of(actor, order)]
    lines += [(line.payer, line.total) for line in parts_of(actor, order)]
    cost = None
    if access.may(actor, REPAIR_COST, order):
        moved = StockMovement.objects.filter(order=order, line__isnull=False).aggregate(sum=Sum("value"))["sum"]
        cost = -(moved or Decimal(0))
    return Sums(split(lines), cost)


def clock_of(order: RepairOrder) -> Clock:
    """Return the times of an order."""
    waits = order.state in PAUSED_STATES
    return Clock(
        order.opened_at, order.promised_at, order.closed_at, order.paused_s, order.state_since if waits else None
    )


def repairs_of_unit(actor: Actor, unit: Unit) -> QuerySet[RepairOrder]:
    """Return the repairs of a unit, newest first."""
    return orders(actor).filter(unit=unit).order_by("-opened_at", "-pk")
