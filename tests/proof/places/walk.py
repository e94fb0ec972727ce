"""A million steps on the pure rules: states of units, chains and loads by phase, lines of journeys, scanned loads.

Each walk is made by a seeded generator, so that a failure is shortened by leaving steps out and told as a list.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Final

from apps.inventory import transitions
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.rules.phases import Legs, feeds, imbalance_percent, leg_limit_w, narrowed
from apps.inventory.rules.power import Direct, Load, rolled_up, takes_up_the_chain, total
from apps.logistics import transitions as journey_transitions
from apps.logistics.enums import LineState, MovementVerb
from apps.logistics.rules.journeys import settled_status, sort_load
from tests.proof.places.oracle import ALLOWED, TRAVELLED

Step = tuple[str, int, int]

NODES: Final = 7
UNITS: Final = 12
_STATES: Final = tuple(UnitState.values)
_VERBS: Final = tuple(UnitVerb.values)
_LINES: Final = tuple(LineState.values)
_WALK: Final = 500
_SHARES: Final = ("say", "say", "put", "put", "free", "line", "scan", "feed")
_PHASES: Final = ("abc", "a", "b", "c")
_VOLTS, _SHARE_PERCENT = 230, 80
# More than any place could ever carry.
_WHATEVER_W = 10**9


class Walk:
    """One walk: a small forest of power nodes, units with states, a movement's lines."""

    def __init__(self, seed: int) -> None:
        """Grow the forest and give units their powers."""
        chance = Random(seed)
        self.parents: dict[int, int | None] = {
            node: None if node == 0 or chance.random() < 0.2 else chance.randrange(node) for node in range(NODES)
        }
        self.limits = {node: chance.choice((None, 9_000, 14_000, 40_000)) for node in self.parents}
        self.breakers_a = {node: chance.choice((None, None, 16, 25, 63)) for node in self.parents}
        self.powers = [chance.randrange(200, 6_000) for _unit in range(UNITS)]
        self.where: list[int | None] = [None] * UNITS
        self.legs = ["abc"] * UNITS
        self.loads = dict.fromkeys(self.parents, 0)
        # Watts on each leg of each node, exactly.
        self.on_leg = {node: {"a": Fraction(0), "b": Fraction(0), "c": Fraction(0)} for node in self.parents}
        self.states = ["expected"] * UNITS
        self.lines = ["planned"] * 5

    def take(self, step: Step) -> str:
        """Take one step; return what is wrong afterwards, empty when nothing is."""
        return str(getattr(self, f"_{step[0]}")(step[1], step[2]))

    def _above(self, node: int | None) -> list[int]:
        """Return a node and what feeds it."""
        found = []
        while node is not None:
            found.append(node)
            node = self.parents[node]
        return found

    def _say(self, one: int, two: int) -> str:
        """Say a verb about a unit: the table answers as agreed."""
        unit, verb = one % UNITS, _VERBS[two % len(_VERBS)]
        expected = ALLOWED[verb].get(self.states[unit])
        found = transitions.after(self.states[unit], verb)
        if (None if found is None else str(found)) != expected:
            return f"{self.states[unit]} + {verb} gives {found}, not {expected}"
        if expected is not None:
            self.states[unit] = expected
        if self.states[unit] not in _STATES:
            return f"{self.states[unit]} is no state"
        return ""

    def _most_on_a_leg(self, node: int) -> int | None:
        """Return what each leg of a node may carry in watts."""
        amperes = self.breakers_a[node]
        return None if amperes is None else amperes * _VOLTS * _SHARE_PERCENT // 100

    def _fits(self, node: int, power_w: int, phases: str) -> bool:
        """Whether one node takes so much more on these legs."""
        limit, most = self.limits[node], self._most_on_a_leg(node)
        share = Fraction(power_w, len(phases))
        within = all(most is None or self.on_leg[node][leg] + share <= most for leg in phases)
        return within and (limit is None or self.loads[node] + power_w <= limit)

    def _count(self, unit: int, sign: int) -> None:
        """Count a unit up its chain, or no more."""
        for above in self._above(self.where[unit]):
            self.loads[above] += sign * self.powers[unit]
            for leg in self.legs[unit]:
                self.on_leg[above][leg] += sign * Fraction(self.powers[unit], len(self.legs[unit]))

    def _put(self, one: int, two: int) -> str:
        """Put a unit under a node on some legs where it fits, or take it away: loads equal the sums of their parts."""
        unit, node = one % UNITS, (two % (NODES + 1)) - 1
        was = self.where[unit], self.legs[unit]
        self._count(unit, -1)
        self.where[unit], self.legs[unit] = None if node < 0 else node, _PHASES[(two >> 8) % 4]
        if not all(self._fits(above, self.powers[unit], self.legs[unit]) for above in self._above(self.where[unit])):
            self.where[unit], self.legs[unit] = was
        self._count(unit, 1)
        direct: dict[int, Direct] = {}
        for place, power, legs in zip(self.where, self.powers, self.legs, strict=True):
            if place is not None:
                direct[place] = direct.get(place, Direct()) + Direct(power, 1, Legs.of(legs, power))
        return self._wrong_sums(rolled_up(self.parents, direct))

    def _wrong_sums(self, found: dict[int, Direct]) -> str:
        """Return what is wrong with the loads of the nodes."""
        if {node: load.power_w for node, load in found.items()} != self.loads:
            return f"loads are {found}, not {self.loads}"
        legs = {node: {leg: Fraction(load.legs.on(leg), 3) for leg in "abc"} for node, load in found.items()}
        if legs != self.on_leg:
            return f"legs carry {legs}, not {self.on_leg}"
        if not all(self._fits(node, 0, "abc") for node in self.parents):
            return "a limit is exceeded"
        tops = [node for node, parent in self.parents.items() if parent is None]
        whole = total(Load(self.loads[node], self.limits[node], 0) for node in tops).used_w
        parts = sum(power for place, power in zip(self.where, self.powers, strict=True) if place is not None)
        return "" if whole == parts else f"the whole is {whole}, its parts are {parts}"

    def _free(self, one: int, two: int) -> str:
        """Ask what is free above a node on some legs: exactly what may still be put there."""
        node, phases = one % NODES, _PHASES[two % 4]
        loads = {
            pk: Load(
                self.loads[pk],
                self.limits[pk],
                0,
                legs=Legs(**{leg: int(3 * watts) for leg, watts in self.on_leg[pk].items()}),
                leg_limit_w=leg_limit_w(self.breakers_a[pk], _VOLTS, _SHARE_PERCENT),
            )
            for pk in self.parents
        }
        rest: list[Fraction | int] = []
        for above in self._above(node):
            limit, most = self.limits[above], self._most_on_a_leg(above)
            rest += [] if limit is None else [limit - self.loads[above]]
            rest += [] if most is None else [len(phases) * (most - self.on_leg[above][leg]) for leg in phases]
        free = int(min(rest)) if rest else None
        last, first = (_WHATEVER_W, None) if free is None else (free, free + 1)
        if not takes_up_the_chain(node, self.parents, loads, last, phases):
            return f"above {node} {last} W are free on {phases} and refused"
        if first is not None and takes_up_the_chain(node, self.parents, loads, first, phases):
            return f"above {node} {first} W are taken on {phases}, {free} W are free"
        return ""

    def _feed(self, one: int, two: int) -> str:
        """Feed a shelf through rack and node, and ask how uneven a node's legs are."""
        node, rack, shelf = (_PHASES[(one >> shift) % 4] for shift in (0, 2, 4))
        expected = next((phases for phases in (node, rack, shelf) if len(phases) == 1), "abc")
        found = narrowed(node, None if one & 64 and rack == "abc" else rack, "" if shelf == "abc" else shelf)
        if found != expected:
            return f"{node}, {rack}, {shelf} give {found}, not {expected}"
        if feeds(node, shelf) != set(shelf).issubset(node):
            return f"{node} feeds {shelf}: {feeds(node, shelf)}"
        legs = self.on_leg[two % NODES]
        mean = sum(legs.values(), Fraction(0)) / 3
        worst = max(abs(watts - mean) for watts in legs.values())
        tenths = int(1000 * worst / mean + Fraction(1, 2)) if mean else 0
        told = imbalance_percent(Legs(**{leg: int(3 * watts) for leg, watts in legs.items()}))
        return "" if told * 10 == tenths else f"legs {legs} are uneven by {told} %, not by {tenths} tenths"

    def _line(self, one: int, two: int) -> str:
        """Change a line of the movement: its state is the one that follows, and the table knows the way there."""
        before = settled_status(self.lines)
        place, state = one % len(self.lines), _LINES[two % len(_LINES)]
        ways = {"planned": ("picked_up", "left"), "picked_up": ("delivered", "missing", "refused")}
        ways |= {"missing": ("settled",), "refused": ("settled",)}
        if state not in ways.get(self.lines[place], ()):
            if not set(self.lines) & {"planned", "picked_up"}:
                self.lines = ["planned"] * len(self.lines)
            return ""
        # A unit that is not there is left by the pick-up itself, or later by the driver's word.
        left = MovementVerb.PICK_UP if one & 64 else MovementVerb.LEAVE_BEHIND
        verbs = {"picked_up": MovementVerb.PICK_UP, "left": left, "settled": MovementVerb.SETTLE}
        verb = verbs.get(state, MovementVerb.ACCEPT)
        self.lines[place] = state
        states = set(self.lines)
        travelled = bool(states & TRAVELLED)
        if "picked_up" in states or ("planned" in states and travelled):
            expected = "picked_up"
        elif "planned" in states:
            expected = "pending"
        else:
            expected = "delivered" if travelled else "cancelled"
        found = settled_status(self.lines)
        if found != expected:
            return f"lines {sorted(states)} make {found}, not {expected}"
        if found not in journey_transitions.after(before, verb):
            return f"{before} + {verb} may not become {found}"
        return ""

    def _scan(self, one: int, two: int) -> str:
        """Sort a scanned load: nothing is lost, nothing is named twice."""
        expected = [f"S{number}" for number in range(one % 6)]
        scanned = [f"S{(two >> shift) % 9}" for shift in range(0, 18, 3)][: one % 7]
        found = sort_load(expected, scanned)
        wrong = (
            sorted((*found.there, *found.absent)) != sorted(expected)
            or {*found.there, *found.extra} != set(scanned)
            or set(found.extra) & set(expected)
            or len(set(found.extra)) != len(found.extra)
        )
        return f"{expected} beside {scanned} is {found}" if wrong else ""


