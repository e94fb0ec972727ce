"""The figures of the sales dashboard as tiles: words, unit, the span before, and the list each leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.templatetags.ui import number_text
from apps.crm.enums import ClientStatus, ContractStatus, DealStatus, LeadStatus
from apps.crm.selectors.dashboard.figures import EXPIRES_WITHIN, Pair
from apps.crm.selectors.dashboard.question import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from apps.crm.selectors.dashboard.question import Question

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure as the page shows it."""

    key: str
    title: str
    value: Any
    unit: str
    digits: int
    icon: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is said of a figure: `where` names its list, with the parameters that `_filters` fills in."""

    title: str | Promise
    icon: str
    where: str
    unit: str | Promise = ""
    digits: int = 0


_GROUPS: tuple[tuple[str | Promise, dict[str, _Kind]], ...] = (
    (
        gettext_lazy("Selling"),
        {
            "leads": _Kind(gettext_lazy("New leads"), "user-plus", "leads_came"),
            "conversion": _Kind(gettext_lazy("Leads that became clients"), "filter", "leads_done", "%", 1),
            "waiting_leads": _Kind(gettext_lazy("Leads nobody has taken"), "hourglass", "leads_new"),
            "open_deals": _Kind(gettext_lazy("Open deals"), "briefcase", "deals_open"),
            "pipeline": _Kind(gettext_lazy("Pipeline, income a month"), "coin", "deals_open", CURRENCY),
            "weighted": _Kind(gettext_lazy("Pipeline by probability"), "scale", "deals_open", CURRENCY),
            "pipeline_kw": _Kind(gettext_lazy("Pipeline, power"), "bolt", "deals_open", "kW", 1),
            "pipeline_phs": _Kind(gettext_lazy("Pipeline, hashrate"), "activity", "deals_open", "PH/s", 2),
            "won": _Kind(gettext_lazy("Deals won"), "trophy", "deals_won"),
            "lost": _Kind(gettext_lazy("Deals lost"), "mood-sad", "deals_lost"),
            "win_rate": _Kind(gettext_lazy("Won of all closed"), "target-arrow", "deals_won", "%", 1),
            "won_income": _Kind(gettext_lazy("Won income a month"), "coins", "deals_won", CURRENCY),
            "won_kw": _Kind(gettext_lazy("Won power"), "bolt", "deals_won", "kW", 1),
            "average_deal": _Kind(gettext_lazy("Average deal, a month"), "receipt", "deals_won", CURRENCY),
            "velocity": _Kind(
                gettext_lazy("Days from opening to winning"), "clock", "deals_won", gettext_lazy("days"), 1
            ),
            "renewed": _Kind(gettext_lazy("Renewals won"), "refresh", "deals_won"),
        },
    ),
    (
        gettext_lazy("Contracts and clients"),
        {
            "contract_income": _Kind(
                gettext_lazy("Income a month under contract, estimate"), "report-money", "contracts_active", CURRENCY
            ),
            "contract_kw": _Kind(gettext_lazy("Power under contract"), "bolt", "contracts_active", "kW", 1),
            "in_force": _Kind(gettext_lazy("Contracts in force"), "file-text", "contracts_active"),
            "signed": _Kind(gettext_lazy("Contracts signed"), "signature", "contracts_signed"),
            "lost_kw": _Kind(gettext_lazy("Power of contracts that ended"), "flag", "contracts_ended", "kW", 1),
            "expiring": _Kind(gettext_lazy("Contracts that end in 90 days"), "calendar-exclamation", "contracts_soon"),
            "expiring_kw": _Kind(gettext_lazy("Their power"), "bolt-off", "contracts_soon", "kW", 1),
            "clients": _Kind(gettext_lazy("Active clients"), "users", "clients"),
            "new_clients": _Kind(gettext_lazy("New clients"), "user-check", "clients_new"),
        },
    ),
    (
        gettext_lazy("Capacity"),
        {
            "free_kw": _Kind(gettext_lazy("Free power"), "battery-2", "sites", "kW", 1),
            "load": _Kind(gettext_lazy("Load of the sites"), "gauge", "sites", "%", 1),
            "hashrate_phs": _Kind(gettext_lazy("Hashrate hosted, nameplate"), "activity", "sites", "PH/s", 2),
        },
    ),
    (
        gettext_lazy("Work"),
        {
            "done_activities": _Kind(gettext_lazy("Activities done"), "checks", "activities_done"),
            "late_activities": _Kind(gettext_lazy("Activities overdue"), "alarm", "activities_late"),
            "late_steps": _Kind(gettext_lazy("Deals with a late next step"), "alert-triangle", "deals_open"),
        },
    ),
)


def tiles(asked: Question, found: Mapping[str, Pair], manager: str) -> list[tuple[str, list[Tile]]]:
    """Return the tiles by group; figures that nobody told are left out."""
    where = _addresses(asked, manager)
    groups = []
    for title, kinds in _GROUPS:
        shown = [_tile(key, kind, found[key], where[kind.where]) for key, kind in kinds.items() if key in found]
        if shown:
            groups.append((str(title), shown))
    return groups


def _tile(key: str, kind: _Kind, pair: Pair, url: str) -> Tile:
    """Return one tile."""
    return Tile(
        key, str(kind.title), pair.now, str(kind.unit), kind.digits, kind.icon, compared(pair, kind.digits), url
    )


def compared(pair: Pair, digits: int) -> str:
    """Return how a figure stands to the span before, nothing when there is nothing to compare with."""
    if pair.before is None:
        return ""
    before = number_text(pair.before, digits)
    if not pair.before or pair.now is None:
        return _("before: %(value)s") % {"value": before}
    change = _HUNDRED * (Decimal(pair.now) - Decimal(pair.before)) / Decimal(pair.before)
    sign = "▲" if change > 0 else "▼" if change < 0 else "="
    return _("%(sign)s %(percent)s %%, before: %(value)s") % {
        "sign": sign, "percent": number_text(abs(change), 0), "value": before,
    }  # fmt: skip


def _addresses(asked: Question, manager: str) -> dict[str, str]:
    """Return the filtered list behind each kind of figure."""
    span = {"from": asked.span.first.isoformat(), "to": asked.span.last.isoformat()}

    def days(key: str) -> dict[str, str]:
        return {f"{key}_from": span["from"], f"{key}_to": span["to"]}

    soon = {"ends_from": asked.today.isoformat(), "ends_to": (asked.today + EXPIRES_WITHIN).isoformat()}
    mine, own = {"manager": manager}, {"owner": manager}
    yesterday = (asked.today - timedelta(days=1)).isoformat()
    return {
        "leads_came": to("crm:leads", **days("came"), **own),
        "leads_done": to("crm:leads", status=LeadStatus.CONVERTED, **days("came"), **own),
        "leads_new": to("crm:leads", status=LeadStatus.NEW, **own),
        "deals_open": to("crm:deals", status=DealStatus.OPEN, **own),
        "deals_won": to("crm:deals", status=DealStatus.WON, **days("closed"), **own),
        "deals_lost": to("crm:deals", status=DealStatus.LOST, **days("closed"), **own),
        "contracts_active": to("crm:contracts", status=ContractStatus.ACTIVE, **mine),
        "contracts_signed": to("crm:contracts", **days("signed"), **mine),
        "contracts_ended": to("crm:contracts", **days("ends"), **mine),
        "contracts_soon": to("crm:contracts", status=ContractStatus.ACTIVE, **soon, **mine),
        "clients": to("crm:clients", status=ClientStatus.ACTIVE, **mine),
        "clients_new": to("crm:clients", **days("created"), **mine),
        "sites": to("inventory:sites"),
        "activities_done": to("crm:activities", waiting="no", **days("happened"), **own),
        "activities_late": to("crm:activities", waiting="yes", due_to=yesterday, **own),
    }


def to(name: str, **params: str) -> str:
    """Return an address with the filters that are set; empty while its page is not routed."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    query = urlencode({key: str(value) for key, value in params.items() if value})
    return f"{address}?{query}" if query else address
