"""Which addresses the agent may touch at all, and how ranges are written."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError, summarize_address_range
from typing import Final

MAX_ADDRESSES: Final = 65_536
_PERMITTED: Final = tuple(
    IPv4Network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16")
)


class RangeRefusedError(ValueError):
    """The range is not written rightly, is too large or is not private."""


def permitted(address: IPv4Address) -> bool:
    """Whether the agent may ever connect to this address: private, shared, link-local or loopback."""
    return any(address in network for network in _PERMITTED)


def parse_address(text: str) -> IPv4Address:
    """Return a permitted address, or raise RangeRefusedError."""
    try:
        address = IPv4Address(text.strip())
    except AddressValueError as error:
        raise RangeRefusedError(f"«{text}» is not an IPv4 address") from error
    if not permitted(address):
        raise RangeRefusedError(f"{address} is not a private or loopback address")
    return address


def parse_range(text: str) -> tuple[IPv4Network, ...]:
    """Return the networks of `10.0.0.0/24`, `10.0.0.5-10.0.0.80` or `10.0.0.7`; raise RangeRefusedError."""
    first, dash, last = (part.strip() for part in text.partition("-"))
    try:
        if dash:
            networks = tuple(summarize_address_range(IPv4Address(first), IPv4Address(last)))
        else:
            networks = (IPv4Network(first, strict=False),)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise RangeRefusedError(f"«{text}» is not a range of IPv4 addresses") from error
    for network in networks:
        if not any(network.subnet_of(allowed) for allowed in _PERMITTED):
            raise RangeRefusedError(f"«{text}» is not inside private or loopback addresses")
    return networks


def parse_ranges(texts: Iterable[str], *, limit: int = MAX_ADDRESSES) -> tuple[IPv4Network, ...]:
    """Return all networks, or raise RangeRefusedError when one is refused or there are more than `limit` addresses."""
    networks = tuple(network for text in texts for network in parse_range(text))
    total = sum(network.num_addresses for network in networks)
    if total > limit:
        raise RangeRefusedError(f"the ranges hold {total} addresses, at most {limit} are allowed")
    return networks


def expand(networks: Iterable[IPv4Network], exclude: Iterable[IPv4Network] = ()) -> list[str]:
    """Return each usable address once, in order; network and broadcast addresses of /30 and larger are left out."""
    without = tuple(exclude)
    seen: dict[str, None] = {}
    for network in networks:
        hosts = network.hosts() if network.prefixlen < 31 and network.num_addresses > 2 else iter(network)  # noqa: PLR2004 -- /31 and /32 have no broadcast
        for address in hosts:
            if not any(address in other for other in without):
                seen[str(address)] = None
    return list(seen)


def contains(networks: Iterable[IPv4Network], ip: str) -> bool:
    """Whether the address lies in one of the networks."""
    address = IPv4Address(ip)
    return any(address in network for network in networks)
