"""The commands run, stop, reset and status."""

import argparse
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from launcher import pids
from launcher.console import say
from launcher.failure import Failure
from launcher.layout import Layout
from launcher.ports import require_free
from launcher.processes import PROGRAMS
from launcher.programs import web_address
from launcher.stores import open_stores
from launcher.system import Running, System, end_leftovers, manage_output
from launcher.work import compile_translations, describe, ensure_all

_STOP_SECONDS = 60.0
_KEPT_BY_RESET = {"venv", "cache", "node", "state", "frontend"}
# Markers of set-up that stays with the environment; all other markers go with the data.
_ENVIRONMENT_MARKERS = {"virtualenv.json", "packages.json", "frontend.json"}


def run(layout: Layout, arguments: Sequence[str]) -> int:
    """Set up what is due, start everything, watch it until told to stop."""
    parser = argparse.ArgumentParser(prog="neurohost run")
    names = [program.name for program in PROGRAMS if program.name != "web"]
    parser.add_argument("--without", action="append", default=[], choices=names, help="leave a program out")
    options = parser.parse_args(arguments)
    layout.prepare()
    with _single(layout), _signals():
        web = web_address()
        end_leftovers(layout)
        require_free(web.host, web.port)
        ensure_all(layout)
        compile_translations(layout)
        system = System(layout, web, without=frozenset(options.without))
        with system.up() as running:
            _greet(layout, system, running)
            try:
                while True:
                    running.watch()
                    time.sleep(0.25)
            except KeyboardInterrupt:
                say("")
    say("All programs have ended.")
    return 0


def stop(layout: Layout, _: Sequence[str]) -> int:
    """End the running system and the stores."""
    layout.prepare()
    launcher = pids.read(layout.run / "launcher.json")
    ended = launcher is not None
    if launcher is not None:
        os.kill(launcher.number, signal.SIGTERM)
        limit = time.monotonic() + _STOP_SECONDS
        while launcher.alive() and time.monotonic() < limit:
            time.sleep(0.05)
        if launcher.alive():
            os.kill(launcher.number, signal.SIGKILL)
    ended = end_leftovers(layout) > 0 or ended
    for stores in (open_stores(layout), open_stores(layout, throwaway=True)):
        ended = stores.cluster.stop() or ended
        ended = stores.valkey.stop() or ended
    say("All programs have ended." if ended else "Nothing was running.")
    return 0


def reset(layout: Layout, arguments: Sequence[str]) -> int:
    """Stop and remove all data; with --all the virtual environment and the downloads too."""
    whole = "--all" in arguments
    stop(layout, [])
    for stores in (open_stores(layout), open_stores(layout, throwaway=True)):
        stores.reset()
    for path in layout.var.iterdir():
        if whole or path.name not in _KEPT_BY_RESET:
            _remove(path)
    if not whole and (layout.var / "state").exists():
        for marker in (layout.var / "state").iterdir():
            if marker.name not in _ENVIRONMENT_MARKERS:
                marker.unlink()
    if whole:
        shutil.rmtree(layout.vendor, ignore_errors=True)
    say("All data of this clone are removed; the next run starts anew.")
    return 0


def status(layout: Layout, _: Sequence[str]) -> int:
    """Show what runs; exit 1 when the web server does not."""
    layout.prepare()
    for line in describe(open_stores(layout)):
        say(line)
    alive = {program.name: pids.read(layout.run / f"{program.name}.json") for program in PROGRAMS}
    for program in PROGRAMS:
        pid = alive[program.name]
        say(f"{program.title} ({program.name}): {f'runs (process {pid.number})' if pid else 'stopped'}")
    return 0 if alive["web"] else 1


def _greet(layout: Layout, system: System, running: Running) -> None:
    accounts = manage_output(layout, running.env, "demo", "--print-accounts")
    say(f"\nNeuroHost runs at {system.web.url}\n\n{accounts.rstrip()}\n\nCtrl-C ends all programs.")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


@contextmanager
def _single(layout: Layout) -> Iterator[None]:
    """Refuse a second run in the same clone."""
    path = layout.run / "launcher.json"
    other = pids.read(path)
    if other is not None:
        raise Failure(f"NeuroHost runs here already (process {other.number}).", "End it first: make stop")
    me = pids.look(os.getpid())
    if me is not None:
        pids.keep(path, me)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _signals() -> Iterator[None]:
    """Treat SIGTERM and a closed terminal as Ctrl-C; the first one counts, the end then takes its time."""

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a signal handler
        for each in watched:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, interrupt) for each in watched}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
