"""A process is recognised by id and start time; zombies and reused ids are dead."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import pids

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# Ignores the polite request and has a child that does too.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) == 1:
    subprocess.Popen([sys.executable, __file__, "child"])
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEP, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_a_live_process_is_read_back_from_its_file(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    pid = pids.look(sleeper.pid)
    assert pid is not None
    pids.keep(tmp_path / "x.json", pid)

    assert pids.read(tmp_path / "x.json") == pid


def test_a_reused_id_is_not_ours(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    pid = pids.look(sleeper.pid)
    assert pid is not None
    pids.keep(tmp_path / "x.json", pids.Pid(pid.number, pid.start_ticks - 1))

    assert pids.read(tmp_path / "x.json") is None


def test_a_zombie_is_dead(sleeper: subprocess.Popen[bytes]) -> None:
    pid = pids.look(sleeper.pid)
    assert pid is not None
    os.kill(sleeper.pid, signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert not pid.alive()
    assert not pids.group_lives(sleeper.pid)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}'])
def test_a_broken_pid_file_names_no_process(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")

    assert pids.read(path) is None


def test_ending_a_group_asks_first(sleeper: subprocess.Popen[bytes]) -> None:
    pid = pids.look(sleeper.pid)
    assert pid is not None

    assert pids.end_group(pid, 5.0)
    assert sleeper.wait() == -signal.SIGTERM


def test_a_group_that_does_not_listen_is_killed_with_its_children(tmp_path: Path) -> None:
    script = tmp_path / "stubborn.py"
    script.write_text(STUBBORN, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == [b"ready\n", b"ready\n"]
    pid = pids.look(process.pid)
    assert pid is not None
    began = time.monotonic()

    assert not pids.end_group(pid, 0.3)
    assert time.monotonic() - began < 5
    assert not pids.group_lives(process.pid)
    process.wait()
