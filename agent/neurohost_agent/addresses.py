"""Which addresses the agent may touch at all, and how ranges are written."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError, summarize_address_range
from typing import Final

MAX_ADDRESSES: Final = 65_536
_NO_BROADCAST: Final = 31
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


def _hosts(network: IPv4Network) -> tuple[IPv4Network, ...]:
    """Return a network without its own and its broadcast address; /31 and /32 have none."""
    if network.prefixlen >= _NO_BROADCAST:
        return (network,)
    return tuple(summarize_address_range(network.network_address + 1, network.broadcast_address - 1))


def parse_ranges(texts: Iterable[str], *, limit: int = MAX_ADDRESSES) -> tuple[IPv4Network, ...]:
    """Return what to look through: each CIDR without network and broadcast address, each `first-last` as it stands.

    Raises RangeRefusedError when one is refused or there are more than `limit` addresses.
    """
    networks: tuple[IPv4Network, ...] = ()
    for text in texts:
        found = parse_range(text)
        networks += found if "-" in text else _hosts(found[0])
    total = sum(network.num_addresses for network in networks)
    if total > limit:
        raise RangeRefusedError(f"the ranges hold {total} addresses, at most {limit} are allowed")
    return networks


def expand(networks: Iterable[IPv4Network], exclude: Iterable[IPv4Network] = ()) -> list[str]:
    """Return each address once, in order, without the excluded ones."""
    without = tuple(exclude)
    seen: dict[str, None] = {}
    for network in networks:
        for address in network:
            if not any(address in other for other in without):
                seen[str(address)] = None
    return list(seen)


def contains(networks: Iterable[IPv4Network], ip: str) -> bool:
    """Whether the address lies in one of the networks."""
    address = IPv4Address(ip)
    return any(address in network for network in networks)
