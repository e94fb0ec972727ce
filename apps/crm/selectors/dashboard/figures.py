"""The figures at the head of the sales dashboard, each with the span before (seven queries and those of capacity)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce

from apps.common import clock
from apps.crm import outlook
from apps.crm.enums import ClientStatus, ContractStatus, DealStatus, LeadStatus
from apps.crm.selectors.dashboard.question import CURRENCY, MONEY, Question, in_force, within

if TYPE_CHECKING:
    from datetime import date

    from apps.crm.rules.spans import Span

EXPIRES_WITHIN = timedelta(days=90)
_ZERO = Decimal(0)
_POWER: DecimalField[Decimal, Decimal] = DecimalField(max_digits=24, decimal_places=3)


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the span and of the span before; None where there is nothing to divide."""

    now: Any
    before: Any = None


def figures(asked: Question) -> dict[str, Pair]:
    """Return the figures by name; money in roubles, power in kW."""
    return {
        **_of_clients(asked),
        **_of_contracts(asked),
        **_of_leads(asked),
        **_of_deals(asked),
        **_of_activities(asked),
        **_of_capacity(asked),
    }


def _pairs(row: dict[str, Any], *names: str) -> dict[str, Pair]:
    """Return pairs of «name» and «name_before»."""
    return {name: Pair(row[name], row.get(f"{name}_before")) for name in names}


def _share(part: Any, whole: Any) -> Decimal | None:
    """Return part of whole in percent, None without a whole."""
    return Decimal(100) * Decimal(part or 0) / Decimal(whole) if whole else None


def _counts(name: str, field: str, span: Span, more: Q | None = None) -> dict[str, Count]:
    """Return the counts of rows whose instant lies in the span, and in the one before."""
    extra = more or Q()
    return {
        name: Count("pk", filter=within(field, span) & extra),
        f"{name}_before": Count("pk", filter=within(field, span.before) & extra),
    }


def _money(field: Any, condition: Q) -> Coalesce:
    """Return a sum of money over the rows of a condition."""
    return Coalesce(Sum(field, filter=condition, output_field=MONEY), _ZERO, output_field=MONEY)


def _power(condition: Q, field: str = "max_power_kw") -> Coalesce:
    """Return a sum of kilowatts over the rows of a condition."""
    return Coalesce(Sum(field, filter=condition, output_field=_POWER), _ZERO, output_field=_POWER)


def _of_clients(asked: Question) -> dict[str, Pair]:
    """Clients now, and those who came."""
    row = asked.clients.aggregate(
        clients=Count("pk", filter=Q(status=ClientStatus.ACTIVE)), **_counts("new_clients", "created_at", asked.span)
    )
    return _pairs(row, "clients", "new_clients")


def _of_contracts(asked: Question) -> dict[str, Pair]:
    """Contracts in force at the end of the span, what they promise, what came, ended and is about to end."""
    span, before = asked.span, asked.span.before
    now, then = in_force(_end(span, asked.today)), in_force(before.last)
    soon = Q(status=ContractStatus.ACTIVE, ends_on__gte=asked.today, ends_on__lte=asked.today + EXPIRES_WITHIN)
    row = asked.contracts.aggregate(
        in_force=Count("pk", filter=now),
        in_force_before=Count("pk", filter=then),
        signed=Count("pk", filter=within("signed_on", span, instant=False)),
        signed_before=Count("pk", filter=within("signed_on", before, instant=False)),
        contract_income=_money("income", now),
        contract_income_before=_money("income", then),
        contract_kw=_power(now),
        contract_kw_before=_power(then),
        lost_kw=_power(within("over_on", span, instant=False)),
        lost_kw_before=_power(within("over_on", before, instant=False)),
        expiring=Count("pk", filter=soon),
        expiring_kw=_power(soon),
    )
    names = ("in_force", "signed", "contract_income", "contract_kw", "lost_kw", "expiring", "expiring_kw")
    return _pairs(row, *names)


def _end(span: Span, today: date) -> date:
    """Return the last day of the span, today while it runs."""
    return min(span.last, max(today, span.first))


