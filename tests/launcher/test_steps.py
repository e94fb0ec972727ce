"""Set-up steps are done once per input and again after an interruption."""

from pathlib import Path

import pytest

from launcher.console import Progress
from launcher.steps import Steps


class Work:
    """Counts how often it was done; fails when told to."""

    def __init__(self) -> None:
        self.times = 0
        self.fails = False

    def __call__(self, progress: Progress) -> None:
        self.times += 1
        if self.fails:
            raise KeyboardInterrupt


def test_a_step_is_done_once_for_the_same_inputs(tmp_path: Path) -> None:
    steps, work = Steps(tmp_path), Work()

    done = [steps.do("packages", inputs, "Installing", work) for inputs in ("a", "a", "b", "b")]

    assert done == [True, False, True, False]
    assert work.times == 2


def test_an_interrupted_step_is_done_again(tmp_path: Path) -> None:
    steps, work = Steps(tmp_path), Work()
    steps.do("packages", "a", "Installing", work)
    work.fails = True
    with pytest.raises(KeyboardInterrupt):
        steps.do("packages", "b", "Installing", work)
    work.fails = False

    assert not steps.done("packages", "a")
    assert steps.do("packages", "b", "Installing", work)
    assert steps.done("packages", "b")


def test_a_marker_cut_off_half_way_makes_the_step_due(tmp_path: Path) -> None:
    steps, work = Steps(tmp_path), Work()
    steps.do("packages", "a", "Installing", work)
    marker = tmp_path / "packages.json"
    marker.write_text(marker.read_text(encoding="utf-8")[:9], encoding="utf-8")

    assert steps.do("packages", "a", "Installing", work)
    assert work.times == 2
