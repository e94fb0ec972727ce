"""The everyday commands: set up, call Django, keep the database, run tests."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from launcher import frontend, virtualenv
from launcher.commands import must, run_in_front
from launcher.console import Progress, say
from launcher.failure import Failure
from launcher.files import locked, stamp, try_exclusive
from launcher.layout import Layout
from launcher.programs import OWNER_COMMANDS, base_environment, full_environment
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


@contextmanager
def test_environment(layout: Layout) -> Iterator[dict[str, str]]:
    """Give the environment of tests: a cluster of their own, and in it a database name of this run.

    Several runs at once share the servers; the last one to end stops them.
    """
    layout.prepare()
    with locked(layout.run / "tests.lock", shared=True) as lock:
        stores = open_stores(layout, throwaway=True)
        try:
            environment = full_environment(layout, as_owner=True, testing=True, stores=stores)
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
                environment[name] = with_database(environment[name], f"neurohost_{os.getpid()}")
            yield environment
        finally:
            if try_exclusive(lock):
                stores.stop()


def test(layout: Layout, arguments: Sequence[str]) -> int:
    """Run pytest on real servers: everything in parallel, or what the arguments name."""
    ensure_all(layout)
    compile_translations(layout)
    chosen = list(arguments) or ["-n", str(os.cpu_count() or 2), "--dist", "worksteal"]
    with test_environment(layout) as env:
        return run_in_front([str(layout.python), "-m", "pytest", *chosen], env=env, cwd=layout.root)


def compile_translations(layout: Layout) -> None:
    """Compile the locale files if they have changed."""
    files = sorted(layout.root.glob("locale/*/LC_MESSAGES/*.po"))
    steps = Steps(layout.shared / "state")
    if not all(path.with_suffix(".mo").exists() for path in files):
        steps.forget("locale")
    tool = [str(layout.python), "bin/tools/locale_tool.py", "compile"]
    with locked(layout.shared / "run" / "setup.lock"):
        steps.do("locale", stamp(files), "Compiling translations", lambda progress: _compile(layout, tool, progress))


def _compile(layout: Layout, tool: Sequence[str], progress: Progress) -> None:
    env = base_environment(layout)
    log = layout.log / "setup-locale.log"
    must(tool, log=log, env=env, cwd=layout.root, progress=progress, what="Compiling translations")
