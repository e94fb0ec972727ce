"""Freshness: how long a reading speaks of the present."""

from __future__ import annotations

# So many poll intervals without a reading mean that the agent is silent; a minute at least, for the way of a batch.
STALE_INTERVALS = 3
SHORTEST_S = 60


def fresh_for_s(poll_interval_s: int) -> int:
    """Return for how many seconds a reading of an agent with this poll interval is the present."""
    return max(STALE_INTERVALS * poll_interval_s, SHORTEST_S)
