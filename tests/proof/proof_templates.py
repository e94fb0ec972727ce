"""Hostile files are refused with a reason, nothing of them runs, time and memory are bounded.

The cases lie in `tests/proof/hostile/`: each module there with a `GROUP` is a sort of files. A canary watches
meanwhile: a file that a template tries to write and a port that it tries to call.
"""

from __future__ import annotations

import importlib
import json
import resource
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django

django.setup()

from tests.proof.hostile.cases import Canary, Case, Group  # noqa: E402 - after django.setup()

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDS_DATABASE = True
FOLDER = Path(__file__).resolve().parent / "hostile"


@dataclass(frozen=True)
class Outcome:
    """What came of one case."""

    case: str
    seconds: float
    reasons: list[str]
    fault: str


def groups() -> Iterator[Group]:
    """Yield the group of every module in the folder that has one."""
    for file in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"tests.proof.hostile.{file.stem}")
        if hasattr(module, "GROUP"):
            yield module.GROUP


def ask(group: Group, case: Case, canary: Canary) -> Outcome:
    """Give one file in and measure the answer."""
    data = case.make(canary)
    began = time.monotonic()
    try:
        reasons, fault = group.ask(data), ""
    except RuntimeError as ended:
        reasons, fault = [], f"the process ended: {ended}"
    return Outcome(case.name, time.monotonic() - began, reasons, fault)


def called(listener: socket.socket) -> bool:
    """Whether somebody called the canary's port."""
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def megabytes() -> tuple[int, int]:
    """Return the most memory of this process and of its largest child."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(each).ru_maxrss // 1024 for each in whose)
    return own, child


def faults_of(group: Group, canary: Canary) -> tuple[list[str], float]:
    """Run a group; return what is wrong and the longest time, and print a row for each case."""
    wrong, longest = [], 0.0
    for case in group.cases:
        outcome = ask(group, case, canary)
        longest = max(longest, outcome.seconds)
        print(f"{outcome.case:<34}{outcome.seconds:>7.2f} s  {(outcome.reasons or [outcome.fault or 'TAKEN'])[0][:90]}")
        if not outcome.reasons:
            wrong.append(f"{group.title}: «{case.name}» was not refused: {outcome.fault or 'it was taken'}")
        elif case.says not in outcome.reasons[0]:
            wrong.append(f"{group.title}: «{case.name}» was refused for another reason")
        if outcome.seconds > group.seconds:
            wrong.append(f"{group.title}: «{case.name}» took {outcome.seconds:.1f} s")
    if len(group.cases) < group.fewest:
        wrong.append(f"{group.title}: only {len(group.cases)} files")
    own, child = megabytes()
    print(f"{group.title}: {len(group.cases)} files, longest {longest:.2f} s, own {own} MB, largest child {child} MB")
    if child > group.megabytes or own > group.megabytes:
        wrong.append(f"{group.title}: {max(own, child)} MB of memory")
    return wrong, longest


def main() -> int:
    """Prove, print a table and the result."""
    wrong: list[str] = []
    counts: list[str] = []
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        canary = Canary(str(Path(folder) / "touched"), listener.getsockname()[1])
        for group in groups():
            found, _longest = faults_of(group, canary)
            wrong += found
            counts.append(f"{len(group.cases)} {group.title}")
        if Path(canary.file).exists() or called(listener):
            wrong.append("the canary was touched: something ran")
    for fault in wrong:
        print(f"WRONG: {fault}")
    result = {
        "name": "templates", "value": len(wrong), "unit": f"faults with hostile files: {', '.join(counts)}", "floor": 0,
        "ratio": None, "bar": 0, "holds": not wrong,
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
