"""Lives of movements and claims as plain tables {(state, verb): state}; a pair that is not here is refused.

A verb after which a movement is still open or over names both states: which one it is follows from its lines
(`rules.journeys.settled_status`).
"""

from __future__ import annotations

from typing import Final

from apps.logistics.enums import MovementStatus as S
from apps.logistics.enums import MovementVerb as V

MOVEMENT: Final[dict[tuple[S, V], frozenset[S]]] = {
    (S.PENDING, V.ASSIGN): frozenset({S.PENDING}),
    # A driver who finds nothing of a load there says so; what is missing has claims, and nothing is on the way.
    (S.PENDING, V.PICK_UP): frozenset({S.PENDING, S.PICKED_UP, S.CANCELLED}),
    (S.PENDING, V.LEAVE_BEHIND): frozenset({S.PENDING, S.CANCELLED}),
    (S.PENDING, V.CANCEL): frozenset({S.CANCELLED}),
    # The rest of a load is fetched with a second run.
    (S.PICKED_UP, V.PICK_UP): frozenset({S.PICKED_UP, S.DELIVERED}),
    (S.PICKED_UP, V.LEAVE_BEHIND): frozenset({S.PICKED_UP, S.DELIVERED}),
    (S.PICKED_UP, V.HAND_OVER): frozenset({S.PICKED_UP}),
    (S.PICKED_UP, V.ACCEPT): frozenset({S.PICKED_UP, S.DELIVERED}),
    (S.PICKED_UP, V.SETTLE): frozenset({S.PICKED_UP, S.DELIVERED}),
    # A claim may outlive the movement: whoever finds the unit later accepts it.
    (S.DELIVERED, V.SETTLE): frozenset({S.DELIVERED}),
}


def after(status: str, verb: str) -> frozenset[S]:
    """Return the states that may follow, none when the verb is not possible in this state."""
    return MOVEMENT.get((S(status), V(verb)), frozenset())
