"""Phases: exact thirds, what a breaker allows, unevenness, which leg feeds a shelf."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.inventory.rules.phases import Legs, feeds, imbalance_percent, imbalance_tone, leg_limit_w, narrowed


def test_a_load_on_all_legs_is_a_third_on_each_without_rounding() -> None:
    three = Legs.of("abc", 100) + Legs.of("abc", 100) + Legs.of("abc", 100)
    assert three == Legs.of("a", 100) + Legs.of("b", 100) + Legs.of("c", 100)


def test_what_is_shown_of_a_leg_is_never_less_than_what_is_there() -> None:
    assert [Legs.of("abc", 100).watts(leg) for leg in "abc"] == [34, 34, 34]
    assert [Legs.of("b", 100).watts(leg) for leg in "abc"] == [0, 100, 0]


@pytest.mark.parametrize(
    ("amperes", "volts", "percent", "watts"),
    [(250, 230, 80, 46_000), (63, 230, 100, 14_490), (16, 230, 80, 2_944), (1, 1, 99, 0)],
)
def test_a_leg_may_carry_current_times_voltage_times_the_used_share(
    amperes: int, volts: int, percent: int, watts: int
) -> None:
    assert leg_limit_w(amperes, volts, percent) == watts


def test_without_a_breaker_a_leg_has_no_limit() -> None:
    assert leg_limit_w(None, 230, 80) is None


@pytest.mark.parametrize(
    ("legs", "percent"),
    [
        (Legs(3, 3, 3), "0"),
        (Legs(9, 0, 0), "200"),
        # The example of the definition: 462, 463 and 455 give a mean of 460 and a deviation of 5.
        (Legs(462, 463, 455), "1.1"),
        (Legs(10, 10, 0), "100"),
        (Legs(), "0"),
    ],
)
def test_unevenness_is_the_greatest_deviation_from_the_mean(legs: Legs, percent: str) -> None:
    assert imbalance_percent(legs) == Decimal(percent)


def test_unevenness_has_a_colour_from_fifteen_and_from_thirty_percent() -> None:
    assert [imbalance_tone(Decimal(text)) for text in ("0", "14.9", "15", "29.9", "30")] == [
        "green",
        "green",
        "amber",
        "amber",
        "red",
    ]
    assert imbalance_tone(None) == "grey"


@pytest.mark.parametrize(
    ("node", "rack", "shelf", "fed"),
    [
        ("abc", "abc", "", "abc"),
        ("abc", "abc", "b", "b"),
        ("abc", "a", "", "a"),
        ("abc", None, "c", "c"),
        ("b", "abc", "", "b"),
    ],
)
def test_the_uppermost_that_names_one_leg_feeds_the_shelf(node: str, rack: str | None, shelf: str, fed: str) -> None:
    assert narrowed(node, rack, shelf) == fed


def test_one_leg_feeds_only_itself_and_three_feed_any() -> None:
    assert [feeds("abc", "abc"), feeds("abc", "a"), feeds("a", "a"), feeds("a", "b"), feeds("a", "abc")] == [
        True,
        True,
        True,
        False,
        False,
    ]
