"""Measured load beside nameplate: what machines report now, of how many of those that stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from apps.common import access
from apps.inventory import measuring
from apps.inventory.models import PowerNode, Shelf, Site, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.phases import LEGS, NO_LEGS, Legs, imbalance_percent
from apps.inventory.rules.power import chain
from apps.inventory.selectors.loads import feed_phases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Measured:
    """What the units with a fresh reading draw (W), of how many units, and what they would by nameplate."""

    power_w: int = 0
    measured_count: int = 0
    unit_count: int = 0
    nameplate_w: int = 0
    legs: Legs = NO_LEGS

    def __add__(self, other: Measured) -> Measured:
        """Add part by part."""
        return Measured(
            self.power_w + other.power_w,
            self.measured_count + other.measured_count,
            self.unit_count + other.unit_count,
            self.nameplate_w + other.nameplate_w,
            self.legs + other.legs,
        )

    @property
    def percent(self) -> Decimal | None:
        """The share of units with a fresh reading in percent; None where none stands."""
        return None if not self.unit_count else Decimal(100 * self.measured_count) / self.unit_count

    @property
    def of_nameplate_percent(self) -> Decimal | None:
        """What the measured units draw in percent of their own nameplate."""
        return None if not self.nameplate_w else Decimal(100 * self.power_w) / self.nameplate_w

    @property
    def imbalance(self) -> Decimal:
        """How uneven the measured legs are in percent, as of any load."""
        return imbalance_percent(self.legs)

    @property
    def leg_watts(self) -> tuple[tuple[str, int], ...]:
        """Each leg's letter and its watts."""
        return tuple((leg.upper(), self.legs.watts(leg)) for leg in LEGS)


@dataclass(frozen=True, slots=True)
class SiteMeasured:
    """Measured loads of one site: of itself, its rooms and its power nodes, by id."""

    site: Measured = Measured()
    rooms: Mapping[int, Measured] = field(default_factory=dict)
    nodes: Mapping[int, Measured] = field(default_factory=dict)


def measured_of_sites(actor: Actor, site_ids: Iterable[int]) -> dict[int, SiteMeasured]:
    """Return the measured loads of those sites that the actor may see (five queries); none where nobody measures."""
    if not measuring.is_known():
        return {}
    rows = access.narrow(actor, PLACE_VIEW, Site.objects.filter(pk__in=list(site_ids)))
    wanted = list(rows.values_list("pk", flat=True))
    readings = measuring.measured(wanted)
    parents = dict(PowerNode.objects.filter(site_id__in=wanted).values_list("pk", "parent_id"))
    sites: dict[int, Measured] = defaultdict(Measured)
    rooms: dict[int, dict[int, Measured]] = defaultdict(lambda: defaultdict(Measured))
    nodes: dict[int, Measured] = defaultdict(Measured)
    for (site_id, room_id, node_id, _phases), part in _parts(parents, wanted, readings).items():
        sites[site_id] += part
        rooms[site_id][room_id] += part
        nodes[node_id] += part
    whole: dict[int, Measured] = defaultdict(Measured)
    for node_id, own in nodes.items():
        for above in chain(node_id, parents):
            whole[above] += own
    return {site_id: SiteMeasured(sites[site_id], rooms[site_id], whole) for site_id in wanted}


def _parts(
    parents: Mapping[int, int | None], site_ids: Sequence[int], readings: Mapping[int, float]
) -> dict[tuple[int, int, int, str], Measured]:
    """Return what is measured by site, room, node and legs (two queries, none where no node is).

    Shelves and units are read each by the index of sites and put together here: as a join of thousands with thousands
    the database plans them well only with good statistics.
    """
    if not parents:
        return {}
    shelves = Shelf.objects.filter(site_id__in=site_ids, power_node__isnull=False).annotate(fed=feed_phases(""))
    columns = shelves.values_list("pk", "site_id", "room_id", "power_node_id", "fed")
    feeds = {pk: (site_id, room_id, node_id or 0, phases) for pk, site_id, room_id, node_id, phases in columns}
    units = Unit.objects.filter(site_id__in=site_ids, shelf__isnull=False)
    # Plain numbers first: a site has thousands of units and some dozens of these groups.
    groups: dict[tuple[int, int, int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for pk, nameplate, shelf_id in units.values_list("pk", "power_w", "shelf_id"):
        feed = feeds.get(shelf_id or 0)
        if feed is None:
            continue
        group = groups[feed]
        group[2] += 1
        drawn = readings.get(pk)
        if drawn is not None:
            group[0] += round(drawn)
            group[1] += 1
            group[3] += nameplate
    return {
        key: Measured(watts, measured, units, nameplate, Legs.of(key[3], watts))
        for key, (watts, measured, units, nameplate) in groups.items()
    }
