"""The hard rules, one by one: what is bad is found, what is unknown is never bad."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from apps.telemetry.rules.hard import Fleet, judge

CODES = ("offline", "hung", "overheat_crit", "overheat_warn", "hashrate_zero", "boards_dead", "fan_zero")
UNREACHABLE, HUNG, REFUSING, SLEEPING, MINING, ERROR, STARTING = range(1, 8)


def holding(state: int = MINING, **figures: float) -> set[str]:
    """Return the codes that hold for one machine; figures that are not given are unknown."""
    fleet = Fleet(
        state=np.array([state]),
        hashrate_ths=np.array([figures.get("hashrate_ths", np.nan)]),
        board_temp_c=np.array([figures.get("board_temp_c", np.nan)]),
        chip_temp_c=np.array([figures.get("chip_temp_c", np.nan)]),
        uptime_s=np.array([figures.get("uptime_s", np.nan)]),
        fan_rpm_min=np.array([figures.get("fan_rpm_min", np.nan)]),
        boards_dead=np.array([int(figures.get("boards_dead", 0))]),
    )
    verdicts = judge(fleet)
    assert tuple(verdicts) == CODES
    return {code for code, (holds, _values) in verdicts.items() if holds[0]}


@pytest.mark.parametrize("state", [0, REFUSING, SLEEPING, MINING, ERROR, STARTING])
def test_a_machine_of_which_nothing_is_known_has_no_problem(state: int) -> None:
    assert holding(state) == set()


@pytest.mark.parametrize(("state", "code"), [(UNREACHABLE, "offline"), (HUNG, "hung")])
def test_a_state_is_a_problem_by_itself(state: int, code: str) -> None:
    assert holding(state) == {code}


@pytest.mark.parametrize(
    ("board_temp_c", "codes"),
    [
        (74.9, set()),
        (75.0, {"overheat_warn"}),
        (84.9, {"overheat_warn"}),
        (85.0, {"overheat_crit"}),
        (120.0, {"overheat_crit"}),
    ],
)
def test_heat_of_boards_is_judged_by_its_two_limits(board_temp_c: float, codes: set[str]) -> None:
    assert holding(board_temp_c=board_temp_c) == codes


@pytest.mark.parametrize(
    ("chip_temp_c", "codes"),
    [
        (94.9, set()),
        (95.0, {"overheat_warn"}),
        (104.9, {"overheat_warn"}),
        (105.0, {"overheat_crit"}),
    ],
)
def test_a_machine_that_tells_chip_temperature_only_has_limits_of_its_own(chip_temp_c: float, codes: set[str]) -> None:
    assert holding(chip_temp_c=chip_temp_c) == codes


@pytest.mark.parametrize(("board_temp_c", "codes"), [(70.0, set()), (76.0, {"overheat_warn"})])
def test_where_boards_are_known_the_chips_are_not_judged(board_temp_c: float, codes: set[str]) -> None:
    assert holding(board_temp_c=board_temp_c, chip_temp_c=110.0) == codes


def test_a_sleeping_machine_may_be_hot_but_need_not_hash() -> None:
    assert holding(SLEEPING, board_temp_c=90, hashrate_ths=0, uptime_s=9000, fan_rpm_min=0) == {"overheat_crit"}


@pytest.mark.parametrize("figures", [{"board_temp_c": 95.0}, {"hashrate_ths": 0.0, "uptime_s": 9000.0}])
def test_the_last_figures_of_a_machine_that_does_not_answer_are_not_judged(figures: dict[str, float]) -> None:
    assert holding(UNREACHABLE, **figures) == {"offline"}


@pytest.mark.parametrize(
    ("figures", "codes"),
    [
        ({"hashrate_ths": 0.0, "uptime_s": 600.0}, {"hashrate_zero"}),
        ({"hashrate_ths": 0.0, "uptime_s": 599.0}, set()),
        ({"hashrate_ths": 0.0}, {"hashrate_zero"}),
        ({"hashrate_ths": 0.1, "uptime_s": 9000.0}, set()),
    ],
)
def test_no_hashrate_is_a_problem_once_the_machine_is_warm(figures: dict[str, Any], codes: set[str]) -> None:
    assert holding(**figures) == codes


def test_a_dead_board_is_a_problem() -> None:
    assert holding(boards_dead=1) == {"boards_dead"}


@pytest.mark.parametrize(("state", "codes"), [(MINING, {"fan_zero"}), (STARTING, set()), (ERROR, set())])
def test_a_fan_that_stands_still_is_a_problem_while_the_machine_mines(state: int, codes: set[str]) -> None:
    assert holding(state, fan_rpm_min=0) == codes
