"""The sales dashboard: figures with the span before, charts, the cartogram of clients, and every table as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.common import clock
from apps.common.http import actor_of, guarded
from apps.common.pages import Column, Kind, export
from apps.crm.permissions import DASHBOARD
from apps.crm.rules.regions import REGIONS, Region
from apps.crm.rules.spans import Preset, read
from apps.crm.selectors.clients import managers
from apps.crm.selectors.dashboard import book, selling
from apps.crm.selectors.dashboard.figures import figures
from apps.crm.selectors.dashboard.question import Question
from apps.crm.views.dashboard_figures import tiles, to

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.crm.selectors.dashboard.series import Chart

_LEVELS = 5
_PRESETS = {
    Preset.MONTH: _("This month"),
    Preset.QUARTER: _("This quarter"),
    Preset.YEAR: _("This year"),
    Preset.TWELVE_MONTHS: _("Last 12 months"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart of the page: `wide` takes the whole row."""

    title: str | Promise
    build: Callable[[Question], Chart]
    wide: bool = False


CHARTS: dict[str, Shown] = {
    "funnel": Shown(_("Funnel of the deals opened in this time"), selling.funnel),
    "sources": Shown(_("Leads by source"), selling.sources),
    "income": Shown(_("Income a month under contract (estimate: tariff × declared power × 720 h)"), book.income, True),
    "capacity-ahead": Shown(_("Free power against pipeline and ending contracts"), book.capacity_ahead, True),
    "capacity": Shown(_("Power of the sites"), book.capacity_of_sites),
    "hashrate": Shown(_("Hashrate of the sites, nameplate"), book.hashrate_of_sites),
    "power": Shown(_("Power under contract"), book.power),
    "hashrate-ahead": Shown(_("Hashrate that the pipeline brings"), book.hashrate_ahead),
    "won-lost": Shown(_("Deals won and lost"), selling.won_lost),
    "lost-reasons": Shown(_("Why deals were lost"), selling.lost_reasons),
    "average-deal": Shown(_("Average deal, income a month"), selling.average_deal),
    "stage-days": Shown(_("Days at each stage"), selling.stage_days),
    "leads": Shown(_("Leads by month"), selling.leads),
    "new-clients": Shown(_("New clients"), book.new_clients),
    "expiring": Shown(_("Contracts that end"), book.expiring),
    "client-types": Shown(_("Clients by type"), book.client_types),
    "workload": Shown(_("What each manager carries"), selling.workload, True),
    "activities": Shown(_("Activities done"), selling.activities),
    "commissions": Shown(_("Commissions of brokers"), book.commissions),
    "regions": Shown(_("Clients by region"), book.regions),
    "countries": Shown(_("Foreign clients by country"), book.countries),
}
# Shown as a cartogram and a list of their own.
_DRAWN_APART = frozenset({"regions"})


def question(request: HttpRequest) -> tuple[Question, str]:
    """Return what the address asks for, and the name of its span; a manager who is none is no filter."""
    actor = actor_of(request)
    today = clock.today()
    given = request.GET
    span, preset = read(given.get("period", ""), given.get("from", ""), given.get("to", ""), today)
    wanted = given.get("manager", "")
    manager_id = next((one.pk for one in managers(actor) if str(one.uid) == wanted), None) if wanted else None
    return Question(actor, span, today, manager_id), preset


@guarded(DASHBOARD)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures; each chart asks for its own data when it comes into view."""
    asked, preset = question(request)
    people = list(managers(asked.actor))
    manager = next((str(one.uid) for one in people if one.pk == asked.manager_id), "")
    query = _query(asked, preset, manager)
    charts = [
        (name, shown.title, shown.wide, f"{reverse('crm:dashboard_chart', args=[name])}?{query}")
        for name, shown in CHARTS.items()
        if name not in _DRAWN_APART
    ]
    found = book.clients_by_region(asked)
    context = {
        "groups": tiles(asked, figures(asked), manager),
        "charts": charts,
        "tiles_of_map": _map(dict(found), manager),
        "unknown_region": dict(found).get(None, 0),
        "regions_url": f"{reverse('crm:dashboard_chart', args=['regions'])}?{query}",
        "span": asked.span,
        "before": asked.span.before,
        "presets": [(name.value, title, name.value == preset) for name, title in _PRESETS.items()],
        "managers": [(str(one.uid), one.name, str(one.uid) == manager) for one in people],
        "is_custom": not preset,
    }
    return render(request, "crm/dashboard.html", context)


def _query(asked: Question, preset: str, manager: str) -> str:
    """Return the address's parameters for the charts of the same question."""
    days = f"period={preset}" if preset else f"from={asked.span.first.isoformat()}&to={asked.span.last.isoformat()}"
    return f"{days}&manager={manager}" if manager else days


@dataclass(frozen=True, slots=True)
class MapTile:
    """One region of the cartogram: `level` from 0 (nobody) to 5 (the fullest)."""

    short: str
    name: str
    column: int
    row: int
    count: int
    level: int
    url: str


def _map(counts: dict[Region | None, int], manager: str) -> list[MapTile]:
    """Return the tiles in reading order."""
    top = max((count for region, count in counts.items() if region), default=0)
    language = get_language() or "en"
    found = []
    for region in sorted(REGIONS, key=lambda one: (one.row, one.column)):
        count = counts.get(region, 0)
        level = -(-count * _LEVELS // top) if count else 0
        url = to("crm:clients", region=region.codes[0], manager=manager) if count else ""
        found.append(MapTile(region.short, region.name(language), region.column, region.row, count, level, url))
    return found


@guarded(DASHBOARD)
@require_safe
def dashboard_chart(request: HttpRequest, name: str) -> HttpResponse:
    """Return one chart's data as JSON, or its table as a file."""
    shown = CHARTS.get(name)
    if shown is None:
        raise Http404
    asked, _preset = question(request)
    chart = shown.build(asked)
    kind = request.GET.get("export", "")
    if not kind:
        return JsonResponse(chart.as_json())
    if kind not in ("csv", "xlsx"):
        raise Http404
    write = export.as_csv if kind == "csv" else export.as_xlsx
    return write(_columns(shown, chart), _rows(chart), f"sales-{name}", cut=False)


def _columns(shown: Shown, chart: Chart) -> list[Column]:
    """Return the columns of a chart's table."""

    def cell(at: int) -> Callable[[Any], Any]:
        return lambda row: row[at]

    first = Column("name", shown.title, cell(0))
    rest = [
        Column(f"series{at}", one.name, cell(at), Kind.NUMBER, unit=chart.unit)
        for at, one in enumerate(chart.series, start=1)
    ]
    return [first, *rest]


def _rows(chart: Chart) -> list[list[Any]]:
    """Return the rows of a chart's table."""
    return [[name, *(one.values[at] for one in chart.series)] for at, name in enumerate(chart.categories)]
