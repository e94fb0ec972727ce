"""Hostile import files, each read in a process of its own with little memory and time: `faults()` names what failed.

`python -m tests.proof.hostile_imports NAME` reads one of them and prints how it was refused.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 30
ROOT = Path(__file__).resolve().parents[2]


def names() -> list[str]:
    """Return the names of the files."""
    from tests.common.imports.hostile import FILES  # noqa: PLC0415 - openpyxl is heavy for who only asks for `faults`

    return sorted(FILES)


def read_one(name: str) -> int:
    """Read one file under the limits and print its refusal with peak memory and time; 1 when it was not refused."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    import django  # noqa: PLC0415 - under the limits

    django.setup()
    from django.utils import translation  # noqa: PLC0415 - after django.setup()

    from apps.common.imports import mapping, sheets  # noqa: PLC0415 - as above
    from apps.common.imports.limits import FileRefused  # noqa: PLC0415 - as above
    from tests.common.imports.hostile import FILES  # noqa: PLC0415 - as above

    make, word = FILES[name]
    data = make()
    field = mapping.Field("name", "Name")
    reason = "it was read"
    with translation.override("en"):
        try:
            sheets.read(data, lambda headers: len(mapping.guess(headers, [field])))
        except FileRefused as refusal:
            reason = refusal.message
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"reason": reason, "peak_mib": used.ru_maxrss // 1024, "cpu_s": round(used.ru_utime, 1)}))
    return 0 if word in reason else 1


def faults() -> list[str]:
    """Read every file; return a line for each that was not refused as it should be."""
    found = []
    for name in names():
        done = subprocess.run(
            [sys.executable, "-m", "tests.proof.hostile_imports", name],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'bin'}"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        print(f"{name:<30} {done.stdout.strip() or done.stderr.strip()[-200:]}")
        if done.returncode:
            found.append(f"{name}: {done.stdout.strip()} {done.stderr.strip()[-200:]}".strip())
    return found


if __name__ == "__main__":
    sys.exit(read_one(sys.argv[1]))
