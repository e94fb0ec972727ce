"""Only private and loopback addresses, written as CIDR or from-to."""

from __future__ import annotations

import pytest

from neurohost_agent.addresses import RangeRefusedError, expand, parse_address, parse_range, parse_ranges


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("10.0.0.7", ["10.0.0.7"]),
        ("10.0.0.0-10.0.0.3", ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]),
        ("10.0.0.4/30", ["10.0.0.5", "10.0.0.6"]),
        ("192.168.1.2/31", ["192.168.1.2", "192.168.1.3"]),
        ("127.0.0.3-127.0.0.5", ["127.0.0.3", "127.0.0.4", "127.0.0.5"]),
        ("172.16.0.9 - 172.16.0.10", ["172.16.0.9", "172.16.0.10"]),
    ],
)
def test_a_range_is_expanded_in_order(text: str, addresses: list[str]) -> None:
    assert expand(parse_ranges([text])) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "8.8.8.8",
        "0.0.0.0/0",
        "10.0.0.0/7",
        "172.32.0.1",
        "192.169.0.1",
        "10.0.0.9-11.0.0.1",
        "::1",
        "miner",
        "",
        "10.0.0.9-10.0.0.1",
    ],
)
def test_what_is_not_private_or_not_a_range_is_refused(text: str) -> None:
    with pytest.raises(RangeRefusedError):
        parse_range(text)


def test_too_many_addresses_are_refused() -> None:
    with pytest.raises(RangeRefusedError, match="131070 addresses"):
        parse_ranges(["10.0.0.0/15"])


def test_overlapping_ranges_give_each_address_once_and_excluded_ones_never() -> None:
    ranges = parse_ranges(["10.0.0.1-10.0.0.3", "10.0.0.2-10.0.0.4"])
    assert expand(ranges, parse_range("10.0.0.3")) == ["10.0.0.1", "10.0.0.2", "10.0.0.4"]


@pytest.mark.parametrize("text", ["1.1.1.1", "224.0.0.1", "x"])
def test_no_connection_is_made_to_a_foreign_address(text: str) -> None:
    with pytest.raises(RangeRefusedError):
        parse_address(text)
