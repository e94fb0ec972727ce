"""Places and power as the oracle of the proof of places counts them: plain values without a line of the product.

Powers are watts, legs (A, B, C) thirds of a watt, so that a load on all three is a whole number on each.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.proof.places.remembered import Place

Key = tuple[str, int]

THREE: Final = "abc"
LEGS: Final = ("a", "b", "c")
# What a phase may carry of its breaker: 230 V between phase and neutral, 80 % of the amperes.
_VOLTS: Final = 230
_SHARE_PERCENT: Final = 80


@dataclass(frozen=True)
class Site:
    """A site: whether units work there, whether they stand by address, what it may draw."""

    name: str
    is_centre: bool
    by_address: bool
    limit_w: int | None = None


@dataclass(frozen=True)
class Room:
    """A room of a site and what may stand there."""

    name: str
    site: int
    limit_w: int | None = None


@dataclass(frozen=True)
class Node:
    """A power node: its room, what feeds it, its legs, its limit and its breaker."""

    name: str
    room: int
    parent: int | None
    phases: str = THREE
    limit_w: int | None = None
    breaker_a: int | None = None

    @property
    def leg_limit_w(self) -> int | None:
        """What each leg may carry, whole watts."""
        return None if self.breaker_a is None else self.breaker_a * _VOLTS * _SHARE_PERCENT // 100


@dataclass(frozen=True)
class Rack:
    """A rack under a node; «abc» is fed as the node."""

    name: str
    node: int
    phase: str = THREE


@dataclass(frozen=True)
class Shelf:
    """A shelf: in a room without power, or under a node, maybe in a rack; «» and «abc» are fed as what is above."""

    label: str
    room: int
    node: int | None
    rack: int | None = None
    phase: str = ""
    capacity: int = 1


class Draw(NamedTuple):
    """What a unit counts: where, under which nodes from below upwards (none: at the site only), on which legs."""

    site: int
    room: int | None
    nodes: tuple[int, ...]
    phases: str
    power_w: int

    def places(self) -> list[Key]:
        """Return the places that it loads, in the order in which their limits are asked."""
        nodes: list[Key] = [("node", node) for node in self.nodes]
        room: list[Key] = [("room", self.room)] if self.nodes and self.room is not None else []
        return [*nodes, *room, ("site", self.site)]

    def amounts(self) -> tuple[int, int, int, int]:
        """Return the watts, and the thirds of a watt on each leg; a unit that no node feeds is on no known leg."""
        if not self.nodes:
            return self.power_w, 0, 0, 0
        if self.phases == THREE:
            return (self.power_w,) * 4
        a, b, c = (3 * self.power_w if leg == self.phases else 0 for leg in LEGS)
        return self.power_w, a, b, c


class Told(NamedTuple):
    """A refusal for want of power: whose limit, on which leg, and its figures in watts."""

    code: str
    name: str
    phase: str
    limit_w: int | None
    used_w: int | None
    held_w: int | None = None
    wanted_w: int | None = None
    free_w: int | None = None


@dataclass(frozen=True)
class Layout:
    """All places, each by its number."""

    sites: tuple[Site, ...]
    rooms: tuple[Room, ...]
    nodes: tuple[Node, ...]
    racks: tuple[Rack, ...]
    shelves: tuple[Shelf, ...]

    def having(self, kind: str, number: int, **values: Any) -> Layout:
        """Return the layout in which one place of a kind («nodes», «shelves», …) has other values."""
        rows = list(getattr(self, kind))
        rows[number] = replace(rows[number], **values)
        return replace(self, **{kind: tuple(rows)})

    def chain(self, node: int | None) -> tuple[int, ...]:
        """Return a node and what feeds it, from below upwards."""
        found: list[int] = []
        while node is not None:
            found.append(node)
            node = self.nodes[node].parent
        return tuple(found)

    def below(self, node: int) -> list[int]:
        """Return a node and everything that it feeds."""
        return [one for one in range(len(self.nodes)) if node in self.chain(one)]

    def room_of(self, shelf: int) -> int:
        """Return the room in which a shelf stands: that of its node."""
        row = self.shelves[shelf]
        return row.room if row.node is None else self.nodes[row.node].room

    def site_of(self, shelf: int) -> int:
        """Return the site of a shelf."""
        return self.rooms[self.room_of(shelf)].site

    def legs_of(self, shelf: int) -> str:
        """Return the legs that feed a shelf: the uppermost of node, rack and shelf that names one decides."""
        row = self.shelves[shelf]
        named = [
            "" if row.node is None else self.nodes[row.node].phases,
            "" if row.rack is None else self.racks[row.rack].phase,
            row.phase,
        ]
        return next((phases for phases in named if phases not in ("", THREE)), THREE)

    def drawn(self, place: Place | None, state: str, power_w: int) -> Draw | None:
        """Return what a unit counts there: on a fed shelf always, elsewhere while it is in service."""
        if place is None or place.site is None:
            return None
        node = None if place.shelf is None else self.shelves[place.shelf].node
        if place.shelf is not None and node is not None:
            room, legs = self.room_of(place.shelf), self.legs_of(place.shelf)
            return Draw(place.site, room, self.chain(node), legs, power_w)
        if state == "in_service":
            return Draw(place.site, None if place.shelf is None else self.room_of(place.shelf), (), THREE, power_w)
        return None

    def limits(self) -> dict[Key, tuple[str, int | None, int | None]]:
        """Return name, limit and limit of a leg of every place: nodes, rooms, sites."""
        found: dict[Key, tuple[str, int | None, int | None]] = {
            ("node", number): (node.name, node.limit_w, node.leg_limit_w) for number, node in enumerate(self.nodes)
        }
        found |= {("room", number): (room.name, room.limit_w, None) for number, room in enumerate(self.rooms)}
        return found | {("site", number): (site.name, site.limit_w, None) for number, site in enumerate(self.sites)}


def _nothing() -> dict[Key, list[int]]:
    """Return sums that begin with nothing: watts, then the three legs."""
    return defaultdict(lambda: [0, 0, 0, 0])


@dataclass(frozen=True)
class Figures:
    """What every place draws, and what is held there for units to come."""

    used: Mapping[Key, list[int]] = field(default_factory=_nothing)
    held: Mapping[Key, list[int]] = field(default_factory=_nothing)

    @classmethod
    def of(cls, draws: Iterable[Draw | None], holds: Iterable[Draw]) -> Figures:
        """Sum the parts."""
        found = cls()
        for sums, parts in ((found.used, draws), (found.held, holds)):
            for draw in parts:
                for key in draw.places() if draw else ():
                    for place, amount in enumerate(draw.amounts() if draw else ()):
                        sums[key][place] += amount
        return found

    def both(self, key: Key, place: int) -> int:
        """Return what is drawn and held."""
        return self.used[key][place] + self.held[key][place]


def excess(layout: Layout, before: Figures, after: Figures, order: Iterable[Key]) -> Told | None:
    """Return the first limit in this order that a change exceeds; what falls or stays is never refused."""
    limits = layout.limits()
    for key in order:
        name, limit_w, leg_limit_w = limits[key]
        if limit_w is not None and after.both(key, 0) > max(limit_w, before.both(key, 0)):
            used, held, more = before.used[key][0], before.held[key][0], after.both(key, 0) - before.both(key, 0)
            return Told("inventory_over_limit", name, "", limit_w, used, held, more, max(0, limit_w - used - held))
        for place, leg in enumerate(LEGS, start=1):
            if leg_limit_w is None or after.both(key, place) <= max(3 * leg_limit_w, before.both(key, place)):
                continue
            used, held = up(before.used[key][place]), up(before.held[key][place])
            more = up(after.both(key, place) - before.both(key, place))
            free = max(0, leg_limit_w - used - held)
            return Told("inventory_over_phase_limit", name, leg.upper(), leg_limit_w, used, held, more, free)
    return None


def up(thirds: int) -> int:
    """Return thirds of a watt as whole watts, never less than they are."""
    return (thirds + 2) // 3
