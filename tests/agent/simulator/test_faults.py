"""Faults by name and parameter."""

from __future__ import annotations

import pytest

from simulator.faults import Fault, UnknownFaultError, parse_fault


def test_a_fault_without_parameters_takes_its_defaults() -> None:
    assert parse_fault("slow", {}) == (Fault.SLOW, {"latency_s": 3.0})


def test_given_parameters_win() -> None:
    assert parse_fault("dead_board", {"board": 0}) == (Fault.DEAD_BOARD, {"board": 0.0})


@pytest.mark.parametrize(
    ("name", "params", "text"),
    [
        ("tired", {}, "no fault 'tired'"),
        ("hung", {"seconds": 3}, "takes no parameter 'seconds'"),
        ("slow", {"latency_s": "3"}, "must be a number"),
        ("slow", {"latency_s": True}, "must be a number"),
        ("slow", {"latency_s": -1}, "must be a number"),
        ("slow", {"latency_s": float("nan")}, "must be a number"),
    ],
)
def test_what_does_not_exist_is_refused(name: str, params: dict[str, object], text: str) -> None:
    with pytest.raises(UnknownFaultError, match=text):
        parse_fault(name, params)
