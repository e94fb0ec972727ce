"""Values out of replies."""

from __future__ import annotations

from typing import Any

import pytest

from neurohost_agent.fields import as_number, integer, normal_mac, positive, text, truth


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (5, 5.0),
        ("7903.729", 7903.729),
        ("3250 W", 3250.0),
        ("72%", 72.0),
        ("-12.5", -12.5),
        ("1e3", 1000.0),
        ("nan", None),
        ("inf", None),
        (float("nan"), None),
        (float("inf"), None),
        ("", None),
        ("1:55", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_number_is_read_or_unknown(written: Any, number: float | None) -> None:
    assert as_number(written) == number


def test_zero_is_zero_and_absent_is_unknown() -> None:
    assert (integer({"a": 0}, "a"), integer({}, "a"), integer({"a": -1}, "a"), positive({"a": 0}, "a")) == (
        0,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("written", "mac"),
    [
        ("02:B3:B9:8C:1E:C8", "02:b3:b9:8c:1e:c8"),
        ("02B3B98C1EC8", "02:b3:b9:8c:1e:c8"),
        ("02-b3-b9-8c-1e-c8", "02:b3:b9:8c:1e:c8"),
        ("02:55:97:22:3M:72", None),
        ("00:00:00:00:00:00", None),
        ("02:55", None),
        (None, None),
    ],
)
def test_a_mac_has_one_form_or_none(written: str | None, mac: str | None) -> None:
    assert normal_mac(written) == mac


def test_a_text_that_says_nothing_is_unknown() -> None:
    assert [text({"a": value}, "a") for value in (" x ", "", "N/A", "null", 5)] == ["x", None, None, None, None]


def test_truth_is_read_in_every_form() -> None:
    assert [truth({"a": value}, "a") for value in (True, "true", "Y", "1", "false", 0, None)] == [
        True,
        True,
        True,
        True,
        False,
        False,
        None,
    ]
