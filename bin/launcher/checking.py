"""The commands check, fmt and locale: all that CI holds."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from launcher.commands import run_in_front
from launcher.console import say
from launcher.doclinks import broken_links
from launcher.layout import Layout
from launcher.programs import base_environment
from launcher.sizes import TOO_LONG_MODULE, long_functions, long_modules
from launcher.work import ensure_python, test_environment


@dataclass(frozen=True)
class Check:
    """One thing that is held: its name and how it is looked at (True when it holds)."""

    name: str
    holds: Callable[[], bool]


def check(layout: Layout, arguments: Sequence[str]) -> int:
    """Run every check (or those named), say which fail, exit 1 if any does."""
    ensure_python(layout)
    with test_environment(layout) as env:
        checks = [each for each in _checks(layout, env) if not arguments or each.name in arguments]
        failed = [each.name for each in checks if not _look(each)]
    say("")
    say(f"check: {len(checks) - len(failed)} hold, {len(failed)} do not{': ' + ', '.join(failed) if failed else ''}")
    return 1 if failed else 0


def _look(each: Check) -> bool:
    say(f"── {each.name}")
    began = time.monotonic()
    holds = each.holds()
    say(f"   {'holds' if holds else 'DOES NOT HOLD'} ({time.monotonic() - began:.1f} s)")
    return holds


def _checks(layout: Layout, env: Mapping[str, str]) -> list[Check]:
    def tool(*words: str) -> Callable[[], bool]:
        command = [str(layout.venv / "bin" / words[0]), *words[1:]]
        return lambda: subprocess.run(command, check=False, env=env, cwd=layout.root).returncode == 0

    migrations = ("python", "manage.py", "makemigrations", "--check", "--dry-run")
    contracts = ("lint-imports", "--no-logo", "--cache-dir", str(layout.cache / "importlinter"))
    return [
        Check("format", tool("ruff", "format", "--check", "--quiet", ".")),
        Check("lint", tool("ruff", "check", ".")),
        Check("contracts", tool(*contracts)),
        Check("types", tool("mypy")),
        Check("migrations", tool(*migrations)),
        Check("locales", tool("python", "bin/tools/locale_tool.py", "check")),
        Check("doc-links", lambda: _doc_links(layout)),
        Check("sizes", lambda: _sizes(layout)),
    ]


def _doc_links(layout: Layout) -> bool:
    problems = list(broken_links(layout.root))
    for problem in problems:
        say(problem)
    return not problems


def _sizes(layout: Layout) -> bool:
    """Warn of what is long; refuse what is too long."""
    holds = True
    for path, lines in long_modules(layout.root):
        too_long = lines > TOO_LONG_MODULE
        holds = holds and not too_long
        say(f"{'too long' if too_long else 'long'}: {path} has {lines} lines")
    for path, name, lines in long_functions(layout.root):
        say(f"long: {path}: {name}() has {lines} lines")
    return holds


def fmt(layout: Layout, _: Sequence[str]) -> int:
    """Format the code and put right what ruff can."""
    ensure_python(layout)
    env = base_environment(layout, testing=True)
    ruff = str(layout.venv / "bin" / "ruff")
    first = run_in_front([ruff, "check", "--fix", "--exit-zero", "--quiet", "."], env=env, cwd=layout.root)
    return run_in_front([ruff, "format", "."], env=env, cwd=layout.root) or first


def locale(layout: Layout, arguments: Sequence[str]) -> int:
    """Extract, merge and compile translations; --check only looks."""
    ensure_python(layout)
    verb = "check" if "--check" in arguments else "update"
    command = [str(layout.python), "bin/tools/locale_tool.py", verb]
    return run_in_front(command, env=base_environment(layout, testing=True), cwd=layout.root)
