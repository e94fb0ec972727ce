"""The life of a repair order as a plain table {(state, verb): state}; a pair that is not here is refused."""

from __future__ import annotations

from typing import Final

from apps.inventory.service_centre.enums import OrderState as S
from apps.inventory.service_centre.enums import OrderVerb as V

TRANSITIONS: Final[dict[tuple[S, V], S]] = {
    (S.OPENED, V.DIAGNOSE): S.DIAGNOSED,
    # A diagnosis may be made anew until the unit is on test; an estimate that was asked for is then void.
    (S.DIAGNOSED, V.DIAGNOSE): S.DIAGNOSED,
    (S.WAITING_PARTS, V.DIAGNOSE): S.DIAGNOSED,
    (S.WAITING_APPROVAL, V.DIAGNOSE): S.DIAGNOSED,
    (S.IN_WORK, V.DIAGNOSE): S.DIAGNOSED,
    (S.DIAGNOSED, V.WAIT_FOR_PARTS): S.WAITING_PARTS,
    (S.IN_WORK, V.WAIT_FOR_PARTS): S.WAITING_PARTS,
    (S.DIAGNOSED, V.ASK_APPROVAL): S.WAITING_APPROVAL,
    (S.WAITING_PARTS, V.ASK_APPROVAL): S.WAITING_APPROVAL,
    (S.IN_WORK, V.ASK_APPROVAL): S.WAITING_APPROVAL,
    (S.WAITING_APPROVAL, V.APPROVE): S.DIAGNOSED,
    (S.WAITING_APPROVAL, V.DECLINE): S.DIAGNOSED,
    (S.DIAGNOSED, V.START): S.IN_WORK,
    (S.WAITING_PARTS, V.START): S.IN_WORK,
    (S.IN_WORK, V.TEST): S.TESTING,
    (S.TESTING, V.FAIL_TEST): S.IN_WORK,
    (S.TESTING, V.FINISH): S.DONE,
    (S.DIAGNOSED, V.SCRAP): S.SCRAPPED,
    (S.WAITING_PARTS, V.SCRAP): S.SCRAPPED,
    (S.WAITING_APPROVAL, V.SCRAP): S.SCRAPPED,
    (S.IN_WORK, V.SCRAP): S.SCRAPPED,
    (S.TESTING, V.SCRAP): S.SCRAPPED,
    (S.OPENED, V.CANCEL): S.CANCELLED,
    (S.DIAGNOSED, V.CANCEL): S.CANCELLED,
    (S.WAITING_PARTS, V.CANCEL): S.CANCELLED,
    (S.WAITING_APPROVAL, V.CANCEL): S.CANCELLED,
    (S.IN_WORK, V.CANCEL): S.CANCELLED,
}


def after(state: str, verb: str) -> S | None:
    """Return the state that follows, None when the verb is not possible in this state."""
    return TRANSITIONS.get((S(state), V(verb)))


def possible(state: str) -> frozenset[V]:
    """Return the verbs that a state allows."""
    return frozenset(verb for (before, verb) in TRANSITIONS if before == state)
