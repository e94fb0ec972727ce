"""Address ranges an agent may touch: private and loopback IPv4 only, as the agent protocol says."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_RANGES = 256
MAX_ADDRESSES = 65_536
_ALLOWED = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
)


class RefusedRange(ValueError):
    """A range is malformed or reaches beyond private networks; the message is the range."""


def _ends(text: str) -> tuple[ipaddress.IPv4Address, ipaddress.IPv4Address]:
    """Return first and last address of `a.b.c.d/n`, `first-last` or one address."""
    try:
        if "-" in text:
            first, last = (ipaddress.IPv4Address(part.strip()) for part in text.split("-"))
            return first, last
        network = ipaddress.IPv4Network(text.strip(), strict=False)
    except ValueError as error:
        raise RefusedRange(text) from error
    return network[0], network[-1]


def checked_ranges(texts: Iterable[str]) -> list[str]:
    """Return the ranges without blanks. Raises RefusedRange naming the first that is not allowed."""
    ranges = [text.strip() for text in texts if text.strip()]
    total = 0
    for text in ranges:
        first, last = _ends(text)
        total += int(last) - int(first) + 1
        if last < first or not any(first in network and last in network for network in _ALLOWED):
            raise RefusedRange(text)
    if len(ranges) > MAX_RANGES or total > MAX_ADDRESSES:
        raise RefusedRange(f"{total} > {MAX_ADDRESSES}")
    return ranges
