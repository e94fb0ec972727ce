"""The life of a unit as a plain table {(state, verb): state}; a pair that is not here is refused."""

from __future__ import annotations

from typing import Final

from apps.inventory.enums import UnitState as S
from apps.inventory.enums import UnitVerb as V

TRANSITIONS: Final[dict[tuple[S, V], S]] = {
    (S.EXPECTED, V.REGISTER): S.STORED,
    # A machine that was given back may come again under a new act.
    (S.RETURNED, V.REGISTER): S.STORED,
    (S.STORED, V.WITHDRAW): S.EXPECTED,
    (S.STORED, V.PLACE): S.STORED,
    (S.IN_REPAIR, V.PLACE): S.IN_REPAIR,
    # A unit that waits for its return may be put on another shelf; it stays locked.
    (S.PENDING_RETURN, V.PLACE): S.PENDING_RETURN,
    (S.STORED, V.COMMISSION): S.IN_SERVICE,
    (S.IN_SERVICE, V.COMMISSION): S.IN_SERVICE,
    (S.STORED, V.TAKE_OFF): S.STORED,
    (S.IN_SERVICE, V.TAKE_OFF): S.STORED,
    (S.PENDING_RETURN, V.TAKE_OFF): S.PENDING_RETURN,
    (S.STORED, V.PICK_UP): S.IN_TRANSIT,
    (S.IN_SERVICE, V.PICK_UP): S.IN_TRANSIT,
    (S.IN_TRANSIT, V.ACCEPT): S.STORED,
    (S.STORED, V.SEND_TO_REPAIR): S.IN_REPAIR,
    (S.IN_SERVICE, V.SEND_TO_REPAIR): S.IN_REPAIR,
    (S.IN_REPAIR, V.FINISH_REPAIR): S.STORED,
    (S.STORED, V.REQUEST_RETURN): S.PENDING_RETURN,
    (S.IN_SERVICE, V.REQUEST_RETURN): S.PENDING_RETURN,
    (S.IN_REPAIR, V.REQUEST_RETURN): S.PENDING_RETURN,
    (S.PENDING_RETURN, V.CANCEL_RETURN): S.STORED,
    (S.PENDING_RETURN, V.HAND_OVER): S.RETURNED,
    (S.STORED, V.REPORT_LOST): S.LOST,
    (S.IN_SERVICE, V.REPORT_LOST): S.LOST,
    (S.IN_TRANSIT, V.REPORT_LOST): S.LOST,
    (S.IN_REPAIR, V.REPORT_LOST): S.LOST,
    (S.PENDING_RETURN, V.REPORT_LOST): S.LOST,
    (S.LOST, V.FIND): S.STORED,
    (S.STORED, V.WRITE_OFF): S.WRITTEN_OFF,
    (S.IN_REPAIR, V.WRITE_OFF): S.WRITTEN_OFF,
    (S.LOST, V.WRITE_OFF): S.WRITTEN_OFF,
}


def after(state: str, verb: str) -> S | None:
    """Return the state that follows, None when the verb is not possible in this state."""
    return TRANSITIONS.get((S(state), V(verb)))