def steps_of(seed: int) -> list[Step]:
    """Return the steps of a walk."""
    chance = Random(seed)
    return [(chance.choice(_SHARES), chance.randrange(1 << 18), chance.randrange(1 << 18)) for _step in range(_WALK)]


def wrong_after(seed: int, steps: list[Step]) -> str:
    """Return what a walk of these steps meets, empty when all is well."""
    walk = Walk(seed)
    for step in steps:
        if wrong := walk.take(step):
            return wrong
    return ""


def shortened(seed: int, steps: list[Step]) -> list[Step]:
    """Return a walk that still goes wrong and from which no step can be left out."""
    size = max(1, len(steps) // 2)
    while size:
        start = 0
        while start < len(steps):
            shorter = steps[:start] + steps[start + size :]
            if wrong_after(seed, shorter):
                steps = shorter
            else:
                start += size
        size //= 2
    return steps


def walk_rules(count: int, first: int) -> tuple[int, list[str]]:
    """Take at least `count` steps; return how many were taken, and what went wrong with the shortest way there."""
    taken, seed = 0, first
    wrong: list[str] = []
    while taken < count and not wrong:
        steps = steps_of(seed)
        if sentence := wrong_after(seed, steps):
            short = shortened(seed, steps)
            wrong.append(f"{wrong_after(seed, short) or sentence}; walk {seed}: {short}")
        taken += len(steps)
        seed += 1
    return taken, wrong
