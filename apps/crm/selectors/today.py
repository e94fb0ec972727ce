"""What waits for a person today, and what will soon: tasks, next steps, new leads, contracts that end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from apps.crm.enums import ContractStatus, DealStatus, LeadStatus
from apps.crm.models import Deal
from apps.crm.selectors.activities import waiting
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.deals import deals
from apps.crm.selectors.leads import OPEN_STATUSES, leads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import Aggregate

    from apps.common.actor import Actor
    from apps.crm.models import Activity, Contract, Lead

SHOWN: Final = 30
EXPIRY_DAYS: Final = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Today:
    """The manager's day; every list is of the person's own, new leads also of nobody's."""

    day: date
    overdue: list[Activity]
    due: list[Activity]
    next_steps: list[Lead | Deal]
    new_leads: list[Lead]
    ending: list[Contract]

    @property
    def count(self) -> int:
        """How many things wait today."""
        return self.task_count + len(self.next_steps) + len(self.new_leads)

    @property
    def task_count(self) -> int:
        """How many tasks are late or due."""
        return len(self.overdue) + len(self.due)


def today(actor: Actor, moment: datetime) -> Today:
    """Return what waits for the actor on the day of `moment` in the reader's zone (six queries)."""
    start = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    day, tomorrow = start.date(), start + timedelta(days=1)
    mine = list(waiting(actor).filter(owner_id=actor.id, due_at__lt=tomorrow)[:SHOWN])
    open_deals = deals(actor).filter(owner_id=actor.id, status=DealStatus.OPEN, next_step_on__lte=day)
    open_leads = leads(actor).filter(owner_id=actor.id, status__in=OPEN_STATUSES, next_step_on__lte=day)
    steps: list[Lead | Deal] = [*open_deals[:SHOWN], *open_leads[:SHOWN]]
    steps.sort(key=lambda one: (one.next_step_on or day, one.pk))
    fresh = leads(actor).filter(Q(owner_id=actor.id) | Q(owner=None), status=LeadStatus.NEW)
    ending = expiring(actor, day, EXPIRY_DAYS[0]).filter(~Exists(_renewing()), manager_id=actor.id)
    return Today(
        day=day,
        overdue=[one for one in mine if one.due_at and one.due_at < moment],
        due=[one for one in mine if one.due_at and one.due_at >= moment],
        next_steps=steps,
        new_leads=list(fresh[:SHOWN]),
        ending=list(ending[:SHOWN]),
    )


def _ending(actor: Actor, day: date, within_days: int) -> QuerySet[Contract]:
    """Return the contracts in force that end within so many days."""
    in_force = contracts(actor).filter(status__in=[ContractStatus.ACTIVE, ContractStatus.SUSPENDED])
    return in_force.filter(ends_on__lte=day + timedelta(days=within_days))


def expiring(actor: Actor, day: date, within_days: int) -> QuerySet[Contract]:
    """Return the contracts in force that end within so many days, with `has_renewal`; those over already come first."""
    return _ending(actor, day, within_days).annotate(has_renewal=Exists(_renewing())).order_by("ends_on", "pk")


def expiring_sums(actor: Actor, day: date, terms: Sequence[int]) -> list[tuple[int, int, Decimal]]:
    """Return for each term, in days, how many contracts end within it and their declared power, kW (one query)."""
    asked: dict[str, Aggregate] = {}
    for days in terms:
        within = Q(ends_on__lte=day + timedelta(days=days))
        asked |= {f"count_{days}": Count("pk", filter=within), f"power_{days}": Sum("max_power_kw", filter=within)}
    told = _ending(actor, day, max(terms)).order_by().aggregate(**asked)
    return [(days, told[f"count_{days}"], told[f"power_{days}"] or Decimal(0)) for days in terms]


def _renewing() -> QuerySet[Deal]:
    """Return the deals that renew the contract of the outer query."""
    return Deal.objects.filter(renews=OuterRef("pk")).exclude(status=DealStatus.LOST)
