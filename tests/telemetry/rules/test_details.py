"""Details of a row: what was read comes back, unknown stays unknown, dead boards are counted."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from apps.telemetry.rules.batch import Batch, Group, Header
from apps.telemetry.rules.details import Details, dead_boards, details_of_row, own_details, read_own

BOARDS = Group(
    np.array([0, 2, 2, 3], dtype="<i4"),
    {
        "slot": np.array([0, 1, 0], dtype="<i2"),
        "hashrate_ths": np.array([66.5, np.nan, 0.0], dtype="<f4"),
        "chips_ok": np.array([0, -1, 76], dtype="<i4"),
        "serial": np.array([1, -1, 0], dtype="<i4"),
    },
)
FIRST: list[dict[str, Any]] = [
    {"slot": 0, "hashrate_ths": 66.5, "chips_ok": 0, "serial": "B2"},
    {"slot": 1, "hashrate_ths": None, "chips_ok": None, "serial": None},
]


def _batch(hashrate_ths: list[float] | None = None) -> Batch:
    header = Header("agent", "1f", 1, 3, 3, 0, 0, "boot", [], texts=["B1", "B2"])
    columns = {"accepted": np.array([5, -1, 7], dtype="<i8"), "detail": np.array([-1, 0, -1], dtype="<i4")}
    if hashrate_ths is not None:
        columns["hashrate_ths"] = np.array(hashrate_ths, dtype="<f4")
    return Batch(header, 31, columns, {"board": BOARDS})


def test_each_row_gets_back_its_own_values_and_unknown_is_none() -> None:
    assert [details_of_row(_batch(), row) for row in range(3)] == [
        Details(boards=FIRST, accepted=5),
        Details(detail="B1"),
        Details(boards=[{"slot": 0, "hashrate_ths": 0.0, "chips_ok": 76, "serial": "B1"}], accepted=7),
    ]


def test_details_that_a_row_keeps_are_those_of_its_batch() -> None:
    details = details_of_row(_batch(), 0)
    assert read_own(own_details(details)) == details


def test_details_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version 9"):
        read_own(msgspec.msgpack.encode({"version": 9}))


@pytest.mark.parametrize(
    ("hashrate_ths", "dead"), [([100.0, 1.0, 50.0], [1, 0, 1]), ([100.0, 1.0, 0.0], [1, 0, 0]), (None, [1, 0, 0])]
)
def test_a_board_is_dead_without_chips_or_without_hashrate_while_others_have_some(
    hashrate_ths: list[float] | None, dead: list[int]
) -> None:
    assert dead_boards(_batch(hashrate_ths), np.array([0, 1, 2])).tolist() == dead
