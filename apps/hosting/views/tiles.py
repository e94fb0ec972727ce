"""Figures as tiles: title, value with unit, note, and the list that the figure counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.common.statuses import status
from apps.crm.enums import ClientType
from apps.hosting.links import link
from apps.inventory.enums import UnitState
from apps.telemetry.enums import Severity

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from apps.telemetry.selectors.fleet import FleetSummary

_PETA = 1000


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `url` is empty where there is no list to open."""

    title: str
    value: Any
    icon: str
    unit: str = ""
    digits: int = 0
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state or severity with how many there are."""

    key: str
    count: int
    url: str


def client_tile(by_type: Counter[str]) -> Tile:
    """Return the clients, ЮЛ • ИП • ФЛ in the note."""
    parts = [
        _("%(count)d legal entities") % {"count": by_type[ClientType.LEGAL_ENTITY]},
        _("%(count)d sole traders") % {"count": by_type[ClientType.SOLE_TRADER]},
        _("%(count)d persons") % {"count": by_type[ClientType.PERSON]},
    ]
    abroad = by_type[ClientType.FOREIGN_COMPANY]
    if abroad:
        parts.append(_("%(count)d foreign") % {"count": abroad})
    return Tile(_("Clients"), by_type.total(), "users", note=" • ".join(parts), url=link("crm:clients"))


def equipment_tile(by_state: Counter[str], url: str) -> Tile:
    """Return the units that are held, by what they do in the note."""
    parts = [
        f"{status(state).word}: {by_state[state]}"
        for state in (UnitState.IN_SERVICE, UnitState.STORED, UnitState.IN_REPAIR, UnitState.IN_TRANSIT)
        if by_state[state]
    ]
    gone = sum(by_state[state] for state in (UnitState.RETURNED, UnitState.LOST, UnitState.WRITTEN_OFF))
    return Tile(_("Equipment"), by_state.total() - gone, "package", note=" • ".join(parts), url=url)


def online_tile(fleet: FleetSummary) -> Tile:
    """Return the share of machines that answer."""
    note = _("%(online)d of %(machines)d machines answer") % {"online": fleet.online, "machines": fleet.machines}
    return Tile(_("Online"), fleet.online_percent, "wifi", "%", 1, note, link("telemetry:miners"))


def hashrate_tile(fleet: FleetSummary) -> Tile:
    """Return the hashrate of the mining machines, in PH/s from a thousand TH/s on."""
    large = fleet.hashrate_ths >= _PETA
    value = fleet.hashrate_ths / _PETA if large else fleet.hashrate_ths
    note = _("%(mining)d machines mine") % {"mining": fleet.mining}
    unit = "PH/s" if large else "TH/s"
    return Tile(_("Hashrate"), value, "bolt", unit, 2 if large else 1, note, link("telemetry:miners", state="5"))


def power_tile(fleet: FleetSummary) -> Tile:
    """Return what the machines report to draw."""
    note = _("as the machines report it")
    return Tile(_("Power"), fleet.power_w / _PETA, "plug", "kW", 1, note, link("telemetry:miners", sort="-power"))


def efficiency_tile(fleet: FleetSummary) -> Tile:
    """Return joules per terahash."""
    note = _("of the machines that report both figures")
    url = link("telemetry:miners", state="5")
    return Tile(_("Efficiency"), fleet.efficiency_j_per_th, "gauge", "J/TH", 1, note, url)


def problem_tile(count: int) -> Tile:
    """Return the open problems."""
    return Tile(_("Open problems"), count, "alert-triangle", url=link("telemetry:problems", open="yes"))


def severity_badges(severities: Mapping[str, int]) -> list[Badge]:
    """Return each severity with its open problems, the most urgent first."""
    return [
        Badge(
            severity.value, severities[severity.value], link("telemetry:problems", open="yes", severity=severity.value)
        )
        for severity in Severity
    ]


def agent_badges(states: Counter[str]) -> list[Badge]:
    """Return each state of agents that occurs."""
    return [Badge(state, count, link("telemetry:agents")) for state, count in sorted(states.items())]
