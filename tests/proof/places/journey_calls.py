"""Calls about journeys: movements with a driver, claims, returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import rule

from apps.logistics import services as logistics
from apps.logistics.enums import ClaimKind, Outcome
from apps.logistics.models import Claim, Movement, ReturnAct, ReturnLine
from tests.proof.places.calls import FEW, PICK, Calls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apps.common.actor import Actor
    from tests.proof.places.remembered import Act
    from tests.proof.places.remembered import Movement as Road
    from tests.proof.places.remembered import Unit as Expected

_SEEN: Final = ("missing", "refused", "damaged", "other_serial")
SEEN: Final = st.lists(st.tuples(st.sampled_from(_SEEN), PICK), max_size=2)


class JourneyCalls(Calls):
    """Units travel and go back."""

    def __init__(self) -> None:
        super().__init__()
        self.last: Callable[[], object] | None = None

    @rule(start=st.integers(0, 2), end=st.integers(0, 2), picks=FEW)
    def plan(self, start: int, end: int, picks: list[int]) -> None:
        """Plan a movement, mostly of units that may go."""
        here = [one for one in self.oracle.units if one.place is not None and one.place.site == start]
        able = [one for one in here if self.oracle.after(one, "pick_up") and self.oracle.busy(one) is None]
        units = self._some(able, self.oracle.units, picks)
        plan = logistics.Plan(self.world.sites[start], self.world.sites[end], "x", self.world.driver_user)
        self._as_admin(
            self.oracle.plan_movement(start, end, units),
            lambda by: logistics.create_movement(by=by, plan=plan, units=[self._row(unit) for unit in units]),
        )

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """Cancel a movement."""
        road = self._road(("pending",), pick)
        if road is not None:
            row = self._movement(road)
            self._as_admin(
                self.oracle.cancel(road),
                lambda by: logistics.cancel_movement(row, by=by, why="x", version=row.version),
            )

    @rule(pick=PICK, picks=FEW, seen=SEEN)
    def pick_up(self, pick: int, picks: list[int], seen: list[tuple[str, int]]) -> None:
        """Let the driver take some units, listed or not, and report what does not agree."""
        road = self._road(("pending", "picked_up"), pick)
        if road is None:
            return
        scanned = [unit.number for unit in self._some(self._of(road), self.oracle.units, picks)]
        told = self._seen(road, seen)
        row, key, serials = self._movement(road), uuid4(), self._names(scanned)
        found = self._discrepancies(told)

        def run(by: Actor) -> object:
            return logistics.pick_up(row, by=by, key=key, serials=serials, discrepancies=found)

        if self._call(self.world.driver, self.oracle.pick_up(road, scanned, told), run):
            self.last = lambda: run(self.world.driver)

    @rule(pick=PICK)
    def leave(self, pick: int) -> None:
        """Leave the rest of a movement behind."""
        road = self._road(("pending", "picked_up"), pick)
        if road is None:
            return
        row, key = self._movement(road), uuid4()

        def run(by: Actor) -> object:
            return logistics.leave_behind(row, by=by, key=key, why="x")

        if self._call(self.world.driver, self.oracle.leave(road), run):
            self.last = lambda: run(self.world.driver)

    @rule(pick=PICK, picks=FEW, seen=SEEN)
    def accept(self, pick: int, picks: list[int], seen: list[tuple[str, int]]) -> None:
        """Accept what is there."""
        road = self._road(("picked_up",), pick)
        if road is None:
            return
        scanned = [unit.number for unit in self._some(self._of(road), self.oracle.units, picks)]
        told = self._seen(road, seen)
        row, key, serials = self._movement(road), uuid4(), self._names(scanned)
        found = self._discrepancies(told)

        def run(by: Actor) -> object:
            return logistics.accept_movement(row, by=by, key=key, serials=serials, discrepancies=found)

        if self._as_admin(self.oracle.accept(road, scanned, told), run):
            self.last = lambda: run(self.world.admin)

    @rule(pick=PICK)
    def repeat(self, pick: int) -> None:
        """Send the last step of a journey again, now and then: nothing happens twice."""
        last = self.last
        if last is not None and pick % 2:
            self._as_admin(None, lambda _by: last())

    @rule(pick=PICK, outcome=st.sampled_from(("explained", "accepted_at", "lost")), site=st.integers(0, 2))
    def resolve(self, pick: int, outcome: str, site: int) -> None:
        """End a claim."""
        claim = self._one([one for one in self.oracle.claims if one.is_open], self.oracle.claims, pick)
        if claim is None:
            return
        row = Claim.objects.get(number=f"РХ-{self.oracle.claims.index(claim) + 1}")
        self._as_admin(
            self.oracle.resolve(claim, outcome, site),
            lambda by: logistics.resolve_claim(
                row, by=by, version=row.version, outcome=Outcome(outcome), resolution="x", site=self.world.sites[site]
            ),
        )

    @rule(contract=st.integers(0, 1), picks=FEW)
    def give_back(self, contract: int, picks: list[int]) -> None:
        """Register a return act, mostly for units that may go back."""
        mine = [one for one in self.oracle.units if one.contract == contract]
        able = [one for one in mine if self.oracle.after(one, "request_return") and self.oracle.busy(one) is None]
        units = self._some(able, self.oracle.units, picks)
        self._as_admin(
            self.oracle.register_return(contract, units),
            lambda by: logistics.register_return(
                by=by, contract=self.world.contracts[contract], units=[self._row(unit) for unit in units]
            ),
        )

    @rule(pick=PICK, picks=FEW)
    def hand_over(self, pick: int, picks: list[int]) -> None:
        """Hand units of a return act over."""
        act = self._back(pick)
        if act is None:
            return
        chosen = list({act.units[one % len(act.units)]: None for one in picks})
        row = ReturnAct.objects.get(number=act.number)
        serials = self._names(chosen)
        lines = list(ReturnLine.objects.filter(act=row, unit__serial__in=serials))
        self._as_admin(
            self.oracle.hand_over(act, chosen),
            lambda by: logistics.hand_over_units(row, by=by, lines=lines, receiver_name="Ivan"),
        )

    @rule(pick=PICK)
    def cancel_return(self, pick: int) -> None:
        """Cancel a return act."""
        act = self._back(pick)
        if act is not None:
            row = ReturnAct.objects.get(number=act.number)
            self._as_admin(
                self.oracle.cancel_return(act),
                lambda by: logistics.cancel_return(row, by=by, why="x"),
            )

    def _road(self, states: Sequence[str], pick: int) -> Road | None:
        """Return a movement, mostly in one of these states."""
        likely = [road for road in self.oracle.movements if road.status in states]
        found: Road | None = self._one(likely, self.oracle.movements, pick)
        return found

    def _back(self, pick: int) -> Act | None:
        """Return a return act, mostly an open one."""
        found: Act | None = self._one(
            [act for act in self.oracle.returns if act.status == "registered"], self.oracle.returns, pick
        )
        return found

    def _of(self, road: Road) -> list[Expected]:
        """Return the units on a movement's list."""
        return [self.oracle.units[number] for number in road.lines]

    def _seen(self, road: Road, seen: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return discrepancies about listed units, one for each."""
        listed = list(road.lines)
        return [(kind, number) for number, kind in {listed[pick % len(listed)]: kind for kind, pick in seen}.items()]

    def _discrepancies(self, told: Sequence[tuple[str, int]]) -> list[logistics.Discrepancy]:
        """Return discrepancies as the services take them."""
        return [
            logistics.Discrepancy(ClaimKind(kind), serial=self.oracle.units[number].serial) for kind, number in told
        ]

    def _movement(self, road: Road) -> Movement:
        """Return the row of a movement."""
        return Movement.objects.get(number=road.number)
