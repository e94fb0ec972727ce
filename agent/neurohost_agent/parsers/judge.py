"""What a set of figures says about the state of a machine; the same rule for every family."""

from __future__ import annotations

from typing import Final

from neurohost_agent.reading import State

STARTING_S: Final = 600


def state_of(
    hashrate_ths: float | None,
    *,
    sleeping: bool = False,
    failed: bool = False,
    starting: bool = False,
    uptime_s: int | None = None,
) -> State:
    """Return the state: a machine mines only when it reports a hashrate above zero.

    A machine that hashes nothing is asleep when it says so, starting in its first ten minutes, else in error.
    """
    if hashrate_ths is not None and hashrate_ths > 0 and not sleeping:
        return State.MINING
    if sleeping:
        return State.SLEEPING
    if failed:
        return State.ERROR
    young = uptime_s < STARTING_S if uptime_s is not None else starting
    if young and (starting or hashrate_ths is not None):
        return State.STARTING
    return State.UNKNOWN if hashrate_ths is None else State.ERROR
