"""A program that dies is named and started again; three quick deaths are the end."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from launcher import pids
from launcher.failure import Failure
from launcher.layout import Layout
from launcher.processes import Program
from launcher.supervisor import Restarts, Supervisor


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def program(code: str, name: str = "worker") -> Program:
    """Return a program that runs a line of Python."""

    def command(layout: Layout, env: Mapping[str, str]) -> list[str]:
        return [sys.executable, "-c", code]

    return Program(name, "test program", command, grace_seconds=2.0)


def watch_until(supervisor: Supervisor, condition: str, log: Path) -> None:
    """Watch until the log holds the text."""
    limit = time.monotonic() + 10
    while not (log.exists() and condition in log.read_text(encoding="utf-8")):
        assert time.monotonic() < limit, f"«{condition}» never came"
        supervisor.watch()
        time.sleep(0.02)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path)
    made.prepare()
    return made


def test_waits_double_and_the_third_quick_death_ends() -> None:
    restarts = Restarts()

    assert [restarts.wait_after(1.0), restarts.wait_after(1.0), restarts.wait_after(1.0)] == [1.0, 2.0, None]


def test_a_long_life_forgives_earlier_deaths() -> None:
    restarts = Restarts()

    assert [restarts.wait_after(life) for life in (1.0, 1.0, 300.0, 1.0)] == [1.0, 2.0, 1.0, 2.0]


def test_a_dead_program_is_named_with_its_last_words_and_started_again(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    supervisor = Supervisor(layout, {}, clock)
    supervisor.start(program("print('last words', flush=True); raise SystemExit(3)"))
    log = supervisor.log("worker")
    limit = time.monotonic() + 10
    while "ended with code 3" not in (said := capsys.readouterr().err):
        assert time.monotonic() < limit
        supervisor.watch()
        time.sleep(0.02)

    assert "The test program (worker) has ended with code 3" in said
    assert "last words" in said
    assert log.read_text(encoding="utf-8").count("last words") == 1
    clock.now += 1.0
    watch_until(supervisor, "last words\nlast words", log)
    supervisor.stop()


def test_three_quick_deaths_raise_a_failure_with_the_end_of_the_log(layout: Layout) -> None:
    clock = Clock()
    supervisor = Supervisor(layout, {}, clock)
    supervisor.start(program("print('why', flush=True); raise SystemExit(1)"))

    with pytest.raises(Failure, match=r"(?s)for the third time in a row.*why"):  # noqa: PT012 - watching is the action
        for _ in range(500):
            supervisor.watch()
            clock.now += 0.1
            time.sleep(0.02)
    supervisor.stop()


def test_stop_ends_every_program_and_removes_its_pid_file(layout: Layout) -> None:
    supervisor = Supervisor(layout, {})
    for name in ("web", "worker"):
        supervisor.start(program("import time; print('up', flush=True); time.sleep(60)", name))
        watch_until(supervisor, "up", supervisor.log(name))
    started = [pids.read(layout.run / f"{name}.json") for name in ("web", "worker")]

    supervisor.stop()

    assert [pid is not None and pid.alive() for pid in started] == [False, False]
    assert list(layout.run.glob("*.json")) == []
