"""What a technician works on: problems with their place, units not placed, load of every power node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.inventory.rules.power import Load
from apps.inventory.selectors import (
    Measured,
    SiteMeasured,
    loads_of_sites,
    measured_of_sites,
    not_placed,
    power_nodes,
    sites,
)
from apps.telemetry.selectors.agents import agent_states
from apps.telemetry.selectors.fleet import FleetSummary, added_up, fleet_by_site, open_problems, problems_by_severity

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from apps.common.actor import Actor
    from apps.inventory.models import PowerNode, Site, Unit
    from apps.telemetry.models import Problem

SHOWN_PROBLEMS = 20
SHOWN_UNITS = 10


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One power node with its load."""

    node: PowerNode
    load: Load


@dataclass(frozen=True, slots=True)
class SiteGround:
    """One site as its technician sees it."""

    site: Site
    load: Load
    fleet: FleetSummary
    measured: Measured | None = None
    nodes: list[NodeLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything of the technician's first screen."""

    sites: list[SiteGround]
    fleet: FleetSummary
    severities: dict[str, int]
    problems: list[Problem]
    not_placed: list[Unit]
    not_placed_count: int
    agents: Counter[str]

    @property
    def open_problems(self) -> int:
        """All open problems."""
        return sum(self.severities.values())


def _of(drawn: Mapping[int, SiteMeasured], site: Site) -> Measured | None:
    """Return what is measured at a site, None where nobody measures."""
    found = drawn.get(site.pk)
    return found.site if found else None


def ground(actor: Actor) -> Ground:
    """Return what the actor works on at the sites in reach (20 queries, however many sites)."""
    mine = list(sites(actor).order_by("name"))
    loads = loads_of_sites(actor, [site.pk for site in mine])
    drawn = measured_of_sites(actor, [site.pk for site in mine])
    fleets = fleet_by_site(actor)
    by_site: dict[int, list[NodeLine]] = {site.pk: [] for site in mine}
    for node in power_nodes(actor).order_by("room__name", "name"):
        by_site[node.site_id].append(NodeLine(node, loads[node.site_id].nodes[node.pk]))
    waiting = not_placed(actor)
    return Ground(
        sites=[
            SiteGround(
                site, loads[site.pk].site, fleets.get(site.pk, FleetSummary()), _of(drawn, site), by_site[site.pk]
            )
            for site in mine
        ],
        fleet=added_up(fleets),
        severities=problems_by_severity(actor),
        problems=list(open_problems(actor).select_related("device__unit__shelf__room")[:SHOWN_PROBLEMS]),
        not_placed=list(waiting[:SHOWN_UNITS]),
        not_placed_count=waiting.count(),
        agents=agent_states(actor),
    )
