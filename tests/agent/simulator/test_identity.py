"""Identities: the same for the same seed, different for every machine."""

from __future__ import annotations

import time

from simulator.config import Group, SiteConfig
from simulator.site import Site


def site(seed: int) -> Site:
    return Site(
        SiteConfig("x", [Group("antminer_s21", 900, "127.60.0.1"), Group("luxos", 100, "127.61.0.1")], seed),
        time.time(),
    )


def test_serials_and_addresses_never_collide() -> None:
    machines = list(site(1).machines.values())
    assert len({one.identity.serial for one in machines}) == 1000
    assert len({one.identity.mac for one in machines}) == 1000
    assert len({serial for one in machines for serial in one.identity.board_serials}) == 3 * 1000


def test_the_same_seed_gives_the_same_machines() -> None:
    first, second = site(5), site(5)
    assert [one.identity for one in first.machines.values()] == [one.identity for one in second.machines.values()]


def test_another_seed_gives_other_serials() -> None:
    first, second = site(5), site(6)
    pairs = zip(first.machines.values(), second.machines.values(), strict=True)
    assert not any(one.identity.serial == other.identity.serial for one, other in pairs)


def test_serials_have_the_length_of_the_vendor() -> None:
    assert {len(one.identity.serial) for one in site(1).machines.values()} == {17}


def test_addresses_skip_network_and_broadcast() -> None:
    ends = {int(ip.rpartition(".")[2]) for ip in site(1).machines}
    assert 0 not in ends
    assert 255 not in ends
