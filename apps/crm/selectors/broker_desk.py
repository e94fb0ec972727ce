"""What a broker or partner sees of the own work: leads, clients, what was earned and what is owed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from apps.common import access
from apps.crm.enums import EntryKind, LeadStatus
from apps.crm.models import Attribution, Broker, Lead, Payout, ReferralLink
from apps.crm.permissions import BROKER_DESK, LEAD_VIEW
from apps.crm.selectors import commissions

if TYPE_CHECKING:
    from datetime import date

    from apps.common.actor import Actor

SHOWN = 10
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of the broker's first screen."""

    broker: Broker
    balances: list[commissions.Balance]
    clients: list[Attribution]
    client_count: int
    leads: list[Lead]
    leads_by_status: Counter[str]
    links: list[ReferralLink]
    payouts: list[Payout]
    accrued_this_month: Decimal

    @property
    def lead_count(self) -> int:
        """All leads of the broker."""
        return sum(self.leads_by_status.values())

    @property
    def conversion_percent(self) -> Decimal | None:
        """How many of the leads became clients; None without leads."""
        if not self.lead_count:
            return None
        return Decimal(100 * self.leads_by_status[LeadStatus.CONVERTED]) / self.lead_count


def own_desk(actor: Actor, today: date) -> Desk | None:
    """Return the actor's own desk, None for somebody who is no broker yet (nine queries)."""
    broker = commissions.broker_of(actor)
    if broker is None:
        return None
    mine = access.narrow(actor, BROKER_DESK, Attribution.objects.filter(broker=broker, during__contains=today))
    leads = access.narrow(actor, LEAD_VIEW, Lead.objects.order_by("-came_at", "-pk"))
    by_status = Counter(dict(leads.order_by().values_list("status").annotate(Count("pk"))))
    links = access.narrow(actor, BROKER_DESK, ReferralLink.objects.filter(is_active=True).order_by("pk"))
    acts = commissions.payouts(actor).exclude(status="draft")
    month = commissions.entries(actor).filter(kind=EntryKind.ACCRUAL, happened_on__gte=today.replace(day=1))
    return Desk(
        broker=broker,
        balances=commissions.balances(broker),
        clients=list(mine.select_related("client").order_by("-during")[:SHOWN]),
        client_count=mine.count(),
        leads=list(leads[:SHOWN]),
        leads_by_status=by_status,
        links=list(links),
        payouts=list(acts[:SHOWN]),
        accrued_this_month=month.filter(currency="RUB").aggregate(all=Sum("amount"))["all"] or Decimal(0),
    )


def monthly(actor: Actor, first: date, broker: Broker | None = None) -> list[tuple[date, str, Decimal]]:
    """Return what was accrued less reversed, and paid, by month since `first`, in roubles: (month, kind, sum)."""
    rows = commissions.entries(actor).filter(happened_on__gte=first, currency="RUB")
    if broker is not None:
        rows = rows.filter(broker=broker)
    grouped = rows.order_by().annotate(of=TruncMonth("happened_on")).values_list("of", "kind").annotate(Sum("amount"))
    return [(month, kind, total) for month, kind, total in grouped]
