"""The machine of the proof of places: calls of the services in any order, held against the oracle after each."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.db import connection, transaction
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from apps.common.errors import DomainError
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.enums import UnitVerb
from apps.inventory.models import EquipmentModel, PowerNode, Unit
from apps.inventory.selectors.loads import loads_of_sites
from apps.logistics import services as logistics
from apps.logistics.enums import ClaimKind, Outcome
from apps.logistics.models import Claim, IntakeAct, Movement, ReturnAct, ReturnLine
from tests.proof.places import faults
from tests.proof.places.asked import NOW, PAST
from tests.proof.places.oracle import SPOKEN, Oracle
from tests.proof.places.world import LIMITS_W, POWERS_W

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apps.common.actor import Actor
    from tests.proof.places.remembered import Act
    from tests.proof.places.remembered import Movement as Road
    from tests.proof.places.remembered import Unit as Expected
    from tests.proof.places.world import World

WORLD: list[World] = []
TALLY: Final = {"calls": 0, "refused": 0, "full checks": 0}
MOST_UNITS: Final = 16
_FULL_CHECK_EVERY: Final = 10
_SEEN: Final = ("missing", "refused", "damaged", "other_serial")
PICK = st.integers(0, 255)
FEW = st.lists(PICK, min_size=1, max_size=4)
SEEN = st.lists(st.tuples(st.sampled_from(_SEEN), PICK), max_size=2)


class Places(RuleBasedStateMachine):
    """Calls in any order; every run begins in the same empty world and leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.world = WORLD[0]
        self.oracle = Oracle(self.world.plan, list(LIMITS_W), list(POWERS_W))
        self.serials = 0
        self.calls = 0
        self.is_sound = True
        self.last: Callable[[], object] | None = None
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(system_scope(SystemJob.MAINTENANCE))
        self._stack.callback(transaction.set_rollback, True)

    def teardown(self) -> None:
        """Hold the whole past, then undo everything."""
        try:
            if self.is_sound:
                self._hold_everything()
        finally:
            self._stack.close()

    # What is called ----------------------------------------------------------------------------------------------

    @initialize(sites=st.lists(st.integers(0, 2), min_size=2, max_size=3))
    def begin(self, sites: list[int]) -> None:
        """Begin with some units, two at each of these places."""
        for number, site in enumerate(sites):
            self._register(site, number % 2, [(self._serial(), (number + one) % 3) for one in range(3)])

    @rule(site=st.integers(0, 2), contract=st.integers(0, 1), model=st.integers(0, 2), new=st.integers(0, 2), old=PICK)
    def register(self, site: int, contract: int, model: int, new: int, old: int) -> None:
        """Register an intake act of new units and of one that is known."""
        entries = [(self._serial(), model) for _one in range(new) if len(self.oracle.units) + new <= MOST_UNITS]
        gone = [unit for unit in self.oracle.units if unit.state in ("expected", "returned")]
        known = gone if old % 4 else self.oracle.units
        if known and (old % 2 or not entries):
            entries.append((known[old % len(known)].serial, model))
        if entries:
            self._register(site, contract, entries)

    @rule(pick=PICK)
    def void(self, pick: int) -> None:
        """Void an act."""
        open_acts = [act for act in self.oracle.acts if act.status == "registered"]
        act = self._one(open_acts, self.oracle.acts, pick)
        if act is not None:
            row = IntakeAct.objects.get(number=act.number)
            self._call(
                self.world.admin, self.oracle.void(act), lambda by: logistics.void_intake(by=by, act=row, why="x")
            )

    @rule(pick=PICK, shelf=PICK, why=st.booleans())
    def place(self, pick: int, shelf: int, why: bool) -> None:
        """Place a unit on a shelf, mostly of the site where it stands."""
        unit = self._one([one for one in self.oracle.units if one.place is not None], self.oracle.units, pick)
        here = unit.place.site if unit.place is not None and unit.place.site is not None and shelf % 8 else shelf % 3
        if here == 2 and shelf % 16:
            self._call(
                self.world.admin,
                self.oracle.put(unit, 2, None),
                lambda by: services.place_unit(by=by, unit=self._row(unit), site=self.world.sites[2]),
            )
            return
        numbers = [n for n, one in enumerate(self.world.plan.shelves) if one.site == here]
        number = numbers[shelf % len(numbers)] if numbers else shelf % len(self.world.plan.shelves)
        target = self.world.shelves[number]
        site = self.world.plan.shelves[number].site
        self._call(
            self.world.admin,
            self.oracle.put(unit, site, number),
            lambda by: services.place_unit(by=by, unit=self._row(unit), shelf=target, why="x" if why else ""),
        )

    @rule(picks=FEW, shelves=st.lists(PICK, min_size=4, max_size=4))
    def place_many(self, picks: list[int], shelves: list[int]) -> None:
        """Place several units of the data centre at once; each gets its own answer."""
        here = [unit for unit in self.oracle.units if unit.place is not None and unit.place.site == 0]
        chosen = list({here[pick % len(here)].number: None for pick in picks}) if here else []
        numbers = [n for n, one in enumerate(self.world.plan.shelves) if one.site == 0]
        pairs = [(self.oracle.units[n], numbers[s % len(numbers)]) for n, s in zip(chosen, shelves, strict=False)]
        if not pairs:
            return
        rows = [(self._row(unit), self.world.shelves[shelf]) for unit, shelf in pairs]
        expected = [self.oracle.put(unit, 0, shelf) for unit, shelf in pairs]

        def run(by: Actor) -> None:
            answers = services.place_units(by=by, pairs=rows, site=self.world.sites[0])
            found = [None if one.refusal is None else one.refusal.code for one in answers]
            assert found == expected

        self._call(self.world.admin, None, run)

    @rule(pick=PICK)
    def take_off(self, pick: int) -> None:
        """Take a unit off its shelf."""
        standing = [one for one in self.oracle.units if one.place is not None and one.place.shelf is not None]
        unit = self._one(standing, self.oracle.units, pick)
        self._call(
            self.world.admin, self.oracle.take_off(unit), lambda by: services.take_off(by=by, unit=self._row(unit))
        )

    @rule(pick=PICK, verb=st.sampled_from(SPOKEN), site=st.integers(0, 2))
    def say(self, pick: int, verb: str, site: int) -> None:
        """Say a verb about a unit."""
        able = [unit for unit in self.oracle.units if self.oracle.after(unit, verb) is not None]
        unit = self._one(able, self.oracle.units, pick)
        self._call(
            self.world.admin,
            self.oracle.say(unit, verb, site),
            lambda by: services.change_state(
                by=by, unit=self._row(unit), verb=UnitVerb(verb), why="x", site=self.world.sites[site]
            ),
        )

    @rule(pick=PICK, power_w=st.sampled_from((None, 500, 2_000, 3_600, 5_500)))
    def tune(self, pick: int, power_w: int | None) -> None:
        """Tune a unit."""
        unit = self._one([], self.oracle.units, pick)
        self._call(
            self.world.admin,
            self.oracle.set_own_power(unit, power_w),
            lambda by: services.override_power(by=by, unit=self._row(unit), power_w=power_w, reason="x"),
        )

    @rule(model=st.integers(0, 2), power_w=st.sampled_from((900, 1_200, 3_250, 3_500, 4_100)))
    def change_model(self, model: int, power_w: int) -> None:
        """Give a model another power."""
        row = EquipmentModel.objects.get(pk=self.world.models[model].pk)
        self._call(
            self.world.admin,
            self.oracle.set_model_power(model, power_w),
            lambda by: services.change_model(row, by=by, version=row.version, power_w=power_w),
        )

    @rule(node=st.integers(0, 3), limit_w=st.sampled_from((None, 4_000, 8_000, 12_000, 25_000)))
    def change_limit(self, node: int, limit_w: int | None) -> None:
        """Give a node another limit."""
        row = PowerNode.objects.get(pk=self.world.nodes[node].pk)
        self._call(
            self.world.admin,
            self.oracle.set_limit(node, limit_w),
            lambda by: services.change_power_node(by=by, node=row, version=row.version, limit_w=limit_w),
        )

    @rule(pick=PICK, contract=st.integers(0, 1))
    def transfer(self, pick: int, contract: int) -> None:
        """Make a unit another client's."""
        unit, row = self._one([], self.oracle.units, pick), self.world.contracts[contract]
        self._call(
            self.world.admin,
            self.oracle.transfer(unit, contract),
            lambda by: services.transfer_ownership(
                by=by, unit=self._row(unit), client=row.client, contract=row, document="D-1", why="x"
            ),
        )

    @rule(start=st.integers(0, 2), end=st.integers(0, 2), picks=FEW)
    def plan(self, start: int, end: int, picks: list[int]) -> None:
        """Plan a movement, mostly of units that may go."""
        here = [one for one in self.oracle.units if one.place is not None and one.place.site == start]
        able = [one for one in here if self.oracle.after(one, "pick_up") and self.oracle.busy(one) is None]
        units = self._some(able, self.oracle.units, picks)
        plan = logistics.Plan(self.world.sites[start], self.world.sites[end], "x", self.world.driver_user)
        self._call(
            self.world.admin,
            self.oracle.plan_movement(start, end, units),
            lambda by: logistics.create_movement(by=by, plan=plan, units=[self._row(unit) for unit in units]),
        )

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """Cancel a movement."""
        road = self._road(("pending",), pick)
        if road is not None:
            row = self._movement(road)
            self._call(
                self.world.admin,
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

        if self._call(self.world.admin, self.oracle.accept(road, scanned, told), run):
            self.last = lambda: run(self.world.admin)

    @rule()
    def repeat(self) -> None:
        """Send the last step of a journey again: nothing happens twice."""
        last = self.last
        if last is not None:
            self._call(self.world.admin, None, lambda _by: last())

    @rule(pick=PICK, outcome=st.sampled_from(("explained", "accepted_at", "lost")), site=st.integers(0, 2))
    def resolve(self, pick: int, outcome: str, site: int) -> None:
        """End a claim."""
        claim = self._one([one for one in self.oracle.claims if one.is_open], self.oracle.claims, pick)
        if claim is None:
            return
        row = Claim.objects.get(number=f"РХ-{self.oracle.claims.index(claim) + 1}")
        self._call(
            self.world.admin,
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
        self._call(
            self.world.admin,
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
        self._call(
            self.world.admin,
            self.oracle.hand_over(act, chosen),
            lambda by: logistics.hand_over_units(row, by=by, lines=lines, receiver_name="Ivan"),
        )

    @rule(pick=PICK)
    def cancel_return(self, pick: int) -> None:
        """Cancel a return act."""
        act = self._back(pick)
        if act is not None:
            row = ReturnAct.objects.get(number=act.number)
            self._call(
                self.world.admin,
                self.oracle.cancel_return(act),
                lambda by: logistics.cancel_return(row, by=by, why="x"),
            )

    # How it is called ------------------------------------------------------------------------------------------------

    def _call(self, actor: Actor, expected: str | None, run: Callable[[Actor], object]) -> bool:
        """Call a service as somebody; the answer and everything afterwards must be what the oracle says."""
        found: str | None = None
        try:
            with scope(actor) as by:
                run(by)
        except DomainError as refusal:
            found = refusal.code
        except Http404:
            found = "not found"
        except Exception:
            self.is_sound = False
            raise
        self.calls += 1
        TALLY["calls"] += 1
        TALLY["refused"] += found is not None
        self.is_sound = False
        assert found == expected, f"the answer is {found}, the oracle says {expected}"
        self._hold_now()
        self.is_sound = True
        if self.calls % _FULL_CHECK_EVERY == 0:
            self._hold_everything()
        return found is None

    def _hold_now(self) -> None:
        """Hold each unit's one place, owner and status, its lists and its power."""
        with connection.cursor() as cursor:
            cursor.execute(NOW, [self.world.organisation_id])
            rows = cursor.fetchall()
        expected = sorted(map(self._expected, self.oracle.units))
        assert rows == expected, f"differs: {sorted(set(rows) ^ set(expected), key=str)}"

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
        )

    def _hold_everything(self) -> None:
        """Hold the whole past, the loads as the pages show them, the states of all lists, and what must never be."""
        TALLY["full checks"] += 1
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
            expected = (unit.serial, unit.states, places, owners, links)
            assert row == expected, f"the past is {row}, the oracle says {expected}"
        with scope(self.world.admin) as by:
            found = loads_of_sites(by, [self.world.sites[0].pk])[self.world.sites[0].pk].nodes
        loads = [
            (found[node.pk].used_w, found[node.pk].limit_w, found[node.pk].unit_count) for node in self.world.nodes
        ]
        told = list(zip(self.oracle.loads_w(), self.oracle.limits_w, self.oracle.counts(), strict=True))
        assert loads == told, f"loads are {loads}, the oracle says {told}"
        roads = dict(Movement.objects.values_list("number", "status"))
        assert roads == {road.number: road.status for road in self.oracle.movements}
        backs = dict(ReturnAct.objects.values_list("number", "status"))
        assert backs == {act.number: act.status for act in self.oracle.returns}
        acts = dict(IntakeAct.objects.values_list("number", "status"))
        assert acts == {act.number: act.status for act in self.oracle.acts}
        open_claims = sorted(Claim.objects.filter(status="open").values_list("ordinal", flat=True))
        assert open_claims == [n for n, claim in enumerate(self.oracle.claims, start=1) if claim.is_open]
        assert Claim.objects.count() == len(self.oracle.claims)
        wrong = faults.found()
        assert not wrong, "; ".join(wrong)

    # What is chosen ------------------------------------------------------------------------------------------------

    def _one(self, likely: Sequence[Any], every: Sequence[Any], pick: int) -> Any:
        """Return one of those that are likely to do, sometimes any; None when there are none at all."""
        rows = likely if likely and pick % 5 else every
        return rows[pick % len(rows)] if rows else None

    def _some(self, likely: Sequence[Expected], every: Sequence[Expected], picks: Sequence[int]) -> list[Expected]:
        """Return some units, each once."""
        return list({unit.number: unit for pick in picks for unit in [self._one(likely, every, pick)]}.values())

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

    def _names(self, numbers: Sequence[int]) -> list[str]:
        """Return serial numbers."""
        return [self.oracle.units[number].serial for number in numbers]

    def _row(self, unit: Expected) -> Unit:
        """Return the row of a unit."""
        return Unit.objects.get(serial=unit.serial)

    def _movement(self, road: Road) -> Movement:
        """Return the row of a movement."""
        return Movement.objects.get(number=road.number)

    def _serial(self) -> str:
        """Return the next serial number."""
        self.serials += 1
        return f"SN{self.serials:06}"

    def _register(self, site: int, contract: int, entries: list[tuple[str, int]]) -> None:
        """Register an act of these units."""
        row = self.world.contracts[contract]
        lines = [logistics.IntakeEntry(serial, self._model(model)) for serial, model in entries]
        self._call(
            self.world.admin,
            self.oracle.register(site, contract, entries),
            lambda by: logistics.register_intake(
                by=by, client=row.client, contract=row, site=self.world.sites[site], entries=lines
            ),
        )

    def _model(self, number: int) -> EquipmentModel:
        """Return a model as it is now."""
        return EquipmentModel.objects.get(pk=self.world.models[number].pk)
