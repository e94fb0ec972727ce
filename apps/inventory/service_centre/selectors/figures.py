"""Figures of the service centre: turnaround, repeats, spending on parts, by technician and by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateTimeField, F, FloatField, Func, Q, Sum
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Cast, Extract, TruncMonth

from apps.common import access
from apps.inventory.service_centre.enums import OrderState
from apps.inventory.service_centre.models import RepairFinding, RepairOrder, StockMovement
from apps.inventory.service_centre.permissions import REPAIR_COST, REPAIR_FIGURES

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from apps.common.actor import Actor

_S_PER_DAY = 86_400
_MOST_SHOWN = 8


class Percentile(Aggregate):
    """PostgreSQL's continuous percentile: what this share of the values does not exceed."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Finished repairs of a group: how many, days at the median and at nine tenths, how many were repeats or late."""

    label: str
    count: int
    p50_days: float | None
    p90_days: float | None
    repeats: int
    late: int

    @property
    def repeat_share(self) -> Decimal | None:
        """Repeats as a percentage."""
        return Decimal(self.repeats * 100) / self.count if self.count else None

    @property
    def late_share(self) -> Decimal | None:
        """Late ones as a percentage."""
        return Decimal(self.late * 100) / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Spent:
    """One part that was used in repairs."""

    name: str
    quantity: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """One month: repairs that ended, and what their parts cost."""

    first: date
    done: int
    scrapped: int
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything of the page of figures, of the last `days` days."""

    days: int
    all: Turnaround
    by_technician: list[Turnaround]
    months: list[Month]
    parts: list[Spent]
    parts_cost: Decimal
    findings: list[tuple[str, int]]


def figures(actor: Actor, until: datetime, days: int, site_id: int | None = None) -> Figures:
    """Return the figures of the repairs in reach that ended in the last `days` days (seven queries)."""
    since = until - timedelta(days=days)
    closed = RepairOrder.objects.filter(closed_at__gt=since, closed_at__lte=until)
    if site_id is not None:
        closed = closed.filter(site_id=site_id)
    ended = access.narrow(actor, REPAIR_FIGURES, closed).order_by()
    done = ended.filter(state=OrderState.DONE)
    spent = access.narrow(
        actor, REPAIR_COST, StockMovement.objects.filter(line__isnull=False, at__gt=since, at__lte=until)
    ).order_by()
    if site_id is not None:
        spent = spent.filter(order__site_id=site_id)
    return Figures(
        days=days,
        all=_turnaround("", _measured(done).aggregate(**_aggregates())),
        by_technician=_by_technician(done),
        months=_months(ended, spent),
        parts=_parts(spent),
        parts_cost=-(spent.aggregate(sum=Sum("value"))["sum"] or Decimal(0)),
        findings=list(
            RepairFinding.objects.filter(order__in=ended)
            .order_by()
            .values_list("code")
            .annotate(count=Count("pk"))
            .order_by("-count", "code")
        ),
    )


def _measured(rows: QuerySet[RepairOrder]) -> QuerySet[Any]:
    """Add `took_s`: from opening to the end without waits (see `rules.turnaround`)."""
    span = Cast(Extract(F("closed_at") - F("opened_at"), "epoch"), FloatField())
    return rows.annotate(took_s=span - Cast("paused_s", FloatField()))


def _aggregates() -> dict[str, Any]:
    """Return the aggregates of a group."""
    due = Func(
        F("promised_at"),
        F("paused_s"),
        template="(%(expressions)s * interval '1 second')",
        arg_joiner=" + ",
        output_field=DateTimeField(),
    )
    return {
        "count": Count("pk"),
        "p50": Percentile("took_s", share="0.5"),
        "p90": Percentile("took_s", share="0.9"),
        "repeats": Count("pk", filter=Q(repeat_of__isnull=False)),
        "late": Count("pk", filter=Q(closed_at__gt=due)),
    }


def _turnaround(label: str, row: dict[str, Any]) -> Turnaround:
    """Return a group's figures in days."""
    p50, p90 = (None if row[name] is None else row[name] / _S_PER_DAY for name in ("p50", "p90"))
    return Turnaround(label, row["count"], p50, p90, row["repeats"], row["late"])


def _by_technician(rows: QuerySet[RepairOrder]) -> list[Turnaround]:
    """Return the figures of each technician, the busiest first."""
    groups = _measured(rows).values("technician__name").annotate(**_aggregates()).order_by("-count")
    return [_turnaround(row["technician__name"] or "—", row) for row in groups]


def _months(ended: QuerySet[RepairOrder], spent: QuerySet[StockMovement]) -> list[Month]:
    """Return the months in which something ended or was spent, in order."""
    ends = ended.values(month=TruncMonth("closed_at")).annotate(
        done=Count("pk", filter=Q(state=OrderState.DONE)), scrapped=Count("pk", filter=Q(state=OrderState.SCRAPPED))
    )
    found = {row["month"].date(): (row["done"], row["scrapped"]) for row in ends}
    sums = {row["month"].date(): -row["sum"] for row in spent.values(month=TruncMonth("at")).annotate(sum=Sum("value"))}
    return [
        Month(first, *found.get(first, (0, 0)), sums.get(first, Decimal(0))) for first in sorted(found.keys() | sums)
    ]


def _parts(spent: QuerySet[StockMovement]) -> list[Spent]:
    """Return the parts that cost most."""
    rows = spent.values("part__article", "part__name").annotate(sum=Sum("value"), count=Sum("quantity"))
    rows = rows.filter(sum__lt=0).order_by("sum")[:_MOST_SHOWN]
    return [Spent(f"{row['part__article']} · {row['part__name']}", -row["count"], -row["sum"]) for row in rows]
