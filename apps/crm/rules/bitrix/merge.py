"""Three-way merge by field: what each side said at the last agreement decides who changed what.

The base holds hashes only, one of each side's value: a side has changed when its hash differs, whatever form the
value has on the other side. So a portal that writes a number in its own way makes no change of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from apps.crm.enums import Policy, Side

Values = Mapping[str, str | None]
Digest = Callable[[str, str], str]
Base = Mapping[str, list[str]]


@dataclass(slots=True)
class Merge:
    """What follows: values to write here, values to write there, and fields for a person."""

    pull: dict[str, str] = field(default_factory=dict)
    push: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_agreement(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.pull or self.push or self.conflicts)


@dataclass(frozen=True, slots=True)
class Judge:
    """Who is right, by field: the policy, which side changed last, what a person has decided, what may not be empty."""

    policies: Mapping[str, Policy]
    newest: Side
    decided: Mapping[str, str] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()

    def right(self, name: str) -> Side | None:
        """Return the side whose value stands when both have changed; None when a person decides."""
        match self.policies.get(name, Policy.ASK):
            case Policy.OURS:
                return Side.LOCAL
            case Policy.THEIRS:
                return Side.REMOTE
            case Policy.NEWEST:
                return self.newest
            case _:
                return None


def merge(ours: Values, theirs: Values, base: Base, judge: Judge, digest: Digest) -> Merge:
    """Return what follows from both sides' values; a field that is None on a side is not kept there and left alone."""
    found = Merge()
    for name, mine in ours.items():
        other = theirs.get(name)
        if mine is None or other is None:
            continue
        if name in judge.decided:
            wanted = judge.decided[name]
            if mine != wanted:
                found.pull[name] = wanted
            if other != wanted:
                found.push[name] = wanted
        elif mine != other:
            _take_sides(found, name, mine, other, base.get(name), judge, digest)
    return found


def _take_sides(
    found: Merge, name: str, mine: str, other: str, base: list[str] | None, judge: Judge, digest: Digest
) -> None:
    """Decide one field whose values differ."""
    right: Side | None
    if base is None:
        # Never agreed: a value is better than none.
        right = Side.REMOTE if not mine else Side.LOCAL if not other else judge.right(name)
    else:
        mine_changed, other_changed = digest(name, mine) != base[0], digest(name, other) != base[1]
        if not mine_changed and not other_changed:
            return
        both = mine_changed and other_changed
        right = judge.right(name) if both else Side.LOCAL if mine_changed else Side.REMOTE
    if name in judge.needed and not (mine and other):
        right = Side.LOCAL if mine else Side.REMOTE
    if right is Side.LOCAL:
        found.push[name] = mine
    elif right is Side.REMOTE:
        found.pull[name] = other
    else:
        found.conflicts[name] = (mine, other)


def agreed(ours: Values, theirs: Values, but: Collection[str], base: Base, digest: Digest) -> dict[str, list[str]]:
    """Return the new base for what both sides say now; fields of `but` (in conflict) keep the one they had."""
    kept: dict[str, list[str]] = {}
    for name, mine in ours.items():
        other = theirs.get(name)
        if mine is None or other is None:
            continue
        if name not in but:
            kept[name] = [digest(name, mine), digest(name, other)]
        elif name in base:
            kept[name] = list(base[name])
    return kept
