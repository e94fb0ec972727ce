"""What all descendants of CGMiner share: pools and the counters of `summary`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neurohost_agent.fields import integer, number, scaled, table, text, truth
from neurohost_agent.reading import Pool, PoolStatus

Reply = Mapping[str, Any]
_STATUS: Final = {"alive": PoolStatus.ALIVE, "dead": PoolStatus.DEAD, "deed": PoolStatus.DEAD}


def parse_pools(reply: Reply) -> tuple[Pool, ...]:
    """Return the configured pools; entries without an address are unused places and left out."""
    pools = []
    for entry in table(reply, "POOLS"):
        url = text(entry, "URL")
        if url is None:
            continue
        status = (text(entry, "Status") or "").lower()
        pools.append(
            Pool(
                url=url,
                user=text(entry, "User"),
                status=_STATUS.get(status, PoolStatus.DISABLED if status == "disabled" else None),
                active=truth(entry, "Stratum Active"),
                accepted=integer(entry, "Accepted"),
                rejected=integer(entry, "Rejected"),
                stale=integer(entry, "Stale"),
            )
        )
    return tuple(pools)


def hashrate_ths(data: Reply, *windows: str) -> float | None:
    """Return the first known window in TH/s: «GHS …» keys are GH/s, «MHS …» keys MH/s, other keys GH/s."""
    for window in windows:
        for prefix, divisor in (("GHS", 1e3), ("MHS", 1e6)):
            found = scaled(number(data, f"{prefix} {window}"), divisor)
            if found is not None:
                return found
    return None
