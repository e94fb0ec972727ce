"""Series of selling: funnel, sources, what was won and lost, how long it took, who carries how much."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Lead as Following
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.common import access
from apps.common.templatetags.ui import number_text
from apps.crm.enums import ActivityKind, ClientStatus, ContractStatus, DealStatus, LeadStatus
from apps.crm.models import LeadSource, Stage, StageChange
from apps.crm.permissions import DEAL_VIEW
from apps.crm.selectors.dashboard.question import CURRENCY, Question, within
from apps.crm.selectors.dashboard.series import Chart, Series, by_month, month_names

if TYPE_CHECKING:
    from django.db.models import QuerySet

_REASONS = 10
_MANAGERS = 12


def _stages(asked: Question) -> list[Stage]:
    """Return the stages of the default pipeline that a deal passes on its way to «won»."""
    rows = access.narrow(asked.actor, DEAL_VIEW, Stage.objects.filter(pipeline__is_default=True, is_active=True))
    return list(rows.exclude(kind=DealStatus.LOST).order_by("position"))


def funnel(asked: Question) -> Chart:
    """How many of the deals opened in the span reached each stage; one that skipped a stage has passed it."""
    stages = _stages(asked)
    positions = {stage.pk: stage.position for stage in stages}
    passed = StageChange.objects.filter(deal=OuterRef("pk")).exclude(to_stage__kind=DealStatus.LOST)
    furthest = (
        asked.deals.filter(within("opened_at", asked.span), pipeline__is_default=True)
        .annotate(furthest=Subquery(passed.order_by("-to_stage__position").values("to_stage__position")[:1]))
        .values_list("furthest")
        .annotate(Count("pk"))
    )
    counts: dict[int, int] = defaultdict(int)
    for position, count in furthest:
        counts[position or 0] += count
    reached = [sum(count for at, count in counts.items() if at >= positions[stage.pk]) for stage in stages]
    if stages and counts:
        reached[0] = sum(counts.values())
    names = []
    for number, stage in enumerate(stages):
        earlier = reached[number - 1] if number else 0
        share = f" · {number_text(100 * reached[number] / earlier, 0)} %" if earlier else ""
        names.append(f"{stage} · {reached[number]}{share}")
    data = [{"name": name, "value": value} for name, value in zip(names, reached, strict=True)]
    option = {
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True},
        "series": [
            {
                "type": "funnel", "sort": "none", "left": "4%", "right": "4%", "top": 8, "bottom": 8, "minSize": "12%",
                "gap": 2, "label": {"show": True, "position": "inside", "color": "#fff", "textBorderWidth": 3,
                                    "textBorderColor": "rgba(0,0,0,.55)"},
                "data": data,
            }
        ],
    }  # fmt: skip
    return Chart(names, [Series(_("Deals"), reached)], kind="option", option=option)


def sources(asked: Question) -> Chart:
    """Leads of the span by source, and how many of them became clients."""
    rows = (
        asked.leads.filter(within("came_at", asked.span))
        .values_list("source_id")
        .annotate(came=Count("pk"), done=Count("pk", filter=Q(status=LeadStatus.CONVERTED)))
    )
    ranked = sorted(rows, key=lambda row: -row[1])
    names = {row.pk: str(row) for row in LeadSource.objects.filter(pk__in=[key for key, *_rest in ranked if key])}
    return Chart(
        [names.get(key, _("No source")) if key else _("No source") for key, *_rest in ranked],
        [
            Series(_("Leads"), [count for _key, count, _done in ranked]),
            Series(_("Became clients"), [done for _key, _count, done in ranked]),
        ],
    )


def _monthly(rows: QuerySet[Any], field: str, what: Any) -> list[tuple[Any, Any]]:
    """Return (month, number) of an aggregate."""
    return list(rows.annotate(of=TruncMonth(field)).values_list("of").annotate(what))


def leads(asked: Question) -> Chart:
    """Leads that came and leads that became clients, by month."""
    months = asked.span.months
    came = _monthly(asked.leads.filter(within("came_at", asked.span)), "came_at", Count("pk"))
    done = _monthly(asked.leads.filter(within("converted_at", asked.span)), "converted_at", Count("pk"))
    return Chart(
        month_names(months),
        [Series(_("Came"), by_month(months, came)), Series(_("Became clients"), by_month(months, done))],
    )


def won_lost(asked: Question) -> Chart:
    """Deals won and lost, by month."""
    months, closed = asked.span.months, asked.deals.filter(within("closed_at", asked.span))
    series = [
        Series(str(status.label), by_month(months, _monthly(closed.filter(status=status), "closed_at", Count("pk"))))
        for status in (DealStatus.WON, DealStatus.LOST)
    ]
    return Chart(month_names(months), series)


def average_deal(asked: Question) -> Chart:
    """The average income a month of the deals that were won, by month."""
    months = asked.span.months
    won = asked.deals.filter(within("closed_at", asked.span), status=DealStatus.WON, currency=CURRENCY)
    rows = _monthly(won, "closed_at", Avg("monthly_income"))
    return Chart(month_names(months), [Series(_("Average deal"), by_month(months, rows))], unit=CURRENCY)


def lost_reasons(asked: Question) -> Chart:
    """Why deals were lost, the most frequent reasons first."""
    rows = (
        asked.deals.filter(within("closed_at", asked.span), status=DealStatus.LOST)
        .values_list("lost_reason")
        .annotate(count=Count("pk"))
        .order_by("-count", "lost_reason")[:_REASONS]
    )
    found = list(rows)
    return Chart([reason for reason, _count in found], [Series(_("Deals"), [count for _reason, count in found])])


def stage_days(asked: Question) -> Chart:
    """How many days a deal stays at each stage on average, of the moves made in the span."""
    mine = asked.deals.values("pk")
    rows = access.narrow(asked.actor, DEAL_VIEW, StageChange.objects.filter(deal__in=mine)).order_by()
    left = Window(Following("at"), partition_by=[F("deal_id")], order_by=[F("at"), F("pk")])
    totals: dict[int, list[timedelta]] = defaultdict(list)
    for stage_id, entered, after in (
        rows.filter(within("at", asked.span)).annotate(after=left).values_list("to_stage_id", "at", "after")
    ):
        if after is not None:
            totals[stage_id].append(after - entered)
    stages = [stage for stage in _stages(asked) if stage.kind == DealStatus.OPEN]
    days = [
        sum(spans, timedelta()).total_seconds() / 86400 / len(spans) if (spans := totals.get(stage.pk)) else 0
        for stage in stages
    ]
    return Chart([str(stage) for stage in stages], [Series(_("Days"), days)], unit=_("days"))


def activities(asked: Question) -> Chart:
    """What was done, by kind and month."""
    months, done = asked.span.months, asked.activities.filter(within("done_at", asked.span))
    rows = done.annotate(of=TruncMonth("done_at")).values_list("kind", "of").annotate(Count("pk"))
    by_kind: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    for kind, month, count in rows:
        by_kind[kind].append((month, count))
    series = [Series(str(kind.label), by_month(months, by_kind[kind])) for kind in ActivityKind]
    return Chart(month_names(months), series, stacked=True)


def workload(asked: Question) -> Chart:
    """What each manager carries now: clients, contracts in force, open deals, activities that wait."""
    loads: list[tuple[str, dict[int | None, int]]] = [
        (_("Clients"), _per(asked.clients.filter(status=ClientStatus.ACTIVE), "manager_id")),
        (_("Contracts in force"), _per(asked.contracts.filter(status=ContractStatus.ACTIVE), "manager_id")),
        (_("Open deals"), _per(asked.deals.filter(status=DealStatus.OPEN), "owner_id")),
        (_("Waiting activities"), _per(asked.activities.filter(done_at=None, due_at__isnull=False), "owner_id")),
    ]
    keys = {key for _name, counts in loads for key in counts if key is not None}
    people = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    ranked = sorted(people, key=lambda key: (-sum(counts.get(key, 0) for _name, counts in loads), people[key]))
    shown = ranked[:_MANAGERS]
    return Chart(
        [people[key] for key in shown],
        [Series(name, [counts.get(key, 0) for key in shown]) for name, counts in loads],
    )


def _per(rows: QuerySet[Any], field: str) -> dict[int | None, int]:
    """Return the number of rows for each person."""
    return dict(rows.values_list(field).annotate(Count("pk")))
