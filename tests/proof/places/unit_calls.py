"""Calls about units: intake, placing, states, power of their own, owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from apps.common.errors import DomainError
from apps.inventory import services
from apps.inventory.enums import UnitVerb
from apps.inventory.models import EquipmentModel
from apps.logistics import services as logistics
from apps.logistics.models import IntakeAct
from tests.proof.places.calls import FEW, PICK, Calls, told
from tests.proof.places.oracle import SPOKEN
from tests.proof.places.remembered import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from tests.proof.places.remembered import Unit as Expected

MOST_UNITS: Final = 16


class UnitCalls(Calls):
    """Units come in, are placed, tuned, sold, lost and found."""

    def __init__(self) -> None:
        super().__init__()
        self.serials = 0

    @initialize(site=st.integers(0, 2), shelves=st.lists(PICK, min_size=4, max_size=4))
    def begin(self, site: int, shelves: list[int]) -> None:
        """Begin with some units at the data centre, most of them at work, and some elsewhere."""
        self._register(0, 0, [(self._serial(), number % 3) for number in range(4)])
        self._register(site, 1, [(self._serial(), number % 3) for number in range(3)])
        self._place_many(self.oracle.units[:4], shelves)

    @rule(
        site=st.sampled_from((0, 0, 0, 1, 2)),
        contract=st.integers(0, 1),
        model=st.integers(0, 2),
        new=st.integers(0, 2),
        old=PICK,
    )
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
            self._as_admin(self.oracle.void(act), lambda by: logistics.void_intake(by=by, act=row, why="x"))

    @rule(pick=PICK, shelf=PICK, why=st.booleans())
    def place(self, pick: int, shelf: int, why: bool) -> None:
        """Place a unit on a shelf, mostly of the site where it stands."""
        unit = self._one([one for one in self.oracle.units if one.place is not None], self.oracle.units, pick)
        here = unit.place.site if unit.place is not None and unit.place.site is not None and shelf % 8 else shelf % 3
        if here == 2 and shelf % 16:
            self._as_admin(
                self.oracle.put(unit, 2, None),
                lambda by: services.place_unit(by=by, unit=self._row(unit), site=self.world.sites[2]),
            )
            return
        numbers = self._shelves_at(here) or list(range(len(self.world.shelves)))
        number = numbers[shelf % len(numbers)]
        target, site = self._shelf(number), self.oracle.layout.site_of(number)

        def run(by: Actor) -> None:
            try:
                services.place_unit(by=by, unit=self._row(unit), shelf=target, why="x" if why else "")
            except DomainError as refusal:
                self._hold_suggestions(unit, refusal)
                raise

        self._as_admin(self.oracle.put(unit, site, number), run)

    @rule(picks=FEW, shelves=st.lists(PICK, min_size=4, max_size=4))
    def place_many(self, picks: list[int], shelves: list[int]) -> None:
        """Place several units of the data centre at once; each gets its own answer."""
        here = [unit for unit in self.oracle.units if unit.place is not None and unit.place.site == 0]
        if here:
            self._place_many([here[one] for one in dict.fromkeys(pick % len(here) for pick in picks)], shelves)

    @rule(pick=PICK, shelf=PICK)
    def commission(self, pick: int, shelf: int) -> None:
        """Put a unit that waits at the data centre to work."""
        waiting = [one for one in self.oracle.units if one.state == "stored" and one.place == Place(0)]
        if waiting:
            self._place_many([waiting[pick % len(waiting)]], [shelf])

    def _place_many(self, units: Sequence[Expected], shelves: Sequence[int]) -> None:
        """Place these units on these shelves of the data centre, each by its turn."""
        numbers = self._shelves_at(0)
        pairs = [(unit, numbers[shelf % len(numbers)]) for unit, shelf in zip(units, shelves, strict=False)]
        rows = [(self._row(unit), self._shelf(shelf)) for unit, shelf in pairs]
        expected = [self.oracle.put(unit, 0, shelf) for unit, shelf in pairs]

        def run(by: Actor) -> None:
            answers = services.place_units(by=by, pairs=rows, site=self.world.sites[0])
            found = [None if one.refusal is None else told(one.refusal) for one in answers]
            assert found == expected, f"the answers are {found}, the oracle says {expected}"
            for (unit, _shelf), answer in zip(pairs, answers, strict=True):
                self._hold_suggestions(unit, answer.refusal)

        self._as_admin(None, run)

    def _shelves_at(self, site: int) -> list[int]:
        """Return the shelves of a site."""
        layout = self.oracle.layout
        return [number for number in range(len(layout.shelves)) if layout.site_of(number) == site]

    @rule(pick=PICK)
    def take_off(self, pick: int) -> None:
        """Take a unit off its shelf."""
        standing = [one for one in self.oracle.units if one.place is not None and one.place.shelf is not None]
        unit = self._one(standing, self.oracle.units, pick)
        self._as_admin(self.oracle.take_off(unit), lambda by: services.take_off(by=by, unit=self._row(unit)))

    @rule(pick=PICK, verb=st.sampled_from(SPOKEN), site=st.integers(0, 2))
    def say(self, pick: int, verb: str, site: int) -> None:
        """Say a verb about a unit."""
        able = [unit for unit in self.oracle.units if self.oracle.after(unit, verb) is not None]
        unit = self._one(able, self.oracle.units, pick)
        self._as_admin(
            self.oracle.say(unit, verb, site),
            lambda by: services.change_state(
                by=by, unit=self._row(unit), verb=UnitVerb(verb), why="x", site=self.world.sites[site]
            ),
        )

    @rule(pick=PICK, power_w=st.sampled_from((None, 500, 2_000, 3_600, 5_500)))
    def tune(self, pick: int, power_w: int | None) -> None:
        """Tune a unit."""
        unit = self._one([], self.oracle.units, pick)
        self._as_admin(
            self.oracle.set_own_power(unit, power_w),
            lambda by: services.override_power(by=by, unit=self._row(unit), power_w=power_w, reason="x"),
        )

    @rule(pick=PICK, contract=st.integers(0, 1))
    def transfer(self, pick: int, contract: int) -> None:
        """Make a unit another client's."""
        unit, row = self._one([], self.oracle.units, pick), self.world.contracts[contract]
        self._as_admin(
            self.oracle.transfer(unit, contract),
            lambda by: services.transfer_ownership(
                by=by, unit=self._row(unit), client=row.client, contract=row, document="D-1", why="x"
            ),
        )

    def _serial(self) -> str:
        """Return the next serial number."""
        self.serials += 1
        return f"SN{self.serials:06}"

    def _register(self, site: int, contract: int, entries: list[tuple[str, int]]) -> None:
        """Register an act of these units."""
        row = self.world.contracts[contract]
        lines = [logistics.IntakeEntry(serial, self._model(model)) for serial, model in entries]
        self._as_admin(
            self.oracle.register(site, contract, entries),
            lambda by: logistics.register_intake(
                by=by, client=row.client, contract=row, site=self.world.sites[site], entries=lines
            ),
        )

    def _model(self, number: int) -> EquipmentModel:
        """Return a model as it is now."""
        return EquipmentModel.objects.get(pk=self.world.models[number].pk)
