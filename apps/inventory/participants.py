"""Participants: work of upper apps that must share the transaction of a move (custody, later reservations)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.enums import UnitState, UnitVerb
    from apps.inventory.models import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is: at a site, maybe on a shelf, or with a person who carries it."""

    site_id: int | None = None
    shelf_id: int | None = None
    slot: int | None = None
    holder_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of one unit's life, as it was just written. `place` is None when the unit is nowhere with us."""

    unit: Unit
    verb: UnitVerb
    before: UnitState | None
    after: UnitState
    place_before: Place | None
    place: Place | None
    at: datetime
    document: str
    why: str


Participant = Callable[["Actor", Sequence[Change]], None]
_participants: list[Participant] = []


def join(participant: Participant) -> None:
    """Take part in every move; called once by an upper app when it is ready. What it raises undoes the move."""
    if participant not in _participants:
        _participants.append(participant)


def tell(by: Actor, changes: Sequence[Change]) -> None:
    """Let every participant do its part, inside the transaction of the moves."""
    for participant in _participants:
        participant(by, changes)
