"""The everyday commands: set up, call Django, keep the database, run tests."""

import os
from collections.abc import Sequence

from launcher import frontend, virtualenv
from launcher.commands import run_in_front
from launcher.console import say
from launcher.failure import Failure
from launcher.files import locked, try_exclusive
from launcher.layout import Layout
from launcher.programs import OWNER_COMMANDS, full_environment
from launcher.steps import Steps
from launcher.stores import Stores, open_stores, with_database


def ensure_python(layout: Layout) -> None:
    """Make folders, virtual environment and packages, one set-up at a time."""
    layout.prepare()
    with locked(layout.shared / "run" / "setup.lock"):
        virtualenv.ensure(layout, Steps(layout.shared / "state"))


def ensure_all(layout: Layout) -> None:
    """Make all that does not need the servers: Python packages and front end."""
    ensure_python(layout)
    with locked(layout.shared / "run" / "setup.lock"):
        frontend.ensure(layout, Steps(layout.shared / "state"))


def setup(layout: Layout, _: Sequence[str]) -> int:
    """Set up everything that does not need the servers."""
    ensure_all(layout)
    say(f"All is set up in {layout.root}.")
    return 0


def manage(layout: Layout, arguments: Sequence[str]) -> int:
    """Run manage.py with the environment of the running system."""
    ensure_python(layout)
    as_owner = bool(arguments) and arguments[0] in OWNER_COMMANDS
    environment = full_environment(layout, as_owner=as_owner)
    return run_in_front([str(layout.python), "manage.py", *arguments], env=environment, cwd=layout.root)


def database(layout: Layout, arguments: Sequence[str]) -> int:
    """Start, stop, show or remove the servers of the running system."""
    ensure_python(layout)
    stores = open_stores(layout)
    verb = arguments[0] if arguments else "status"
    if verb == "start":
        stores.start()
    elif verb == "stop":
        stores.stop()
    elif verb == "reset":
        stores.reset()
    elif verb != "status":
        raise Failure(f"There is no «db {verb}».", "Say: db start|stop|status|reset")
    for line in describe(stores):
        say(line)
    return 0


def describe(stores: Stores) -> list[str]:
    """Return one line per server."""
    postgres, valkey = stores.cluster.running(), stores.valkey.running()
    return [
        f"PostgreSQL: {f'runs (process {postgres.number}, port {stores.cluster.port()})' if postgres else 'stopped'}",
        f"Valkey: {f'runs (process {valkey.number})' if valkey else 'stopped'}",
    ]


def test(layout: Layout, arguments: Sequence[str]) -> int:
    """Run pytest on a cluster of its own; several runs at once get databases of their own."""
    ensure_python(layout)
    with locked(layout.run / "tests.lock", shared=True) as lock:
        stores = open_stores(layout, throwaway=True)
        environment = full_environment(layout, as_owner=True, testing=True, stores=stores)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            environment[name] = with_database(environment[name], f"neurohost_{os.getpid()}")
        try:
            return run_in_front([str(layout.python), "-m", "pytest", *arguments], env=environment, cwd=layout.root)
        finally:
            if try_exclusive(lock):
                stores.stop()
