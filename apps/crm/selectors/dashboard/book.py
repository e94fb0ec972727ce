"""Series of the book: income and power under contract, capacity against pipeline, clients by kind and place."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Substr, TruncMonth
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.crm import outlook
from apps.crm.enums import ClientStatus, ClientType, ContractStatus, DealStatus, EntryKind
from apps.crm.rules.commission import next_month
from apps.crm.rules.regions import INN_DIGITS, Region, region_of
from apps.crm.rules.spans import months_ahead
from apps.crm.selectors.broker_desk import monthly
from apps.crm.selectors.dashboard.question import CURRENCY, Question, within
from apps.crm.selectors.dashboard.series import Chart, Number, Series, by_month, month_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

AHEAD = 12
_COUNTRIES = 15
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


def standing(asked: Question, months: Sequence[date], what: str) -> list[Number]:
    """Return the sum of `what` over the contracts in force at the end of each month: begun so far less over so far.

    Two queries, however many months; a future month counts the ends that are known today.
    """
    rows = asked.contracts.exclude(starts_on=None)
    begun = _steps(rows.annotate(of=TruncMonth("starts_on")).values_list("of").annotate(Sum(what)))
    over = _steps(rows.exclude(over_on=None).annotate(of=TruncMonth("over_on")).values_list("of").annotate(Sum(what)))
    # A contract counts in the month of its last day no more: at the month's end it is over.
    return [
        sum((total for at, total in begun if at <= month), _ZERO)
        - sum((total for at, total in over if at <= month), _ZERO)
        for month in months
    ]


def _steps(rows: Any) -> list[tuple[date, Decimal]]:
    """Return (month, sum) without empty sums."""
    return [(month, total) for month, total in rows if total is not None]


def income(asked: Question) -> Chart:
    """The estimated income a month of the contracts in force, and what was billed when somebody tells."""
    months = asked.span.months
    series = [Series(_("Under contract, estimate"), standing(asked, months, "income"))]
    told = outlook.billed(asked.actor, months)
    if told is not None:
        series.append(Series(_("Billed"), [told.get(month, _ZERO) for month in months]))
    return Chart(month_names(months), series, unit=CURRENCY)


def power(asked: Question) -> Chart:
    """Declared power of the contracts in force, by month."""
    months = asked.span.months
    return Chart(
        month_names(months), [Series(_("Power under contract"), standing(asked, months, "max_power_kw"))], "kW"
    )


def capacity_of_sites(asked: Question) -> Chart:
    """What each site draws and what it has left."""
    sites = outlook.capacity(asked.actor)
    return Chart(
        [site.name for site in sites],
        [Series(_("In use"), [site.used_kw for site in sites]), Series(_("Free"), [site.free_kw for site in sites])],
        unit="kW",
        stacked=True,
    )


def hashrate_of_sites(asked: Question) -> Chart:
    """The hashrate by nameplate at each site."""
    sites = outlook.capacity(asked.actor)
    return Chart([site.name for site in sites], [Series(_("Hashrate"), [site.hashrate_phs for site in sites])], "PH/s")


def capacity_ahead(asked: Question) -> Chart:
    """Free power by month: what is left today, plus what ends, less what the pipeline takes by its probability."""
    months = months_ahead(asked.today, AHEAD)
    limited = [site for site in outlook.capacity(asked.actor) if site.limit_kw is not None]
    free = sum((site.free_kw or _ZERO for site in limited), _ZERO)
    ending, coming = _ending(asked, months, Sum("max_power_kw")), _coming(asked, months, "power_kw")
    left: list[Number] = []
    for gone, taken in zip(ending, coming, strict=True):
        free += Decimal(str(gone or 0)) - Decimal(str(taken or 0))
        left.append(free)
    series = [Series(_("Contracts that end"), ending), Series(_("Pipeline by probability"), coming)]
    if limited:
        series.insert(0, Series(_("Free at the month's end"), left))
    return Chart(month_names(months), series, unit="kW")


def hashrate_ahead(asked: Question) -> Chart:
    """The hashrate that the pipeline brings, by month and probability."""
    months = months_ahead(asked.today, AHEAD)
    coming = _coming(asked, months, "hashrate_phs")
    return Chart(month_names(months), [Series(_("Pipeline by probability"), coming)], unit="PH/s")


def _coming(asked: Question, months: Sequence[date], field: str) -> list[Number]:
    """Return what open deals bring in the month they are expected to close, weighted; late ones count this month."""
    rows = (
        asked.deals.filter(status=DealStatus.OPEN, expected_close_on__lt=next_month(months[-1]))
        .annotate(of=TruncMonth("expected_close_on"))
        .values_list("of")
        .annotate(weighted=Sum(F(field) * F("probability") / _HUNDRED))
    )
    totals: dict[date, Decimal] = defaultdict(Decimal)
    for month, total in rows:
        totals[max(month, months[0])] += total or _ZERO
    return by_month(months, totals.items())


def _ending(asked: Question, months: Sequence[date], what: Any) -> list[Number]:
    """Return a figure of the contracts in force that end in each month ahead."""
    rows = (
        asked.contracts.filter(
            status=ContractStatus.ACTIVE, ends_on__gte=asked.today, ends_on__lt=next_month(months[-1])
        )
        .annotate(of=TruncMonth("ends_on"))
        .values_list("of")
        .annotate(what)
    )
    return by_month(months, rows)


def expiring(asked: Question) -> Chart:
    """How many contracts in force end in each month ahead."""
    months = months_ahead(asked.today, AHEAD)
    return Chart(month_names(months), [Series(_("Contracts that end"), _ending(asked, months, Count("pk")))])


def new_clients(asked: Question) -> Chart:
    """New clients by month."""
    months = asked.span.months
    rows = asked.clients.filter(within("created_at", asked.span)).annotate(of=TruncMonth("created_at"))
    counted = rows.values_list("of").annotate(Count("pk"))
    return Chart(month_names(months), [Series(_("New clients"), by_month(months, counted))])


def client_types(asked: Question) -> Chart:
    """Active clients by type."""
    counts = dict(asked.clients.filter(status=ClientStatus.ACTIVE).values_list("type").annotate(Count("pk")))
    shown = [kind for kind in ClientType if counts.get(kind)]
    return Chart([str(kind.label) for kind in shown], [Series(_("Clients"), [counts[kind] for kind in shown])])


def clients_by_region(asked: Question) -> list[tuple[Region | None, int]]:
    """Return the active Russian clients by the region of their INN, the fullest first; None for no known region."""
    rows = (
        asked.clients.filter(status=ClientStatus.ACTIVE)
        .exclude(type=ClientType.FOREIGN_COMPANY)
        .values_list(Substr("inn", 1, INN_DIGITS))
        .annotate(Count("pk"))
    )
    totals: dict[Region | None, int] = defaultdict(int)
    for code, count in rows:
        totals[region_of(code)] += count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0].short if item[0] else ""))


def regions(asked: Question) -> Chart:
    """Clients by region, as a table beside the cartogram."""
    found = clients_by_region(asked)
    language = get_language() or "en"
    names = [region.name(language) if region else _("Unknown region") for region, _count in found]
    return Chart(names, [Series(_("Clients"), [count for _region, count in found])])


def countries(asked: Question) -> Chart:
    """Foreign companies by country."""
    rows = (
        asked.clients.filter(status=ClientStatus.ACTIVE, type=ClientType.FOREIGN_COMPANY)
        .filter(~Q(country="RU"))
        .values_list("country")
        .annotate(count=Count("pk"))
        .order_by("-count", "country")[:_COUNTRIES]
    )
    found = list(rows)
    return Chart([code for code, _count in found], [Series(_("Clients"), [count for _code, count in found])])


def commissions(asked: Question) -> Chart:
    """Commissions of brokers accrued (less reversed) and paid out, by month."""
    months = asked.span.months
    earned: dict[date, Decimal] = defaultdict(Decimal)
    paid: dict[date, Decimal] = defaultdict(Decimal)
    for month, kind, total in monthly(asked.actor, months[0]):
        if kind == EntryKind.PAYOUT:
            paid[month] -= total
        else:
            earned[month] += total
    return Chart(
        month_names(months),
        [Series(_("Accrued"), by_month(months, earned.items())), Series(_("Paid out"), by_month(months, paid.items()))],
        unit=CURRENCY,
    )
