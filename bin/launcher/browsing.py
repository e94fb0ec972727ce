"""The commands e2e and screens: a browser against a whole system of their own."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from launcher import pids
from launcher.commands import run_in_front
from launcher.console import Progress, say
from launcher.failure import Failure
from launcher.files import locked
from launcher.layout import Layout
from launcher.ports import any_free
from launcher.programs import WebAddress, settings_module
from launcher.system import System
from launcher.work import compile_translations, ensure_all

_ROOM = "e2e"
# So that charts have something to show.
_GATHER_SECONDS = 180


def e2e(layout: Layout, arguments: Sequence[str]) -> int:
    """Run tests/e2e (or what the arguments name) against a fresh system.

    The tests find it at NEUROHOST_E2E_URL; its data lie in NEUROHOST_VAR, its logs stay in var/log/e2e.
    """
    with _fresh_system(layout) as env:
        chosen = list(arguments) or ["tests/e2e"]
        return run_in_front([str(layout.python), "-m", "pytest", *chosen], env=env, cwd=layout.root)


def screens(layout: Layout, arguments: Sequence[str]) -> int:
    """Make the pictures in docs/screens of a fresh system (or those that the arguments name)."""
    with _fresh_system(layout) as env:
        with Progress("Letting the agent gather readings") as progress:
            limit = time.monotonic() + _GATHER_SECONDS
            while time.monotonic() < limit:
                progress.beat()
                time.sleep(0.5)
        command = [str(layout.python), "-m", "tests.e2e.screens", *arguments]
        return run_in_front(command, env=env, cwd=layout.root)


@contextmanager
def _fresh_system(layout: Layout) -> Iterator[dict[str, str]]:
    """Bring up a system in a room of its own, give the environment of what looks at it, remove it."""
    layout.prepare()
    other = pids.read(layout.run / "launcher.json")
    if other is not None:
        raise Failure(
            f"NeuroHost runs here (process {other.number}); the browser tests need the simulated site's ports.",
            "End it first: make stop",
        )
    ensure_all(layout)
    compile_translations(layout)
    room = Layout(layout.root, _ROOM)
    with locked(layout.run / "e2e.lock"):
        shutil.rmtree(room.var, ignore_errors=True)
        room.prepare()
        system = System(room, WebAddress("127.0.0.1", any_free()), throwaway=True)
        try:
            with system.up() as running:
                yield running.env | {
                    "NEUROHOST_E2E_URL": system.web.url,
                    "DJANGO_SETTINGS_MODULE": settings_module(testing=True),
                }
        finally:
            logs = layout.log / "e2e"
            shutil.rmtree(logs, ignore_errors=True)
            shutil.copytree(room.log, logs)
            say(f"Logs of the system under test: {logs}")
            shutil.rmtree(room.var, ignore_errors=True)
