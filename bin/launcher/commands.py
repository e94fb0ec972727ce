"""Running other programs: quietly into a log with progress, or in the foreground."""

import ctypes
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.console import Progress
from launcher.failure import Failure
from launcher.files import tail

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this child when the launcher is killed; called between fork and exec."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def run_logged(
    arguments: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path, progress: Progress | None = None
) -> int:
    """Run a program with its output in `log`; return its exit code.

    The program dies with us: on Ctrl-C it is ended before the interruption goes on, and should we be
    killed, the kernel ends it, so that a second set-up never meets the first one's installer.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            list(arguments),
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=dict(env),
            cwd=cwd,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - the launcher has one thread
        )
        try:
            while process.poll() is None:
                if progress is not None:
                    progress.beat()
                time.sleep(0.05)
        except BaseException:
            end(process)
            raise
    return process.returncode


def run_in_front(arguments: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a program on our own terminal; return its exit code.

    Ctrl-C reaches the program itself, so we only wait for its answer.
    """
    process = subprocess.Popen(list(arguments), env=dict(env), cwd=cwd)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)


def must(
    arguments: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path, progress: Progress, what: str
) -> None:
    """Run a program and refuse to go on when it fails, with the end of its log."""
    code = run_logged(arguments, log=log, env=env, cwd=cwd, progress=progress)
    if code != 0:
        raise Failure(
            f"{what} failed (exit {code}). The end of {log}:\n{tail(log)}\n", "Put that right and start again."
        )


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str], grace_seconds: float = 5.0) -> None:
    """End a child: ask, wait, then insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
