"""The command e2e: browser tests against a whole system of their own."""

import shutil
from collections.abc import Sequence

from launcher import pids
from launcher.commands import run_in_front
from launcher.console import say
from launcher.failure import Failure
from launcher.files import locked
from launcher.layout import Layout
from launcher.ports import any_free
from launcher.programs import WebAddress, settings_module
from launcher.system import System
from launcher.work import compile_translations, ensure_all

_ROOM = "e2e"


def e2e(layout: Layout, arguments: Sequence[str]) -> int:
    """Bring up a fresh system in a room of its own, run tests/e2e against it, remove it.

    The tests find it at NEUROHOST_E2E_URL; its data lie in NEUROHOST_VAR, its logs stay in var/log/e2e.
    """
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
                env = running.env | {
                    "NEUROHOST_E2E_URL": system.web.url,
                    "DJANGO_SETTINGS_MODULE": settings_module(testing=True),
                }
                chosen = list(arguments) or ["tests/e2e"]
                return run_in_front([str(layout.python), "-m", "pytest", *chosen], env=env, cwd=layout.root)
        finally:
            logs = layout.log / "e2e"
            shutil.rmtree(logs, ignore_errors=True)
            shutil.copytree(room.log, logs)
            say(f"Logs of the system under test: {logs}")
            shutil.rmtree(room.var, ignore_errors=True)
