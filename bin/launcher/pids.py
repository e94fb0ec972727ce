"""Processes by id and start time, so that a reused id is never mistaken for ours."""

import contextlib
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.files import write_whole


@dataclass(frozen=True)
class Pid:
    """One process: its id and the clock ticks after boot at which it began."""

    number: int
    start_ticks: int

    def alive(self) -> bool:
        """Tell whether that very process still works (a zombie does not)."""
        return _start_ticks(self.number) == self.start_ticks

    def signal_group(self, number: int) -> None:
        """Send a signal to the process group it leads."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.number, number)


def _start_ticks(number: int) -> int | None:
    """Return when the process began, or None for no process or a zombie."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = status[status.rindex(")") + 2 :].split()
    if fields[0] in {"Z", "X"}:
        return None
    return int(fields[19])


def look(number: int) -> Pid | None:
    """Return the live process of that id."""
    ticks = _start_ticks(number)
    return None if ticks is None else Pid(number, ticks)


def runs(number: int, word: str) -> bool:
    """Tell whether that process was started with this word among its arguments."""
    try:
        arguments = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
    return word.encode() in arguments.split(b"\0")


def keep(path: Path, pid: Pid) -> None:
    """Write a pid file."""
    write_whole(path, json.dumps({"pid": pid.number, "start_ticks": pid.start_ticks}) + "\n")


def read(path: Path) -> Pid | None:
    """Return the live process that a pid file names, or None."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        pid = Pid(int(kept["pid"]), int(kept["start_ticks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid if pid.alive() else None


def group_lives(leader: int) -> bool:
    """Tell whether any process that is no zombie belongs to the group."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = status[status.rindex(")") + 2 :].split()
        if int(fields[2]) == leader and fields[0] not in {"Z", "X"}:
            return True
    return False


def end_group(pid: Pid, grace_seconds: float) -> bool:
    """End a process group: ask, wait, insist; return whether asking was enough."""
    pid.signal_group(signal.SIGTERM)
    limit = time.monotonic() + grace_seconds
    while time.monotonic() < limit:
        if not group_lives(pid.number):
            return True
        time.sleep(0.05)
    pid.signal_group(signal.SIGKILL)
    while group_lives(pid.number):
        time.sleep(0.05)
    return False
