"""How the machine of places calls a service, and how everything is held against the oracle afterwards."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from apps.common.clock import now
from apps.common.errors import DomainError
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.exceptions import LimitBelowLoad, OverLimit
from apps.inventory.models import Shelf, Unit
from apps.inventory.selectors import load_at
from apps.inventory.selectors.loads import loads_of_sites
from apps.logistics.models import Claim, IntakeAct, Movement, ReturnAct
from tests.proof.places import faults
from tests.proof.places.asked import NOW, PAST, RESERVED
from tests.proof.places.layout import Draw, Figures, Key, Told
from tests.proof.places.oracle import Oracle, Put
from tests.proof.places.world import LAYOUT, POWERS_W, THREE_PHASE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apps.common.actor import Actor
    from apps.inventory.rules.power import Load
    from tests.proof.places.remembered import Unit as Expected
    from tests.proof.places.supply import Answer
    from tests.proof.places.world import World

WORLD: list[World] = []
TALLY: Final = {"calls": 0, "refused": 0, "for want of power": 0, "full checks": 0, "past moments": 0}
PICK: Final = st.integers(0, 255)
FEW: Final = st.lists(PICK, min_size=1, max_size=4)
_FULL_CHECK_EVERY: Final = 15
_REMEMBERED_EVERY: Final = 16
_W_PER_KW: Final = 1000
# Days from this instant on are how the oracle counts the ends of reservations.
DAWN: Final = now() + timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """An instant and what every place drew then: watts and legs, and how many units."""

    at: datetime
    figures: Figures
    counts: dict[Key, int]


class Calls(RuleBasedStateMachine):
    """One run: it begins in the same empty world and leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.world = WORLD[0]
        self.oracle = Oracle(LAYOUT, self.world.people, POWERS_W, THREE_PHASE)
        self.calls = 0
        self.is_sound = True
        self.moments: list[Moment] = []
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(system_scope(SystemJob.MAINTENANCE))
        self._stack.callback(transaction.set_rollback, True)

    def teardown(self) -> None:
        """Hold the whole past, then undo everything."""
        try:
            if self.is_sound:
                self._hold_everything()
                self._hold_moments()
        finally:
            self._stack.close()

    # How it is called ------------------------------------------------------------------------------------------------

    def _call(self, actor: Actor, expected: Answer, run: Callable[[Actor], object]) -> bool:
        """Call a service as somebody; the answer and everything afterwards must be what the oracle says."""
        found: Answer = None
        self.is_sound = False
        try:
            with scope(actor) as by:
                run(by)
        except DomainError as refusal:
            found = told(refusal)
        except Http404:
            found = "not found"
        self.calls += 1
        TALLY["calls"] += 1
        TALLY["refused"] += found is not None
        TALLY["for want of power"] += isinstance(found, Told)
        assert found == expected, f"the answer is {found}, the oracle says {expected}"
        self.oracle.follow()
        self._hold_now()
        self.is_sound = True
        if self.calls % _REMEMBERED_EVERY == 0:
            self._remember()
        if self.calls % _FULL_CHECK_EVERY == 0:
            self._hold_everything()
        return found is None

    def _as_admin(self, expected: Answer, run: Callable[[Actor], object]) -> bool:
        """Call a service as the administrator."""
        return self._call(self.world.admin, expected, run)

    # What is held after each call --------------------------------------------------------------------------------

    def _hold_now(self) -> None:
        """Hold each unit's one place, owner, status and load, its lists, what is reserved, and every limit."""
        with connection.cursor() as cursor:
            cursor.execute(NOW, [self.world.organisation_id])
            rows = cursor.fetchall()
            cursor.execute(RESERVED, [self.world.organisation_id])
            reserved = cursor.fetchall()
        expected = sorted(map(self._expected, self.oracle.units))
        assert rows == expected, f"differs: {sorted(set(rows) ^ set(expected), key=str)}"
        held = [
            (row.state, self.world.nodes[row.node].pk, row.phases, row.held_w, self._waiting(row.lines))
            for row in self.oracle.reservations
        ]
        assert reserved == held, f"reserved is {reserved}, the oracle says {held}"
        over = self.oracle.excesses()
        assert not over, f"over a limit: {over}"

    def _waiting(self, lines: dict[int, int]) -> str | None:
        """Return the units of a reservation as the second statement reads them."""
        waiting = sorted((self.oracle.units[number].serial, power_w) for number, power_w in lines.items())
        return ",".join(f"{serial}={power_w}" for serial, power_w in waiting) or None

    def _expected(self, unit: Expected) -> tuple[Any, ...]:
        """Return a unit as the first statement reads it."""
        site, shelf, slot = unit.place or (None, None, None)
        lines = [road.lines[unit.number] for road in self.oracle.movements if unit.number in road.lines]
        held = [state for state in lines if state in ("planned", "picked_up", "missing", "refused")]
        waiting = sum(act.lines.get(unit.number) == "waiting" for act in self.oracle.returns)
        return (
            unit.serial,
            unit.state,
            self.oracle.power_w(unit),
            None if site is None else self.world.sites[site].pk,
            None if shelf is None else self.world.shelves[shelf].pk,
            slot,
            self.world.contracts[unit.contract].pk,
            ",".join(held) or None,
            waiting,
            None if unit.draw is None else self._load(unit.draw),
        )

    def _load(self, draw: Draw) -> str:
        """Return what a unit counts as the statements read it."""
        nodes = ",".join(str(self.world.nodes[node].pk) for node in draw.nodes)
        room = 0 if draw.room is None else self.world.rooms[draw.room].pk
        return f"{self.world.sites[draw.site].pk}/{room}/{{{nodes}}}/{draw.phases}/{draw.power_w}"

    # What is held now and then -----------------------------------------------------------------------------------

    def _hold_everything(self) -> None:
        """Hold the whole past, the loads as the pages show them, the states of all lists, and what must never be."""
        TALLY["full checks"] += 1
        self._hold_past()
        self._hold_loads()
        roads = dict(Movement.objects.values_list("number", "status"))
        assert roads == {road.number: road.status for road in self.oracle.movements}
        backs = dict(ReturnAct.objects.values_list("number", "status"))
        assert backs == {act.number: act.status for act in self.oracle.returns}
        acts = dict(IntakeAct.objects.values_list("number", "status"))
        assert acts == {act.number: act.status for act in self.oracle.acts}
        claims = list(Claim.objects.order_by("ordinal").values_list("ordinal", "status"))
        assert [n for n, status in claims if status == "open"] == [
            n for n, claim in enumerate(self.oracle.claims, start=1) if claim.is_open
        ]
        assert len(claims) == len(self.oracle.claims)
        wrong = faults.found()
        assert not wrong, "; ".join(wrong)

    def _hold_past(self) -> None:
        """Hold what every unit was, where, whose, who held it and what it counted, from its beginning on."""
        with connection.cursor() as cursor:
            cursor.execute(PAST, [self.world.organisation_id])
            rows = cursor.fetchall()
        for row, unit in zip(rows, sorted(self.oracle.units, key=lambda one: one.serial), strict=True):
            places = [
                f"{0 if site is None else self.world.sites[site].pk}/"
                f"{0 if shelf is None else self.world.shelves[shelf].pk}/{slot or 0}"
                for site, shelf, slot in unit.places
            ]
            owners = [self.world.contracts[contract].pk for contract in unit.owners]
            links = ["|".join(link) for link in unit.custody]
            expected = (unit.serial, unit.states, places, owners, links, list(map(self._load, unit.draws)))
            assert row == expected, f"the past is {row}, the oracle says {expected}"

    def _hold_loads(self) -> None:
        """Hold the loads of nodes, rooms and sites as the pages show them against the sums of their parts."""
        with scope(self.world.admin) as by:
            shown = loads_of_sites(by, [site.pk for site in self.world.sites])
        figures, limits = self.oracle.figures(), self.oracle.layout.limits()
        for key, load in self._shown(shown):
            count, even = self.oracle.counts(key)
            used, held = figures.used[key], figures.held[key]
            legs, held_legs = load.legs, load.reserved_legs
            found = [load.used_w, legs.a, legs.b, legs.c], [load.reserved_w, held_legs.a, held_legs.b, held_legs.c]
            assert found == (used, held), f"the load of {key} is {found}, the oracle says {(used, held)}"
            assert load.even_count == even
            assert load.leg_limit_w == limits[key][2]
            assert load.limit_w == self._limit_shown(key)
            at_site = sum(one.place is not None and one.place.site == key[1] for one in self.oracle.units)
            assert load.unit_count == (at_site if key[0] == "site" else count)

    def _shown(self, shown: dict[int, Any]) -> list[tuple[Key, Load]]:
        """Return the loads that are shown, by the oracle's names of places."""
        found: list[tuple[Key, Load]] = [
            (("site", number), shown[site.pk].site) for number, site in enumerate(self.world.sites)
        ]
        centre = shown[self.world.sites[0].pk]
        found += [(("node", number), centre.nodes[node.pk]) for number, node in enumerate(self.world.nodes)]
        return found + [(("room", number), centre.rooms[self.world.rooms[number].pk]) for number in (0, 1)]

    def _limit_shown(self, key: Key) -> int | None:
        """Return the limit that is shown: a room or site without one has that of the nodes that come into it."""
        layout = self.oracle.layout
        own = layout.limits()[key][1]
        if own is not None or key[0] == "node":
            return own
        inside = [
            n
            for n, node in enumerate(layout.nodes)
            if key in (("room", node.room), ("site", layout.rooms[node.room].site))
        ]
        parents = {n: layout.nodes[n].parent for n in inside}
        tops = [n for n, parent in parents.items() if parent not in parents]
        limits = [layout.nodes[n].limit_w for n in tops]
        known = [limit for limit in limits if limit is not None]
        return sum(known) if known and len(known) == len(limits) else None

    # What is remembered ------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        """Remember this instant with the loads of all places."""
        figures = Figures.of([unit.draw for unit in self.oracle.units], [])
        counts = {
            key: sum(unit.draw is not None and key in unit.draw.places() for unit in self.oracle.units)
            for key in self.oracle.layout.limits()
        }
        self.moments.append(Moment(now(), figures, counts))

    def _hold_moments(self) -> None:
        """Hold the loads at every remembered instant: they are what the oracle knew then, whatever came afterwards."""
        places: list[tuple[Key, Any]] = [(("node", n), row) for n, row in enumerate(self.world.nodes)]
        places += [(("room", n), row) for n, row in enumerate(self.world.rooms)]
        places += [(("site", n), row) for n, row in enumerate(self.world.sites)]
        with scope(self.world.admin) as by:
            for moment in self.moments:
                TALLY["past moments"] += 1
                for key, place in places:
                    load = load_at(by, place, moment.at)
                    found = [load.used_w, load.legs.a, load.legs.b, load.legs.c], load.unit_count
                    then = moment.figures.used[key], moment.counts[key]
                    assert found == then, f"at {moment.at} {key} drew {found}, the oracle says {then}"

    def _hold_suggestions(self, unit: Expected, refusal: DomainError | None) -> None:
        """Hold that a unit fits wherever a refusal says that it would."""
        labels = refusal.params.get("fits", "") if refusal is not None else ""
        shelves = [n for n, one in enumerate(self.oracle.layout.shelves) if one.label in labels.split(", ")]
        for shelf in shelves:
            judged = self.oracle.judged(unit, self.oracle.layout.site_of(shelf), shelf)
            assert isinstance(judged, Put), f"{unit.serial} is said to fit on shelf {shelf}: {judged}"

    # What is chosen ----------------------------------------------------------------------------------------------

    def _one(self, likely: Sequence[Any], every: Sequence[Any], pick: int) -> Any:
        """Return one of those that are likely to do, sometimes any; None when there are none at all."""
        rows = likely if likely and pick % 5 else every
        return rows[pick % len(rows)] if rows else None

    def _some(self, likely: Sequence[Expected], every: Sequence[Expected], picks: Sequence[int]) -> list[Expected]:
        """Return some units, each once."""
        return list({unit.number: unit for pick in picks for unit in [self._one(likely, every, pick)]}.values())

    def _names(self, numbers: Sequence[int]) -> list[str]:
        """Return serial numbers."""
        return [self.oracle.units[number].serial for number in numbers]

    def _row(self, unit: Expected) -> Unit:
        """Return the row of a unit."""
        return Unit.objects.get(serial=unit.serial)

    def _shelf(self, number: int) -> Shelf:
        """Return a shelf as it is now."""
        return Shelf.objects.select_related("site", "rack", "power_node").get(pk=self.world.shelves[number].pk)


def told(refusal: DomainError) -> Answer:
    """Return a refusal as the oracle says it: its code, and for a limit whose it is and its figures."""
    if not isinstance(refusal, OverLimit | LimitBelowLoad):
        return refusal.code
    said = refusal.params
    figures = (_watts(said.get(f"{name}_kw")) for name in ("limit", "used", "reserved", "wanted", "free"))
    return Told(refusal.code, str(said["node"]), str(said.get("phase", "")), *figures)


def _watts(kilowatts: str | None) -> int | None:
    """Return kilowatts as they are written in watts."""
    return None if kilowatts is None else int(Decimal(kilowatts) * _W_PER_KW)
