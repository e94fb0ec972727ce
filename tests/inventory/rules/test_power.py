"""Loads as exact sums, and the figures people read."""

from __future__ import annotations

import pytest

from apps.inventory.rules.power import Direct, Load, chain, free_up_the_chain, kw, rolled_up, total


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


def test_the_least_free_up_the_chain_counts() -> None:
    parents = {1: None, 2: 1}
    assert free_up_the_chain(2, parents, {1: Load(90, 100), 2: Load(0, 50)}) == 10
    assert free_up_the_chain(2, parents, {1: Load(90, None), 2: Load(0, None)}) is None


def test_a_sum_has_a_limit_only_when_each_part_has_one() -> None:
    assert total([Load(1, 10, 1), Load(2, 20, 1)]) == Load(3, 30, 2)
    assert total([Load(1, 10, 1), Load(2, None, 1)]).limit_w is None
    assert total([]).limit_w is None
