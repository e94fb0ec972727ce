"""The company at a glance: clients, equipment, contracts, loads, fleet, problems, agents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from apps.crm.enums import ClientStatus
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts
from apps.inventory.rules.power import Load
from apps.inventory.selectors import Measured, loads_of_sites, measured_of_sites, sites, units
from apps.telemetry.selectors.agents import agent_states
from apps.telemetry.selectors.fleet import FleetSummary, added_up, fleet_by_site, problems_by_severity

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import Site


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site with its load by nameplate and what its machines do now."""

    site: Site
    load: Load
    fleet: FleetSummary
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Everything of the company dashboard."""

    clients_by_type: Counter[str]
    units_by_state: Counter[str]
    contracts_by_status: Counter[str]
    sites: list[SiteLine]
    fleet: FleetSummary
    problems: Mapping[str, int]
    agents: Counter[str]

    @property
    def open_problems(self) -> int:
        """All open problems."""
        return sum(self.problems.values())


def counted(rows: QuerySet[Any], field: str) -> Counter[str]:
    """Return how many rows have each value of a field (one query)."""
    plain = rows.select_related(None).prefetch_related(None).order_by()
    return Counter(dict(plain.values_list(field).annotate(Count("pk"))))


def site_lines(actor: Actor) -> list[SiteLine]:
    """Return the sites in reach by name, each with load and fleet (14 queries, however many sites)."""
    rows = list(sites(actor).order_by("name"))
    loads = loads_of_sites(actor, [site.pk for site in rows])
    fleets = fleet_by_site(actor)
    drawn = {pk: found.site for pk, found in measured_of_sites(actor, loads).items()}
    return [
        SiteLine(site, loads[site.pk].site, fleets.get(site.pk, FleetSummary()), drawn.get(site.pk)) for site in rows
    ]


def company(actor: Actor) -> Company:
    """Return the figures of the company dashboard over what the actor may see."""
    lines = site_lines(actor)
    return Company(
        clients_by_type=counted(clients(actor).filter(status=ClientStatus.ACTIVE), "type"),
        units_by_state=counted(units(actor), "state"),
        contracts_by_status=counted(contracts(actor), "status"),
        sites=lines,
        fleet=added_up({line.site.pk: line.fleet for line in lines}),
        problems=problems_by_severity(actor),
        agents=agent_states(actor),
    )
