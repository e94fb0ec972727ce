"""Journeys: what state a movement is in by what became of its lines, and how a scanned load is sorted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from apps.logistics.enums import LineState, MovementStatus

_UNDER_WAY = frozenset({LineState.PICKED_UP})
_WAITING = frozenset({LineState.PLANNED})
# A unit that was loaded, whatever became of it at the end.
_TRAVELLED = frozenset(
    {LineState.PICKED_UP, LineState.DELIVERED, LineState.MISSING, LineState.REFUSED, LineState.SETTLED}
)


def settled_status(states: Collection[str]) -> MovementStatus:
    """Return the state of a movement with these lines (not cancelled by a person).

    While something is on the way it is picked up; while nothing was loaded and something still may be, it is pending;
    when all lines are over it is delivered, or cancelled when nothing was ever loaded. What is missing or refused has
    a claim of its own and holds no movement open.
    """
    found = {LineState(state) for state in states}
    if found & _UNDER_WAY:
        return MovementStatus.PICKED_UP
    if found & _WAITING:
        return MovementStatus.PICKED_UP if found & _TRAVELLED else MovementStatus.PENDING
    return MovementStatus.DELIVERED if found & _TRAVELLED else MovementStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class Sorted:
    """A scanned load beside the list: what is there, what is not, what nobody expected."""

    there: tuple[str, ...]
    absent: tuple[str, ...]
    extra: tuple[str, ...]


def sort_load(expected: Iterable[str], scanned: Iterable[str]) -> Sorted:
    """Sort scanned serial numbers (normalised) by a list; order is the list's, then the scan's; repeats count once."""
    listed, seen = dict.fromkeys(expected), dict.fromkeys(scanned)
    return Sorted(
        tuple(serial for serial in listed if serial in seen),
        tuple(serial for serial in listed if serial not in seen),
        tuple(serial for serial in seen if serial not in listed),
    )
