"""What can go wrong with a machine, by name, with the parameters each fault takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """A fault that can be switched on and off while the site runs."""

    OFFLINE = "offline"
    HUNG = "hung"
    SLOW = "slow"
    REFUSES = "refuses"
    SLEEPING = "sleeping"
    DEAD_BOARD = "dead_board"
    STOPPED_FAN = "stopped_fan"
    OVERHEATING = "overheating"
    SLOW_DRIFT = "slow_drift"
    ZERO_HASHRATE = "zero_hashrate"
    BROKEN_JSON = "broken_json"
    ADJACENT_OBJECTS = "adjacent_objects"
    TRAILING_NUL = "trailing_nul"
    COMMA_BEFORE_BRACE = "comma_before_brace"
    EMPTY_FIRST_ELEMENT = "empty_first_element"
    MISSING_COMMA_TEMP0 = "missing_comma_temp0"
    INF_NAN = "inf_nan"
    LEADING_COMMA = "leading_comma"
    CUT_REPLY = "cut_reply"
    LIST_LIKE_DICT = "list_like_dict"
    PLAIN_TEXT_REFUSAL = "plain_text_refusal"
    TEXT_REPLY = "text_reply"
    NUMBERS_AS_TEXT = "numbers_as_text"


WIRE_FAULTS: frozenset[Fault] = frozenset(list(Fault)[list(Fault).index(Fault.BROKEN_JSON) :])
"""Faults that only damage the text of a reply."""

PARAMETERS: dict[Fault, dict[str, float]] = {
    Fault.SLOW: {"latency_s": 3.0},
    Fault.DEAD_BOARD: {"board": 1.0},
    Fault.STOPPED_FAN: {"fan": 1.0},
    Fault.OVERHEATING: {"inlet_rise_c": 30.0},
    Fault.SLOW_DRIFT: {"loss_per_hour": 0.01},
}
"""Parameters with their defaults. Boards and fans are counted from 0; loss_per_hour is a fraction of the nameplate."""


_LARGEST = 1e6


class UnknownFaultError(ValueError):
    """The fault or one of its parameters does not exist."""


def parse_fault(name: str, params: Mapping[str, object]) -> tuple[Fault, dict[str, float]]:
    """Return the named fault and its complete parameters, or raise `UnknownFaultError`."""
    try:
        fault = Fault(name)
    except ValueError:
        message = f"no fault {name!r}; known: {', '.join(Fault)}"
        raise UnknownFaultError(message) from None
    values = dict(PARAMETERS.get(fault, {}))
    for key, value in params.items():
        if key not in values:
            message = f"fault {name!r} takes no parameter {key!r}"
            raise UnknownFaultError(message)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST:
            message = f"parameter {key!r} must be a number from 0 to 1000000"
            raise UnknownFaultError(message)
        values[key] = float(value)
    return fault, values
