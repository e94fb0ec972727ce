"""The command line of the launcher."""

import sys
from collections.abc import Callable, Sequence

from launcher import browsing, checking, locking, measuring, running, work
from launcher.console import warn
from launcher.failure import Failure
from launcher.layout import here

Command = Callable[[Sequence[str]], int]


def commands() -> dict[str, tuple[str, Command]]:
    """Return every command with its one-line description."""
    layout = here()
    return {
        "run": ("set up if needed, start everything, watch it", lambda rest: running.run(layout, rest)),
        "stop": ("end everything that run started", lambda rest: running.stop(layout, rest)),
        "reset": ("stop and remove all data (--all: environment too)", lambda rest: running.reset(layout, rest)),
        "status": ("what runs", lambda rest: running.status(layout, rest)),
        "setup": ("virtual environment, packages, front end", lambda rest: work.setup(layout, rest)),
        "manage": ("Django's command line: manage ARGS…", lambda rest: work.manage(layout, rest)),
        "db": ("the database server: db start|stop|status|reset", lambda rest: work.database(layout, rest)),
        "check": ("all that CI holds", lambda rest: checking.check(layout, rest)),
        "e2e": ("browser tests against a whole system", lambda rest: browsing.e2e(layout, rest)),
        "screens": ("make docs/screens: screens [NAME …]", lambda rest: browsing.screens(layout, rest)),
        "fmt": ("format the code", lambda rest: checking.fmt(layout, rest)),
        "locale": ("extract, merge, compile translations (--check)", lambda rest: checking.locale(layout, rest)),
        "bench": ("benchmarks: bench [NAME]", lambda rest: measuring.bench(layout, rest)),
        "proof": ("proofs: proof [NAME]", lambda rest: measuring.proof(layout, rest)),
        "lock": ("pin requirements/*.in again", lambda rest: locking.lock(layout, rest)),
        "test": ("the tests on real servers: test [pytest arguments]", lambda rest: work.test(layout, rest)),
    }


def usage() -> str:
    """Return the help text."""
    lines = [f"  {name:<8} {text}" for name, (text, _) in commands().items()]
    return "\n".join(["usage: bin/neurohost COMMAND …", "", *lines])


def main(arguments: Sequence[str]) -> int:
    """Run one command; every refusal is a sentence, never a traceback."""
    name = arguments[0] if arguments else "help"
    if name in {"help", "-h", "--help"}:
        print(usage())
        return 0
    known = commands()
    if name not in known:
        warn(f"There is no command «{name}».\n{usage()}")
        return 2
    try:
        return known[name][1](arguments[1:])
    except Failure as failure:
        warn(f"\n{failure}")
        return 1
    except OSError as error:
        warn(f"\nThe machine refused: {error.strerror or error}{f' ({error.filename})' if error.filename else ''}.")
        return 1
    except KeyboardInterrupt:
        warn("\nStopped. The same command goes on from here.")
        return 130
    finally:
        sys.stdout.flush()
