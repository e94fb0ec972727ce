"""The grid under a change: locked nodes, rooms and sites with what they feed, hold and may carry.

One place decides whether something fits, whoever asks: placing, another power, another phase, a reservation, a move.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.inventory.exceptions import NeedsThreePhases, OverLimit, OverPhaseLimit
from apps.inventory.models import ReservedUnit, Unit
from apps.inventory.rules.phases import ALL_LEGS, LEGS, Legs
from apps.inventory.rules.power import Direct, chain, kw, rolled_up
from apps.inventory.selectors.loads import held_reservations, loose_power, standing, standing_under
from apps.inventory.services.locks import lock_limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from apps.inventory.models import PowerNode, PowerReservation

_RESERVED = _("Of the limit, %(reserved_kw)s kW are reserved.")


@dataclass(frozen=True, slots=True)
class Feed:
    """How a shelf is fed: by which node, on which legs, in which room of which site."""

    node_id: int
    phases: str
    room_id: int
    site_id: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a unit takes out of a reservation when it is placed."""

    reservation: PowerReservation
    power_w: int
    line_id: int | None = None

    @property
    def held(self) -> Direct:
        """The part that is no longer held then."""
        return Direct(self.power_w, 0, Legs.of(self.reservation.phases, self.power_w))


@dataclass(frozen=True, slots=True)
class Limited:
    """A node, room or site with its limits, what it draws and what is held on it."""

    key: tuple[str, int]
    name: str
    limit_w: int | None
    used: Direct
    held: Direct
    leg_limit_w: int | None = None
    breaker_a: int | None = None

    def check(self, wanted: Direct, *, field: str) -> None:
        """Raise OverLimit or OverPhaseLimit when `wanted` more is too much; what falls or stays is never refused."""
        if self.limit_w is not None and wanted.power_w > 0:
            taken = self.used.power_w + self.held.power_w
            if taken + wanted.power_w > self.limit_w:
                raise self._refusal(field, wanted.power_w)
        if self.leg_limit_w is None:
            return
        for leg in LEGS:
            more = wanted.legs.on(leg)
            if more > 0 and self.used.legs.on(leg) + self.held.legs.on(leg) + more > 3 * self.leg_limit_w:
                raise self._leg_refusal(field, leg, more)

    def _refusal(self, field: str, wanted_w: int) -> OverLimit:
        """Return the refusal with the numbers of the whole."""
        limit_w = self.limit_w or 0
        sentence = OverLimit.sentence
        if self.held.power_w:
            sentence = format_lazy("{} {}", sentence, _RESERVED)
        return OverLimit(
            sentence,
            field=field,
            node=self.name,
            limit_kw=kw(limit_w),
            used_kw=kw(self.used.power_w),
            reserved_kw=kw(self.held.power_w),
            wanted_kw=kw(wanted_w),
            free_kw=kw(max(0, limit_w - self.used.power_w - self.held.power_w)),
        )

    def _leg_refusal(self, field: str, leg: str, wanted: int) -> OverPhaseLimit:
        """Return the refusal with the numbers of one leg."""
        limit_w = self.leg_limit_w or 0
        used, held = self.used.legs.watts(leg), self.held.legs.watts(leg)
        sentence = OverPhaseLimit.sentence
        if held:
            sentence = format_lazy("{} {}", sentence, _RESERVED)
        return OverPhaseLimit(
            sentence,
            field=field,
            node=self.name,
            phase=leg.upper(),
            breaker_a=self.breaker_a,
            limit_kw=kw(limit_w),
            used_kw=kw(used),
            reserved_kw=kw(held),
            wanted_kw=kw(-(-wanted // 3)),
            free_kw=kw(max(0, limit_w - used - held)),
        )


class Grid:
    """The locked nodes of a change, with rooms and sites that have limits, and what the change adds."""

    def __init__(self, nodes: dict[int, PowerNode], rooms: Iterable[int] = (), sites: Iterable[int] = ()) -> None:
        """Lock the rooms and sites that have a limit (one statement); `read` follows when everything is locked."""
        self.nodes = nodes
        self.site_ids = {node.site_id for node in nodes.values()} | set(sites)
        self.sites, self.rooms = lock_limits(self.site_ids, rooms)

    def read(self) -> Self:
        """Read what everything concerned draws and holds (two queries; four with reservations, five with a limit)."""
        site_ids = self.site_ids
        with connection.cursor() as cursor:
            cursor.execute("SELECT node_id, parent_id, is_held FROM inventory_tree(%s::bigint[])", [list(site_ids)])
            tree = cursor.fetchall()
        self.parents: dict[int, int | None] = {pk: parent_id for pk, parent_id, _is_held in tree}
        if self.sites or self.rooms:
            found = standing(Unit.objects.filter(shelf__site_id__in=site_ids))
        else:
            tops = {chain(pk, self.parents)[-1] for pk in self.nodes}
            found = standing_under(pk for pk in self.parents if tops & set(chain(pk, self.parents)))
        self.used = rolled_up(self.parents, found.nodes)
        self.used_by_room, self.used_by_site = found.rooms, found.sites
        for site_id, power_w in loose_power(self.sites).items() if self.sites else ():
            self.used_by_site[site_id] += Direct(power_w)
        self.reservations: list[PowerReservation] = []
        self.lines: dict[int, ReservedUnit] = {}
        if any(is_held for _pk, _parent_id, is_held in tree):
            self.reservations = list(held_reservations(site_ids))
            named = ReservedUnit.objects.filter(reservation__in=self.reservations, is_open=True)
            self.lines = {line.unit_id: line for line in named}
        self.held: dict[int, Direct] = defaultdict(Direct)
        self.held_by_room: dict[int, Direct] = defaultdict(Direct)
        self.held_by_site: dict[int, Direct] = defaultdict(Direct)
        for row in self.reservations:
            self._hold(row, Direct(row.held_w, 0, Legs.of(row.phases, row.held_w)))
        return self

    def _hold(self, row: PowerReservation, what: Direct) -> None:
        """Count something as held by a reservation."""
        for above in chain(row.power_node_id, self.parents):
            self.held[above] += what
        self.held_by_room[row.power_node.room_id] += what
        self.held_by_site[row.site_id] += what

    def _node(self, pk: int) -> Limited:
        """Return a node with its figures."""
        node = self.nodes[pk]
        return Limited(
            ("node", pk), node.name, node.limit_w, self.used[pk], self.held[pk], node.leg_limit_w, node.breaker_a
        )

    def _room(self, pk: int) -> Limited:
        """Return a limited room with its figures."""
        room = self.rooms[pk]
        return Limited(("room", pk), room.name, room.limit_w, self.used_by_room[pk], self.held_by_room[pk])

    def _site(self, pk: int) -> Limited:
        """Return a limited site with its figures."""
        site = self.sites[pk]
        return Limited(("site", pk), site.name, site.limit_w, self.used_by_site[pk], self.held_by_site[pk])

    def limited(self) -> Iterator[Limited]:
        """Yield every locked node, room and site with its figures, nodes first."""
        yield from (self._node(pk) for pk in sorted(self.nodes))
        yield from (self._room(pk) for pk in sorted(self.rooms))
        yield from (self._site(pk) for pk in sorted(self.sites))

    def claim(self, unit: Unit, feed: Feed, leaving: Feed | None) -> Claim | None:
        """Return what the unit takes out of a reservation when it is placed there, None without one.

        A reservation that names the unit is used up by it wherever at the site it is placed; one for a client's units
        by each that comes under its node: a unit that is fed by that node already (`leaving`) takes nothing. The first
        to end is the first to be used.
        """
        line = self.lines.get(unit.pk)
        for row in self.reservations:
            if line is not None and line.reservation_id == row.pk and row.site_id == feed.site_id:
                return Claim(row, min(line.power_w, row.held_w), line.pk)
        above = set(chain(feed.node_id, self.parents))
        if leaving is not None and leaving.node_id in self.parents:
            above -= set(chain(leaving.node_id, self.parents))
        named = {one.reservation_id for one in self.lines.values()}
        for row in self.reservations:
            if (
                row.held_w
                and row.client_id is not None
                and row.client_id == unit.owner_id
                and row.power_node_id in above
                and row.pk not in named
            ):
                return Claim(row, min(unit.power_w, row.held_w))
        return None

    def check(
        self,
        feed: Feed,
        power_w: int,
        *,
        leaving: Feed | None = None,
        loose: bool = False,
        claim: Claim | None = None,
        field: str = "shelf",
    ) -> None:
        """Raise when `power_w` at this feed exceeds a limit up its chain, of the room or of the site.

        `leaving` is how the unit is fed now (`loose`: it counts at the site without being fed); what both share does
        not change there. `claim` is what it takes out of a reservation. Raises OverLimit, OverPhaseLimit.
        """
        wanted = Direct(power_w, 0, Legs.of(feed.phases, power_w))
        there = Direct(power_w, 0, Legs.of(leaving.phases, power_w)) if leaving else Direct()
        shared = set(chain(leaving.node_id, self.parents)) if leaving and leaving.node_id in self.parents else set()
        given = set(chain(claim.reservation.power_node_id, self.parents)) if claim else set()
        freed = claim.held if claim else Direct()
        for above in chain(feed.node_id, self.parents):
            less = (there if above in shared else Direct()) + (freed if above in given else Direct())
            self._node(above).check(_minus(wanted, less), field=field)
        if feed.room_id in self.rooms:
            less = there if leaving and leaving.room_id == feed.room_id else Direct()
            if claim and claim.reservation.power_node.room_id == feed.room_id:
                less += freed
            self._room(feed.room_id).check(_minus(wanted, less), field=field)
        if feed.site_id in self.sites:
            less = there if leaving and leaving.site_id == feed.site_id else Direct(power_w if loose else 0)
            self._site(feed.site_id).check(_minus(wanted, less + freed), field=field)

    def check_site(self, site_id: int, power_w: int, *, field: str = "site") -> None:
        """Raise OverLimit when `power_w` more at the site, fed from nowhere known, exceeds its limit."""
        if site_id in self.sites:
            self._site(site_id).check(Direct(power_w), field=field)

    def move(
        self, power_w: int, *, to: Feed | None, leaving: Feed | None, site_id: int, site_w: int, claim: Claim | None
    ) -> None:
        """Count a unit of a batch that moved at a site, which draws `site_w` more by it."""
        for feed, sign in ((leaving, -1), (to, 1)):
            if feed is None or feed.node_id not in self.parents:
                continue
            what = Direct(power_w, 1, Legs.of(feed.phases, power_w))
            change = what if sign > 0 else _minus(Direct(), what)
            for above in chain(feed.node_id, self.parents):
                self.used[above] += change
            self.used_by_room[feed.room_id] += change
        self.used_by_site[site_id] += Direct(site_w)
        if claim is not None:
            self._hold(claim.reservation, _minus(Direct(), claim.held))
            claim.reservation.held_w -= claim.power_w
            self.lines = {pk: line for pk, line in self.lines.items() if line.pk != claim.line_id}


def _minus(one: Direct, other: Direct) -> Direct:
    """Return the difference, part by part."""
    return Direct(one.power_w - other.power_w, one.unit_count - other.unit_count, one.legs - other.legs, one.even_count)


def refuse_excess(before: Grid, after: Grid, *, field: str) -> None:
    """Raise when a place is over a limit after a change that raised its load; both grids hold the same places.

    The refusal's `wanted` is what the change adds. Raises OverLimit, OverPhaseLimit.
    """
    was = {place.key: place for place in before.limited()}
    for place in after.limited():
        old = was[place.key]
        base = Limited(place.key, place.name, place.limit_w, old.used, place.held, place.leg_limit_w, place.breaker_a)
        base.check(_minus(place.used, old.used), field=field)


def feeds_of_shelves(ids: Iterable[int]) -> dict[int, Feed]:
    """Return how these shelves are fed, by id (one query); those without power are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shelf_id, node_id, phases, room_id, site_id FROM inventory_feeds(%s::bigint[])", [list(set(ids))]
        )
        return {shelf_id: Feed(*feed) for shelf_id, *feed in cursor.fetchall()}


def feed_of_unit(unit: Unit) -> Feed | None:
    """Return how a unit is fed now, None when it is not (one query)."""
    return None if unit.shelf_id is None else feeds_of_shelves([unit.shelf_id]).get(unit.shelf_id)


def refuse_single_phase(unit: Unit, feed: Feed) -> None:
    """Raise NeedsThreePhases for a three-phase machine on a shelf that hangs on one leg."""
    if feed.phases != ALL_LEGS and unit.model.three_phase:
        raise NeedsThreePhases(field="shelf", serial=unit.serial, phase=feed.phases.upper())
