"""The oracle of the proof of places: what must be true after every call, as plain Python without a line of the product.

It keeps each unit's whole past (states, places, owners, custody), the lines of movements and returns, and the numbers
given out; every verb returns the code of the refusal that is due, or nothing after changing what must change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tests.proof.places.layout import THREE, Layout
from tests.proof.places.remembered import Act, Claim, Link, Movement, People, Place, Unit
from tests.proof.places.supply import Answer, Supply

# By verb: from which state to which.
ALLOWED: Final[dict[str, dict[str, str]]] = {
    "register": {"expected": "stored", "returned": "stored"},
    "withdraw": {"stored": "expected"},
    "place": {"stored": "stored", "in_repair": "in_repair", "pending_return": "pending_return"},
    "commission": {"stored": "in_service", "in_service": "in_service"},
    "take_off": {"stored": "stored", "in_service": "stored", "pending_return": "pending_return"},
    "pick_up": {"stored": "in_transit", "in_service": "in_transit"},
    "accept": {"in_transit": "stored"},
    "send_to_repair": {"stored": "in_repair", "in_service": "in_repair"},
    "finish_repair": {"in_repair": "stored"},
    "request_return": dict.fromkeys(("stored", "in_service", "in_repair"), "pending_return"),
    "cancel_return": {"pending_return": "stored"},
    "hand_over": {"pending_return": "returned"},
    "report_lost": dict.fromkeys(("stored", "in_service", "in_transit", "in_repair", "pending_return"), "lost"),
    "find": {"lost": "stored"},
    "write_off": dict.fromkeys(("stored", "in_repair", "lost"), "written_off"),
}
HELD: Final = frozenset({"stored", "in_service", "in_repair", "pending_return"})
OPEN_LINES: Final = frozenset({"planned", "picked_up", "missing", "refused"})
HELD_LINES: Final = OPEN_LINES - {"planned"}
TRAVELLED: Final = frozenset({"picked_up", "delivered", "missing", "refused", "settled"})
# Verbs that a person may say about a unit by themselves.
SPOKEN: Final = ("send_to_repair", "finish_repair", "report_lost", "find", "write_off")
_LEAVES: Final = frozenset({"report_lost", "write_off"})


class Put(NamedTuple):
    """A placement that is possible: its verb, the place, what it takes out of which reservation."""

    verb: str
    place: Place
    taken: tuple[int, int]


class Oracle(Supply):
    """What must be true."""

    def __init__(self, layout: Layout, people: People, powers_w: Sequence[int], three_phase: Sequence[bool]) -> None:
        """Begin with empty places."""
        super().__init__(layout, powers_w, three_phase)
        self.people = people
        self.acts: list[Act] = []
        self.returns: list[Act] = []
        self.movements: list[Movement] = []
        self.claims: list[Claim] = []

    # Life of a unit --------------------------------------------------------------------------------------------

    def after(self, unit: Unit, verb: str) -> str | None:
        """Return the state that follows, None when the verb is impossible."""
        return ALLOWED[verb].get(unit.state)

    def _step(self, unit: Unit, verb: str, place: Place | None, document: str = "") -> None:
        """Take one step that is allowed: state, place and custody follow."""
        after = ALLOWED[verb].get(unit.state, "stored") if unit.states else "stored"
        moved = place != unit.place
        if moved:
            if place is not None:
                unit.places.append(place)
                unit.place_document = document
            unit.place = place
        if after != unit.state:
            unit.states.append(after)
            unit.state = after
        if not moved and verb != "register":
            return
        before = unit.custody[-1].document if unit.holds_link else ""
        unit.holds_link = place is not None or verb == "hand_over"
        if verb == "hand_over":
            unit.custody.append(Link("client", self.people.clients[unit.contract], "", document or before))
        elif place is not None and place.site is None:
            unit.custody.append(Link("person", self.people.driver, "", document or before))
        elif place is not None and place.site is not None:
            label = "" if place.shelf is None else self.layout.shelves[place.shelf].label
            unit.custody.append(Link("site", self.layout.sites[place.site].name, label, document or before))

    def register(self, site: int, contract: int, entries: list[tuple[str, int]]) -> str | None:
        """Bring units in by an act."""
        known = {unit.serial: unit for unit in self.units}
        for serial, _model in entries:
            if serial in known and known[serial].state not in ALLOWED["register"]:
                return "inventory_serial_taken"
        act = Act(f"АП-{len(self.acts) + 1}", contract, [])
        for serial, model in entries:
            unit = known.get(serial)
            if unit is None:
                unit = Unit(len(self.units), serial, model, contract, owners=[contract])
                self.units.append(unit)
            elif unit.contract != contract:
                unit.owners.append(contract)
            unit.contract, unit.model, unit.own_w = contract, model, None
            self._step(unit, "register", Place(site), act.number)
            act.units.append(unit.number)
        self.acts.append(act)
        return None

    def void(self, act: Act) -> str | None:
        """Void an act whose units were not moved since."""
        if act.status == "voided":
            return "logistics_act_voided"
        for number in sorted(act.units):
            unit = self.units[number]
            if unit.place is not None and unit.place_document != act.number:
                return "conflict"
            if self.after(unit, "withdraw") is None:
                return "inventory_wrong_state"
        for number in act.units:
            self._step(self.units[number], "withdraw", None, act.number)
        act.status = "voided"
        return None

    def put(self, unit: Unit, site: int, shelf: int | None) -> Answer:
        """Place a unit at a site: on a shelf, or just there where no addresses are kept; a reservation is used up."""
        judged = self.judged(unit, site, shelf)
        if not isinstance(judged, Put):
            return judged
        self._step(unit, judged.verb, judged.place)
        self.use(unit, judged.taken)
        return None

    def judged(  # noqa: PLR0911 - one return per refusal reads as the list it is
        self, unit: Unit, site: int, shelf: int | None
    ) -> Answer | Put:
        """Return how a unit would be placed there, or the refusal."""
        row = self.layout.sites[site]
        if unit.place is None or unit.place.site != site:
            return "inventory_not_at_this_site"
        if (shelf is not None) != row.by_address:
            return "inventory_shelf_needed" if row.by_address else "inventory_address_storage_off"
        verb = "commission" if row.is_centre and unit.state in ("stored", "in_service") else "place"
        after = self.after(unit, verb)
        if after is None:
            return "inventory_wrong_state"
        if unit.place.shelf == shelf and after == unit.state:
            return "conflict"
        place = unit.place if unit.place.shelf == shelf else self._free_place(site, shelf)
        if place is None:
            return "inventory_shelf_full"
        draw = self.layout.drawn(place, after, self.power_w(unit))
        if draw is not None and draw.phases != THREE and self.three_phase[unit.model]:
            return "inventory_needs_three_phases"
        taken = self.claimed(unit, draw) if draw is not None and draw.nodes else (-1, 0)
        return self._would(unit, draw, taken) or Put(verb, place, taken)

    def _free_place(self, site: int, shelf: int | None) -> Place | None:
        """Return the first free slot of a shelf."""
        taken = {one.place.slot for one in self.units if one.place is not None and one.place.shelf == shelf}
        capacity = 1 if shelf is None else self.layout.shelves[shelf].capacity
        free = [slot for slot in range(1, capacity + 1) if slot not in taken]
        return Place(site, shelf, free[0]) if free else None

    def take_off(self, unit: Unit) -> str | None:
        """Take a unit off its shelf."""
        if unit.place is None or unit.place.site is None:
            return "inventory_wrong_state"
        if unit.place.shelf is None and unit.state != "in_service":
            return "conflict"
        if self.after(unit, "take_off") is None:
            return "inventory_wrong_state"
        self._step(unit, "take_off", Place(unit.place.site))
        return None

    def say(self, unit: Unit, verb: str, site: int) -> str | None:
        """Say a verb about a unit; what an open list holds is neither lost nor written off."""
        if self.after(unit, verb) is None:
            return "inventory_wrong_state"
        if verb in _LEAVES and (refusal := self.busy(unit, HELD_LINES)):
            return refusal
        place = None if verb in _LEAVES else Place(site) if verb == "find" else unit.place
        self._step(unit, verb, place)
        return None

    def transfer(self, unit: Unit, contract: int) -> str | None:
        """Make a unit another client's; one that waits for its owner keeps him, and whose it is stays theirs."""
        if unit.state == "pending_return":
            return "inventory_wrong_state"
        if unit.contract == contract:
            return None
        unit.owners.append(contract)
        unit.contract = contract
        return None

    def busy(self, unit: Unit, states: frozenset[str] = OPEN_LINES) -> str | None:
        """Return the refusal of a unit that is on an open list."""
        if any(movement.lines.get(unit.number) in states for movement in self.movements):
            return "logistics_unit_travels"
        if any(act.lines.get(unit.number) == "waiting" for act in self.returns):
            return "logistics_unit_goes_back"
        return None

    # Movements -------------------------------------------------------------------------------------------------

    def plan_movement(self, start: int, end: int, units: list[Unit]) -> str | None:
        """Plan a movement."""
        if start == end:
            return "invalid"
        for unit in units:
            if unit.place is None or unit.place.site != start:
                return "inventory_not_at_this_site"
            if self.after(unit, "pick_up") is None:
                return "inventory_wrong_state"
        if any(self.busy(unit) for unit in units):
            return "logistics_unit_travels"
        number = f"ПМ-{len(self.movements) + 1}"
        self.movements.append(Movement(number, start, end, {unit.number: "planned" for unit in units}))
        return None

    def cancel(self, movement: Movement) -> str | None:
        """Cancel a movement that waits."""
        if movement.status != "pending":
            return "logistics_step_refused"
        for unit, state in movement.lines.items():
            if state in OPEN_LINES:
                movement.lines[unit] = "cancelled"
        movement.status = "cancelled"
        return None

    def _settle(self, movement: Movement) -> None:
        """Find the state of a movement from its lines."""
        states = set(movement.lines.values())
        travelled = bool(states & TRAVELLED)
        if "picked_up" in states or ("planned" in states and travelled):
            movement.status = "picked_up"
        elif "planned" in states:
            movement.status = "pending"
        else:
            movement.status = "delivered" if travelled else "cancelled"

    def _may_go(self, movement: Movement, unit: Unit) -> bool:
        """Whether a unit stands where the movement starts and may be picked up."""
        here = unit.place is not None and unit.place.site == movement.start
        return here and self.after(unit, "pick_up") is not None

    def pick_up(self, movement: Movement, scanned: list[int], seen: list[tuple[str, int]]) -> str | None:
        """Load what was scanned; `seen` are discrepancies (kind, unit)."""
        if movement.status not in ("pending", "picked_up"):
            return "logistics_step_refused"
        index = self.movements.index(movement)
        planned = [unit for unit, state in movement.lines.items() if state == "planned"]
        there = {unit for unit in planned if unit in scanned}
        extra = [unit for unit in dict.fromkeys(scanned) if unit not in planned]
        if not scanned and not seen:
            return "logistics_nothing_chosen"
        told = list(seen)
        for number in [one for one in extra if one not in movement.lines]:
            told.append(("extra", number))
            if self.busy(self.units[number]) is None and self._may_go(movement, self.units[number]):
                movement.lines[number] = "planned"
                there.add(number)
        self._report(movement, there, told)
        for number in [one for one in movement.lines if one in there]:
            unit = self.units[number]
            if self._may_go(movement, unit):
                self._step(unit, "pick_up", Place(None), movement.number)
                movement.lines[number] = "picked_up"
            else:
                movement.lines[number] = "left"
                self.claims.append(Claim(number, index))
        self._settle(movement)
        return None

    def _report(self, movement: Movement, there: set[int], told: list[tuple[str, int]]) -> None:
        """Open the claims of a pick-up; they decide about lines that were not loaded yet."""
        index = self.movements.index(movement)
        for kind, number in told:
            state = movement.lines.get(number)
            if kind in ("missing", "refused") and state is not None:
                there.discard(number)
                if state == "planned":
                    movement.lines[number] = "left"
            elif kind == "other_serial" and state == "planned":
                there.add(number)
            self.claims.append(Claim(number, index))

    def leave(self, movement: Movement) -> str | None:
        """Leave behind what was not loaded."""
        if movement.status not in ("pending", "picked_up"):
            return "logistics_step_refused"
        left = [unit for unit, state in movement.lines.items() if state == "planned"]
        if not left:
            return "logistics_nothing_chosen"
        movement.lines.update(dict.fromkeys(left, "left"))
        self._settle(movement)
        return None

    def accept(self, movement: Movement, scanned: list[int], seen: list[tuple[str, int]]) -> str | None:
        """Receive what is there."""
        if movement.status != "picked_up":
            return "logistics_step_refused"
        index = self.movements.index(movement)
        loaded = [unit for unit, state in movement.lines.items() if state == "picked_up"]
        there = {unit for unit in loaded if unit in scanned}
        named = {unit for _kind, unit in seen}
        told = list(seen)
        extra = [one for one in dict.fromkeys(scanned) if one not in loaded and one not in named]
        told += [("extra", number) for number in extra if movement.lines.get(number) != "delivered"]
        if not there and not told:
            return "logistics_nothing_chosen"
        for kind, number in told:
            if movement.lines.get(number) == "picked_up":
                if kind in ("missing", "refused"):
                    movement.lines[number] = kind
                    there.discard(number)
                elif kind == "other_serial":
                    there.add(number)
            self.claims.append(Claim(number, index))
        for number in there:
            self._step(self.units[number], "accept", Place(movement.end), movement.number)
            movement.lines[number] = "delivered"
        self._settle(movement)
        return None

    def resolve(self, claim: Claim, outcome: str, site: int) -> str | None:
        """End a claim; «accepted at» and «lost» move its unit and settle its open line."""
        if not claim.is_open:
            return "logistics_claim_closed"
        if outcome != "explained":
            if claim.unit is None:
                return "invalid"
            unit = self.units[claim.unit]
            verb = "accept" if outcome == "accepted_at" else "report_lost"
            if self.after(unit, verb) is None:
                return "inventory_wrong_state"
            held = [road for road in self.movements if road.lines.get(unit.number) in HELD_LINES]
            if verb == "report_lost" and not held and (refusal := self.busy(unit, HELD_LINES)):
                return refusal
            number = f"РХ-{self.claims.index(claim) + 1}"
            self._step(unit, verb, Place(site) if verb == "accept" else None, number)
            for movement in held[-1:]:
                movement.lines[unit.number] = "settled"
                self._settle(movement)
        claim.is_open = False
        return None

    # Returns ---------------------------------------------------------------------------------------------------

    def register_return(self, contract: int, units: list[Unit]) -> str | None:
        """Lock units of a contract for their owner."""
        for unit in units:
            if unit.contract != contract:
                return "logistics_not_of_the_contract"
            if self.after(unit, "request_return") is None:
                return "inventory_wrong_state"
        if any(self.busy(unit) for unit in units):
            return "logistics_unit_travels"
        act = Act(f"ВЗ-{len(self.returns) + 1}", contract, [unit.number for unit in units])
        for unit in units:
            act.lines[unit.number] = "waiting"
            self._step(unit, "request_return", unit.place, act.number)
        self.returns.append(act)
        return None

    def hand_over(self, act: Act, chosen: list[int]) -> str | None:
        """Give waiting units to their owner."""
        if act.status == "voided":
            return "logistics_return_closed"
        for number in chosen:
            if act.lines[number] == "waiting":
                self._step(self.units[number], "hand_over", None, act.number)
                act.lines[number] = "handed_over"
        if "waiting" not in act.lines.values():
            act.status = "handed_over" if "handed_over" in act.lines.values() else "voided"
        return None

    def cancel_return(self, act: Act) -> str | None:
        """Free what still waits."""
        if act.status != "registered":
            return "logistics_return_closed"
        for number, state in act.lines.items():
            if state == "waiting":
                self._step(self.units[number], "cancel_return", self.units[number].place, act.number)
                act.lines[number] = "cancelled"
        act.status = "handed_over" if "handed_over" in act.lines.values() else "voided"
        return None
