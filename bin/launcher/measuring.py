"""The commands bench and proof: run one by name, or all of both into docs/benchmarks.md."""

import ast
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from launcher.console import say
from launcher.failure import Failure
from launcher.files import write_whole
from launcher.layout import Layout
from launcher.programs import base_environment
from launcher.work import ensure_python, test_environment

FIELDS = ("name", "value", "unit", "floor", "ratio", "bar", "holds")


@dataclass(frozen=True)
class Outcome:
    """What one benchmark or proof has come to."""

    name: str
    code: int
    result: Mapping[str, object]

    @property
    def holds(self) -> bool:
        """Tell whether the bar is held and the exit code says the same."""
        return self.code == 0 and self.result.get("holds") is True


def bench(layout: Layout, arguments: Sequence[str]) -> int:
    """Run one benchmark, or all of them and all proofs, and write docs/benchmarks.md."""
    if arguments:
        return _one(layout, "bench", arguments[0], arguments[1:])
    benchmarks, proofs = (_run_all(layout, kind, names(layout, kind)) for kind in ("bench", "proof"))
    write_whole(layout.root / "docs" / "benchmarks.md", page(benchmarks, proofs))
    say("Written: docs/benchmarks.md")
    return 0 if all(outcome.holds for outcome in (*benchmarks, *proofs)) else 1


def proof(layout: Layout, arguments: Sequence[str]) -> int:
    """Run one proof, or all."""
    if arguments:
        return _one(layout, "proof", arguments[0], arguments[1:])
    outcomes = _run_all(layout, "proof", names(layout, "proof"))
    for outcome in outcomes:
        say(f"{'holds' if outcome.holds else 'DOES NOT HOLD'}: {outcome.name}")
    return 0 if all(outcome.holds for outcome in outcomes) else 1


def names(layout: Layout, kind: str) -> list[str]:
    """Return the names of all benchmarks or proofs."""
    found = (layout.root / "tests" / kind).glob(f"{kind}_*.py")
    return sorted(path.stem.removeprefix(f"{kind}_").replace("_", "-") for path in found)


def last_line(output: str) -> dict[str, object]:
    """Return the JSON object of the last line; refuse another shape."""
    lines = [line for line in output.splitlines() if line.strip()]
    try:
        result = json.loads(lines[-1]) if lines else None
    except ValueError:
        result = None
    if not isinstance(result, dict) or sorted(result) != sorted(FIELDS):
        raise Failure(f"The last line must be one JSON object with {', '.join(FIELDS)}.", f"It was: {lines[-1:]}")
    return result


def needs_database(path: Path) -> bool:
    """Tell whether the file says NEEDS_DATABASE = True at its top."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            named = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if "NEEDS_DATABASE" in named:
                return node.value.value is True
    return False


def page(benchmarks: Sequence[Outcome], proofs: Sequence[Outcome]) -> str:
    """Return docs/benchmarks.md."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Benchmarks and proofs",
            "",
            "Written by `make bench`; one of them: `make bench-NAME`, `make proof-NAME`. The floor is the least that",
            "any program must spend on the same work on the same machine; the ratio says how near we are to it.",
            "",
            f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {machine}.",
            "",
            *_table("benchmark", benchmarks),
            "",
            "## Proofs",
            "",
            "What must hold under races, kills, falsifications and mishaps; the floor is what must come out.",
            "",
            *_table("proof", proofs),
            "",
        ]
    )


def _table(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return the lines of a table, one for each outcome."""
    rows = [
        f"| {outcome.name} | {_number(outcome.result['value'])} | {outcome.result['unit']} "
        f"| {_number(outcome.result['floor'])} | {_number(outcome.result['ratio'])} "
        f"| {_number(outcome.result['bar'])} | {'yes' if outcome.holds else '**no**'} |"
        for outcome in outcomes
    ]
    head = f"| {title} | value | unit | floor | ratio | bar | holds |"
    return [head, "| --- | ---: | --- | ---: | ---: | ---: | --- |", *rows]


def _number(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"  # noqa: PLR2004 - four digits either way
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _one(layout: Layout, kind: str, name: str, rest: Sequence[str]) -> int:
    outcome = _run_all(layout, kind, [name], rest)[0]
    return 0 if outcome.holds else outcome.code or 1


def _run_all(layout: Layout, kind: str, chosen: Sequence[str], rest: Sequence[str] = ()) -> list[Outcome]:
    ensure_python(layout)
    paths = [_find(layout, kind, name) for name in chosen]
    if not any(needs_database(path) for path in paths):
        env = base_environment(layout, testing=True)
        return [_run(layout, path, env, rest) for path in paths]
    with test_environment(layout) as env:
        return [_run(layout, path, env, rest) for path in paths]


def _find(layout: Layout, kind: str, name: str) -> Path:
    path = layout.root / "tests" / kind / f"{kind}_{name.replace('-', '_')}.py"
    if not path.exists():
        raise Failure(f"There is no {kind} «{name}».", f"There are: {', '.join(names(layout, kind)) or 'none yet'}.")
    return path


def _run(layout: Layout, path: Path, env: Mapping[str, str], rest: Sequence[str]) -> Outcome:
    """Run one file, passing its output through while keeping it."""
    say(f"── {path.stem}")
    kept: list[str] = []
    process = subprocess.Popen(
        [str(layout.python), str(path), *rest], stdout=subprocess.PIPE, text=True, env=dict(env), cwd=layout.root
    )
    try:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            kept.append(line)
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if code not in {0, 1}:
        raise Failure(f"{path.name} ended with code {code}.")
    result = last_line("".join(kept))
    return Outcome(str(result["name"]), code, result)
