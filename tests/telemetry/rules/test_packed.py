"""Packed groups: what was read comes back, unknown stays unknown, dead boards are counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from apps.telemetry.rules.batch import Group
from apps.telemetry.rules.packed import dead_boards, pack, pack_values, unpack

BOARDS = Group(
    np.array([0, 2, 2, 3], dtype="<i4"),
    {
        "slot": np.array([0, 1, 0], dtype="<i2"),
        "hashrate_ths": np.array([66.5, np.nan, 0.0], dtype="<f4"),
        "chips_ok": np.array([0, -1, 76], dtype="<i4"),
        "serial": np.array([1, -1, 0], dtype="<i4"),
    },
)
FIRST = [
    {"slot": 0, "hashrate_ths": 66.5, "chips_ok": 0, "serial": "B2"},
    {"slot": 1, "hashrate_ths": None, "chips_ok": None, "serial": None},
]


def test_each_row_gets_back_its_own_values_and_unknown_is_none() -> None:
    packed = pack("board", BOARDS, ["B1", "B2"], np.array([2, 0, 1]))
    assert [unpack("board", data) for data in packed] == [
        [{"slot": 0, "hashrate_ths": 0.0, "chips_ok": 76, "serial": "B1"}],
        FIRST,
        [],
    ]


def test_a_batch_without_the_group_packs_nothing() -> None:
    assert pack("fan", None, [], np.array([0, 1])) == [b"", b""]


def test_a_group_of_numbers_alone_needs_no_texts() -> None:
    fans = Group(np.array([0, 1, 3], dtype="<i4"), {"rpm": np.array([5800, -1, 0], dtype="<i4")})
    packed = pack("fan", fans, [], np.array([0, 1]))
    assert [unpack("fan", data) for data in packed] == [[{"rpm": 5800}], [{"rpm": None}, {"rpm": 0}]]


@pytest.mark.parametrize("values", [[], FIRST, [{"serial": "only text"}]])
def test_objects_are_packed_as_a_batch_is(values: list[dict[str, Any]]) -> None:
    assert unpack("board", pack_values("board", values)) == values


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 9"):
        unpack("fan", b"\x09" + pack_values("fan", [{"rpm": 1}])[1:])


@pytest.mark.parametrize(
    ("hashrate_ths", "dead"), [([100.0, 1.0, 50.0], [1, 0, 1]), ([100.0, 1.0, 0.0], [1, 0, 0]), (None, [1, 0, 0])]
)
def test_a_board_is_dead_without_chips_or_without_hashrate_while_others_have_some(
    hashrate_ths: list[float] | None, dead: list[int]
) -> None:
    column = None if hashrate_ths is None else np.array(hashrate_ths, dtype="<f4")
    assert dead_boards(BOARDS, column, np.array([0, 1, 2])).tolist() == dead
