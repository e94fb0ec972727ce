"""Loads as exact sums, and the figures people read."""

from __future__ import annotations

import pytest

from apps.inventory.rules.phases import Legs
from apps.inventory.rules.power import Direct, Load, chain, kw, rolled_up, takes_up_the_chain, total


def test_the_dashboard_shows_used_and_limit_with_one_decimal() -> None:
    assert Load(0, 140_000).text == "0.0 / 140.0"


def test_a_load_without_a_limit_shows_a_dash() -> None:
    assert (Load(12_345, None).text, Load(12_345, None).percent) == ("12.3 / —", None)


@pytest.mark.parametrize(("watts", "text"), [(140_000, "140.0"), (3_360, "3.36"), (1, "0.001"), (0, "0.0")])
def test_a_refusal_shows_kilowatts_to_the_watt(watts: int, text: str) -> None:
    assert kw(watts) == text


@pytest.mark.parametrize(
    ("used", "percent", "tone"), [(99_999, 99, "red"), (80_000, 80, "amber"), (79_999, 79, "green")]
)
def test_percent_is_rounded_down_so_that_a_hundred_means_full(used: int, percent: int, tone: str) -> None:
    load = Load(used, 100_000)
    assert (load.percent, load.tone) == (percent, tone)


def test_a_node_draws_what_the_nodes_below_it_draw() -> None:
    parents = {1: None, 2: 1, 3: 2, 4: None}
    direct = {1: Direct(10, 1), 3: Direct(5, 2)}
    assert rolled_up(parents, direct) == {1: Direct(15, 3), 2: Direct(5, 2), 3: Direct(5, 2), 4: Direct(0, 0)}


def test_a_chain_runs_from_below_upwards_and_a_circle_ends() -> None:
    assert chain(3, {1: None, 2: 1, 3: 2}) == [3, 2, 1]
    assert chain(1, {1: 2, 2: 1}) == [1, 2]


def test_a_load_fits_when_every_node_up_the_chain_takes_it() -> None:
    parents = {1: None, 2: 1}
    loads = {1: Load(90, 100), 2: Load(0, 50)}
    assert takes_up_the_chain(2, parents, loads, 10, "a")
    assert not takes_up_the_chain(2, parents, loads, 11, "a")
    assert takes_up_the_chain(2, parents, {1: Load(90, None), 2: Load(0, None)}, 1_000_000, "abc")


def test_what_is_reserved_is_not_free() -> None:
    load = Load(40, 100, reserved_w=50)
    assert (load.free_w, load.percent, load.takes(10, "abc"), load.takes(11, "abc")) == (10, 40, True, False)


def test_a_breaker_limits_each_leg_exactly() -> None:
    load = Load(100, None, legs=Legs.of("a", 100), leg_limit_w=110)
    assert (load.takes(10, "a"), load.takes(11, "a"), load.takes(110, "b")) == (True, False, True)
    assert load.takes(30, "abc")
    assert not load.takes(31, "abc")


def test_a_sum_has_a_limit_only_when_each_part_has_one() -> None:
    assert total([Load(1, 10, 1), Load(2, 20, 1)]) == Load(3, 30, 2)
    assert total([Load(1, 10, 1), Load(2, None, 1)]).limit_w is None
    assert total([]).limit_w is None
