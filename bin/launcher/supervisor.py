"""Starts programs, watches them, restarts those that die, and ends them all."""

import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher import pids
from launcher.commands import die_with_parent
from launcher.console import say, warn
from launcher.failure import Failure
from launcher.files import tail
from launcher.layout import Layout
from launcher.processes import Program

_QUICK_DEATH_SECONDS = 20.0
_DEATHS_ALLOWED = 3
_LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass
class Restarts:
    """When a program may be started again: 1 s, 2 s, 4 s …; three quick deaths in a row are the end."""

    quick_deaths: int = 0

    def wait_after(self, lifetime_seconds: float) -> float | None:
        """Return the seconds to wait after a death, or None when there is no point in another start."""
        self.quick_deaths = self.quick_deaths + 1 if lifetime_seconds < _QUICK_DEATH_SECONDS else 1
        if self.quick_deaths >= _DEATHS_ALLOWED:
            return None
        return float(2 ** (self.quick_deaths - 1))


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    pid: pids.Pid | None
    began: float
    restarts: Restarts = field(default_factory=Restarts)
    start_again_at: float | None = None


class Supervisor:
    """The children of one `run`; each leads a process group of its own."""

    def __init__(self, layout: Layout, env: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        self._layout = layout
        self._env = dict(env)
        self._clock = clock
        self._children: dict[str, _Child] = {}

    def start(self, program: Program) -> None:
        """Start one program with its output in its log."""
        self._children[program.name] = self._spawn(program)

    def watch(self) -> None:
        """Look once after every child: name the dead, start again what is due.

        Raises Failure when a program has died three times quickly.
        """
        for child in self._children.values():
            if child.start_again_at is not None:
                if self._clock() >= child.start_again_at:
                    fresh = self._spawn(child.program)
                    child.process, child.pid, child.began = fresh.process, fresh.pid, fresh.began
                    child.start_again_at = None
            elif child.process.poll() is not None:
                self._died(child)

    def stop(self) -> None:
        """End all children: the last started first; each gets its time, then is killed."""
        for child in reversed(self._children.values()):
            if child.pid is not None:
                pids.end_group(child.pid, child.program.grace_seconds)
            child.process.wait()
            self._pid_file(child.program.name).unlink(missing_ok=True)
        self._children.clear()

    def _spawn(self, program: Program) -> _Child:
        log = self.log(program.name)
        if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as stream:
            process = subprocess.Popen(
                program.command(self._layout, self._env),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._layout.root,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the launcher has one thread
            )
        pid = pids.look(process.pid)
        if pid is not None:
            pids.keep(self._pid_file(program.name), pid)
        return _Child(program, process, pid, self._clock())

    def _died(self, child: _Child) -> None:
        name, log = child.program.name, self.log(child.program.name)
        if child.pid is not None:
            pids.end_group(child.pid, 2.0)
        self._pid_file(name).unlink(missing_ok=True)
        wait = child.restarts.wait_after(self._clock() - child.began)
        how = f"The {child.program.title} ({name}) has ended with code {child.process.returncode}"
        if wait is None:
            raise Failure(f"{how} for the third time in a row. The end of {log}:\n{tail(log)}\n")
        warn(f"{how}; the end of {log}:\n{tail(log, 8)}")
        say(f"  … starting it again in {wait:.0f} s")
        child.start_again_at = self._clock() + wait

    def log(self, name: str) -> Path:
        """Return the log of a program."""
        return self._layout.log / f"{name}.log"

    def _pid_file(self, name: str) -> Path:
        return self._layout.run / f"{name}.json"
