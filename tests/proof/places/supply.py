"""What the oracle of places says of power: loads, limits, phases and what is held, and the verbs that change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.proof.places.layout import THREE, Draw, Figures, Key, Layout, Told, excess, up
from tests.proof.places.remembered import Reservation, Unit

Answer = str | Told | None

_WRONG_PHASE = "inventory_wrong_phase"
_IN_USE = "inventory_place_in_use"


class Supply:
    """Places with their limits, units as they draw, reservations."""

    def __init__(self, layout: Layout, powers_w: Sequence[int], three_phase: Sequence[bool]) -> None:
        """Begin with empty places."""
        self.layout, self.powers_w, self.three_phase = layout, list(powers_w), list(three_phase)
        self.units: list[Unit] = []
        self.reservations: list[Reservation] = []

    # What is drawn and held ----------------------------------------------------------------------------------------

    def power_w(self, unit: Unit) -> int:
        """Return what a unit counts."""
        return self.powers_w[unit.model] if unit.own_w is None else unit.own_w

    def drawn(self, unit: Unit, layout: Layout | None = None) -> Draw | None:
        """Return what a unit counts where it is, in this layout or in another."""
        return (layout or self.layout).drawn(unit.place, unit.state, self.power_w(unit))

    def held(self, taken: tuple[int, int] = (-1, 0)) -> list[Draw]:
        """Return what reservations hold, less what is `taken` out of one (its number and watts)."""
        return [
            self._hold(row.node, row.phases, row.held_w - (taken[1] if number == taken[0] else 0))
            for number, row in enumerate(self.reservations)
            if row.holds
        ]

    def _hold(self, node: int, phases: str, power_w: int) -> Draw:
        """Return power on a node as something that is drawn there."""
        room = self.layout.nodes[node].room
        return Draw(self.layout.rooms[room].site, room, self.layout.chain(node), phases, power_w)

    def figures(self) -> Figures:
        """Return what every place draws and holds."""
        return Figures.of(map(self.drawn, self.units), self.held())

    def counts(self, key: Key) -> tuple[int, int]:
        """Return how many units a place feeds, and how many of them are counted evenly because no leg was named."""
        draws = [(unit, self.drawn(unit)) for unit in self.units]
        fed = [(unit, draw.phases) for unit, draw in draws if draw and draw.nodes and key in draw.places()]
        return len(fed), sum(phases == THREE and not self.three_phase[unit.model] for unit, phases in fed)

    def excesses(self) -> list[str]:
        """Return the names of places that draw and hold more than they may."""
        order = list(self.layout.limits())
        told = excess(self.layout, Figures(), self.figures(), order)
        return [] if told is None else [told.name]

    def follow(self) -> None:
        """Remember what each unit counts from now on."""
        for unit in self.units:
            draw = self.drawn(unit)
            if draw != unit.draw:
                unit.draw = draw
                unit.draws += [draw] if draw else []

    def _shelf(self, unit: Unit) -> int:
        """Return the shelf of a unit that is fed."""
        assert unit.place is not None
        assert unit.place.shelf is not None
        return unit.place.shelf

    def _would(self, unit: Unit, draw: Draw | None, taken: tuple[int, int] = (-1, 0)) -> Told | None:
        """Return the limit that is exceeded when one unit counts that, up its chain, in its room, at its site."""
        after = Figures.of((draw if one is unit else self.drawn(one) for one in self.units), self.held(taken))
        return excess(self.layout, self.figures(), after, draw.places() if draw else ())

    # Power of units and models ---------------------------------------------------------------------------------------

    def set_own_power(self, unit: Unit, power_w: int | None) -> Answer:
        """Tune a unit, or take its model's power again."""
        wanted = self.powers_w[unit.model] if power_w is None else power_w
        told = self._would(unit, self.layout.drawn(unit.place, unit.state, wanted))
        if told is None:
            unit.own_w = power_w
        return told

    def set_model_power(self, model: int, power_w: int) -> Answer:
        """Give a model another power."""
        was, before = self.powers_w[model], self.figures()
        self.powers_w[model] = power_w
        told = excess(self.layout, before, self.figures(), self.layout.limits())
        if told is not None:
            self.powers_w[model] = was
        return told

    def set_three_phase(self, model: int, *, is_needed: bool) -> Answer:
        """Say that a model needs three phases, or not."""
        if is_needed and any(unit.model == model and self._is_on_one_leg(unit) for unit in self.units):
            return _IN_USE
        self.three_phase[model] = is_needed
        return None

    def _is_on_one_leg(self, unit: Unit) -> bool:
        """Whether a unit is fed on one leg."""
        draw = self.drawn(unit)
        return draw is not None and draw.phases != THREE

    def _needs_three(self, shelf: int) -> bool:
        """Whether a machine stands there that cannot hang on one leg."""
        here = [unit for unit in self.units if unit.place is not None and unit.place.shelf == shelf]
        return any(self.three_phase[unit.model] for unit in here)

    # Limits and phases -----------------------------------------------------------------------------------------------

    def set_limit(self, kind: str, number: int, limit_w: int | None) -> Answer:
        """Give a node, room or site («nodes», «rooms», «sites») another limit."""
        drawn = self.figures().both((kind[:-1], number), 0)
        if limit_w is not None and drawn > limit_w:
            return Told("inventory_limit_below_load", getattr(self.layout, kind)[number].name, "", limit_w, drawn)
        self.layout = self.layout.having(kind, number, limit_w=limit_w)
        return None

    def set_breaker(self, node: int, breaker_a: int | None) -> Answer:
        """Give a node another breaker."""
        after = self.layout.having("nodes", node, breaker_a=breaker_a)
        row, figures = after.nodes[node], self.figures()
        for place, leg in enumerate(("A", "B", "C"), start=1):
            drawn = figures.both(("node", node), place)
            if row.leg_limit_w is not None and drawn > 3 * row.leg_limit_w:
                return Told("inventory_phase_limit_below_load", row.name, leg, row.leg_limit_w, up(drawn))
        self.layout = after
        return None

    def set_node_phases(self, node: int, phases: str) -> Answer:
        """Let a node hang on other legs: what is below must be on them, what is held too."""
        row = self.layout.nodes[node]
        if row.parent is not None and not _feeds(self.layout.nodes[row.parent].phases, phases):
            return _WRONG_PHASE
        if phases == row.phases:
            return None
        shelves = [number for number, shelf in enumerate(self.layout.shelves) if shelf.node == node]
        below = [one.phases for one in self.layout.nodes if one.parent == node]
        below += [one.phase for one in self.layout.racks if one.node == node and one.phase != THREE]
        below += [
            self.layout.shelves[one].phase for one in shelves if self.layout.shelves[one].phase in ("a", "b", "c")
        ]
        below += [one.phases for one in self.reservations if one.holds and one.node == node]
        if not all(_feeds(phases, one) for one in below):
            return _WRONG_PHASE
        after = self.layout.having("nodes", node, phases=phases)
        if any(after.legs_of(shelf) != THREE and self._needs_three(shelf) for shelf in shelves):
            return _IN_USE
        return self._become(after)

    def set_parent(self, node: int, parent: int | None) -> Answer:
        """Feed an empty node from elsewhere."""
        if parent == node:
            return "inventory_circular_feed"
        row = self.layout.nodes[node]
        if parent is not None and not _feeds(self.layout.nodes[parent].phases, row.phases):
            return _WRONG_PHASE
        if parent == row.parent:
            return None
        below = self.layout.below(node)
        if parent in below:
            return "inventory_circular_feed"
        fed = [unit for unit in self.units if unit.place is not None and unit.place.shelf is not None]
        is_used = any(self.layout.shelves[self._shelf(unit)].node in below for unit in fed)
        if is_used or any(one.holds and one.node in below for one in self.reservations):
            return _IN_USE
        self.layout = self.layout.having("nodes", node, parent=parent)
        return None

    def set_rack_phase(self, rack: int, phase: str) -> Answer:
        """Hang a rack on another leg."""
        row = self.layout.racks[rack]
        if not _may_hang(self.layout.nodes[row.node].phases, phase):
            return _WRONG_PHASE
        if phase == row.phase:
            return None
        refusal = self._refused_shelves(rack, phase)
        return refusal or self._become(self.layout.having("racks", rack, phase=phase))

    def _refused_shelves(self, rack: int, phase: str) -> str | None:
        """Return why the shelves of a rack cannot hang on that leg."""
        shelves = [number for number, shelf in enumerate(self.layout.shelves) if shelf.rack == rack]
        if phase == THREE:
            return None
        if any(not _may_hang(phase, self.layout.shelves[shelf].phase) for shelf in shelves):
            return _WRONG_PHASE
        return _IN_USE if any(map(self._needs_three, shelves)) else None

    def set_shelf_phase(self, shelf: int, phase: str) -> Answer:
        """Hang a shelf on another leg."""
        row = self.layout.shelves[shelf]
        if row.node is None:
            return "invalid" if phase else None
        rack = THREE if row.rack is None else self.layout.racks[row.rack].phase
        if not _may_hang(self.layout.nodes[row.node].phases, phase) or not _may_hang(rack, phase):
            return _WRONG_PHASE
        if phase in ("a", "b", "c") and phase != row.phase and self._needs_three(shelf):
            return _IN_USE
        return self._become(self.layout.having("shelves", shelf, phase=phase))

    def _become(self, after: Layout) -> Told | None:
        """Take another layout unless it exceeds a limit."""
        figures = Figures.of((self.drawn(unit, after) for unit in self.units), self.held())
        told = excess(self.layout, self.figures(), figures, self.layout.limits())
        if told is None:
            self.layout = after
        return told

    # Moves of places -------------------------------------------------------------------------------------------------

    def move_rack(self, rack: int, node: int) -> Answer:
        """Feed a rack with its shelves from another node."""
        row, phases = self.layout.racks[rack], self.layout.nodes[node].phases
        if row.node == node:
            return "invalid"
        if not _may_hang(phases, row.phase):
            return _WRONG_PHASE
        if refusal := self._refused_shelves(rack, phases):
            return refusal
        after = self.layout.having("racks", rack, node=node)
        for number, shelf in enumerate(self.layout.shelves):
            after = after.having("shelves", number, node=node) if shelf.rack == rack else after
        return self._become(after)

    def move_shelves(self, shelves: Sequence[int], node: int, rack: int | None) -> Answer:
        """Feed shelves from a node, or from a rack under it; all or none."""
        after = self.layout
        legs = self.layout.nodes[node].phases
        for shelf in shelves:
            row = self.layout.shelves[shelf]
            if self.layout.site_of(shelf) != self.layout.rooms[self.layout.nodes[node].room].site:
                return "invalid"
            if not _may_hang(legs, row.phase):
                return _WRONG_PHASE
            if rack is not None and not _may_hang(self.layout.racks[rack].phase, row.phase):
                return _WRONG_PHASE
            after = after.having("shelves", shelf, node=node, rack=rack)
            if after.legs_of(shelf) != THREE and self._needs_three(shelf):
                return _IN_USE
        return self._become(after)

    # Reservations ----------------------------------------------------------------------------------------------------

    def reserve(self, node: int, phases: str, until: int, **whom: Any) -> Answer:
        """Hold power on a node: for `units`, or `power_w` for what a `client` (or nobody named) brings."""
        units: list[Unit] = whom.get("units", [])
        power_w = sum(map(self.power_w, units)) if units else whom["power_w"]
        legs = phases or self.layout.nodes[node].phases
        if not _feeds(self.layout.nodes[node].phases, legs):
            return _WRONG_PHASE
        numbers = {unit.number for unit in units}
        waiting = [row for row in self.reservations if row.state == "active" and numbers & set(row.lines)]
        if any(row.holds for row in waiting) or any(self._is_fed_at(unit, node) for unit in units):
            return "conflict"
        hold = self._hold(node, legs, power_w)
        before = self.figures()
        after = Figures.of(map(self.drawn, self.units), [*self.held(), hold])
        if told := excess(self.layout, before, after, hold.places()):
            return told
        for row in waiting:
            row.end("lapsed")
        lines = {unit.number: self.power_w(unit) for unit in units}
        self.reservations.append(Reservation(node, legs, power_w, until, whom.get("client"), lines))
        return None

    def _is_fed_at(self, unit: Unit, node: int) -> bool:
        """Whether a unit stands on a fed shelf of the node's site."""
        draw = self.drawn(unit)
        return draw is not None and bool(draw.nodes) and draw.site == self._hold(node, THREE, 0).site

    def release(self, row: Reservation) -> Answer:
        """Give back what is held."""
        if row.state != "active":
            return "conflict"
        row.end("released")
        return None

    def prolong(self, row: Reservation, until: int) -> Answer:
        """Hold it until another day."""
        if not row.holds:
            return "conflict"
        row.until = until
        return None

    def lapse(self) -> None:
        """End those whose time is over."""
        for row in self.reservations:
            if row.state == "active" and row.is_over:
                row.end("lapsed")

    def claimed(self, unit: Unit, draw: Draw) -> tuple[int, int]:
        """Return which reservation a unit uses up when it counts that, and how many watts; (-1, 0) for none.

        One that names the unit, wherever at the site; else the first to end of those for its client whose node feeds
        it then and does not feed it yet.
        """
        for number, row in enumerate(self.reservations):
            if row.holds and unit.number in row.lines and self._hold(row.node, THREE, 0).site == draw.site:
                return number, min(row.lines[unit.number], row.held_w)
        now = self.drawn(unit)
        fresh = set(draw.nodes) - set(now.nodes if now else ())
        mine = [
            (row.until, number)
            for number, row in enumerate(self.reservations)
            if row.holds and row.client == unit.contract and not row.lines and row.node in fresh
        ]
        if not mine:
            return -1, 0
        number = min(mine)[1]
        return number, min(draw.power_w, self.reservations[number].held_w)

    def use(self, unit: Unit, taken: tuple[int, int]) -> None:
        """Take a placed unit out of its reservation."""
        number, power_w = taken
        if number < 0:
            return
        row = self.reservations[number]
        row.lines.pop(unit.number, None)
        row.held_w -= power_w
        if not row.held_w:
            row.end("used")


def _feeds(above: str, below: str) -> bool:
    """Whether something on these legs can be fed from something on those above."""
    return above in (THREE, below)


def _may_hang(above: str, wanted: str) -> bool:
    """Whether a rack or shelf may be set to that leg: «» and «abc» are fed as what is above."""
    return wanted in ("", THREE) or _feeds(above, wanted)