def _of_leads(asked: Question) -> dict[str, Pair]:
    """Leads that came, that became clients, that nobody has taken."""
    span = asked.span
    done = Q(status=LeadStatus.CONVERTED)
    row = asked.leads.aggregate(
        waiting_leads=Count("pk", filter=Q(status=LeadStatus.NEW)),
        **_counts("leads", "came_at", span),
        **_counts("converted", "converted_at", span),
        **_counts("came_and_converted", "came_at", span, done),
    )
    conversion = Pair(
        _share(row["came_and_converted"], row["leads"]),
        _share(row["came_and_converted_before"], row["leads_before"]),
    )
    return _pairs(row, "leads", "converted", "waiting_leads") | {"conversion": conversion}


def _of_deals(asked: Question) -> dict[str, Pair]:
    """The pipeline as it stands, and what was won and lost."""
    span, before = asked.span, asked.span.before
    still = Q(status=DealStatus.OPEN)
    priced = still & Q(currency=CURRENCY)
    won, lost = Q(status=DealStatus.WON), Q(status=DealStatus.LOST)
    won_now, won_then = won & within("closed_at", span), won & within("closed_at", before)
    took = F("closed_at") - F("opened_at")
    row = asked.deals.aggregate(
        open_deals=Count("pk", filter=still),
        pipeline=_money("monthly_income", priced),
        weighted=_money(F("monthly_income") * F("probability") / Decimal(100), priced),
        pipeline_kw=_power(still, "power_kw"),
        pipeline_phs=_power(still, "hashrate_phs"),
        late_steps=Count("pk", filter=still & Q(next_step_on__lt=asked.today)),
        won_income=_money("monthly_income", won_now & Q(currency=CURRENCY)),
        won_income_before=_money("monthly_income", won_then & Q(currency=CURRENCY)),
        priced_won=Count("monthly_income", filter=won_now & Q(currency=CURRENCY)),
        priced_won_before=Count("monthly_income", filter=won_then & Q(currency=CURRENCY)),
        won_kw=_power(won_now, "power_kw"),
        won_kw_before=_power(won_then, "power_kw"),
        took=Avg(took, filter=won_now),
        took_before=Avg(took, filter=won_then),
        **_counts("won", "closed_at", span, won),
        **_counts("lost", "closed_at", span, lost),
        **_counts("renewed", "closed_at", span, won & Q(renews__isnull=False)),
    )
    return _pairs(
        row, "open_deals", "pipeline", "weighted", "pipeline_kw", "pipeline_phs", "late_steps", "won", "lost", "won_kw",
        "renewed", "won_income",
    ) | {
        "win_rate": Pair(
            _share(row["won"], row["won"] + row["lost"]),
            _share(row["won_before"], row["won_before"] + row["lost_before"]),
        ),
        "average_deal": Pair(
            row["won_income"] / row["priced_won"] if row["priced_won"] else None,
            row["won_income_before"] / row["priced_won_before"] if row["priced_won_before"] else None,
        ),
        "velocity": Pair(_days(row["took"]), _days(row["took_before"])),
    }  # fmt: skip


def _days(span: timedelta | None) -> Decimal | None:
    """Return a length in days."""
    return None if span is None else Decimal(str(span.total_seconds())) / 86400


def _of_activities(asked: Question) -> dict[str, Pair]:
    """What was done, and what is overdue."""
    late = Q(done_at__isnull=True, due_at__lt=clock.now())
    row = asked.activities.aggregate(
        late_activities=Count("pk", filter=late), **_counts("done_activities", "done_at", asked.span)
    )
    return _pairs(row, "late_activities", "done_activities")


def _of_capacity(asked: Question) -> dict[str, Pair]:
    """What the sites hold, draw and have left; nothing while nobody tells."""
    sites = outlook.capacity(asked.actor)
    if not sites:
        return {}
    limited = [site for site in sites if site.limit_kw is not None]
    limit = sum((site.limit_kw or _ZERO for site in limited), _ZERO)
    used = sum((site.used_kw for site in limited), _ZERO)
    return {
        "free_kw": Pair(sum((site.free_kw or _ZERO for site in limited), _ZERO)),
        "load": Pair(_share(used, limit)),
        "hashrate_phs": Pair(sum((site.hashrate_phs for site in sites), _ZERO)),
    }
