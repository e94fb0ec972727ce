"""A million steps on the pure rules: states of units, chains and loads, lines of journeys, loads that are scanned.

Each walk is made by a seeded generator, so that a failure is shortened by leaving steps out and told as a list.
"""

from __future__ import annotations

from random import Random
from typing import Final

from apps.inventory import transitions
from apps.inventory.enums import UnitState, UnitVerb
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
_SHARES: Final = ("say", "say", "put", "put", "free", "line", "scan")
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
        self.powers = [chance.randrange(200, 6_000) for _unit in range(UNITS)]
        self.where: list[int | None] = [None] * UNITS
        self.loads = dict.fromkeys(self.parents, 0)
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

    def _put(self, one: int, two: int) -> str:
        """Put a unit under a node where it fits, or take it away: every load equals the sum of its parts."""
        unit, node = one % UNITS, (two % (NODES + 1)) - 1
        target = None if node < 0 else node
        shared = set(self._above(self.where[unit]))
        rising = [above for above in self._above(target) if above not in shared]
        limits = [(self.loads[above], self.limits[above]) for above in rising]
        if any(limit is not None and load + self.powers[unit] > limit for load, limit in limits):
            return ""
        for node_id, sign in ((self.where[unit], -1), (target, 1)):
            for above in self._above(node_id):
                self.loads[above] += sign * self.powers[unit]
        self.where[unit] = target
        direct: dict[int, Direct] = {}
        for place, power in zip(self.where, self.powers, strict=True):
            if place is not None:
                own = direct.get(place, Direct(0, 0))
                direct[place] = Direct(own.power_w + power, own.unit_count + 1)
        found = {node: load.power_w for node, load in rolled_up(self.parents, direct).items()}
        if found != self.loads:
            return f"loads are {found}, not {self.loads}"
        if any(limit is not None and self.loads[node] > limit for node, limit in self.limits.items()):
            return "a limit is exceeded"
        tops = [node for node, parent in self.parents.items() if parent is None]
        whole = total(Load(self.loads[node], self.limits[node], 0) for node in tops).used_w
        parts = sum(power for place, power in zip(self.where, self.powers, strict=True) if place is not None)
        return "" if whole == parts else f"the whole is {whole}, its parts are {parts}"

    def _free(self, one: int, _two: int) -> str:
        """Ask what is free above a node: exactly what may still be put there."""
        node = one % NODES
        loads = {pk: Load(self.loads[pk], self.limits[pk], 0) for pk in self.parents}
        rest = [limit - self.loads[above] for above in self._above(node) for limit in [self.limits[above]] if limit]
        free = min(rest) if rest else None
        last, first = (_WHATEVER_W, None) if free is None else (free, free + 1)
        if not takes_up_the_chain(node, self.parents, loads, last, "abc"):
            return f"above {node} {last} W are free and refused"
        if first is not None and takes_up_the_chain(node, self.parents, loads, first, "abc"):
            return f"above {node} {first} W are taken, {free} W are free"
        return ""

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
