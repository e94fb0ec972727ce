"""Proof: no role reads a foreign word at any address, with or without our filters, and no hostile value breaks a page.

What `make test` walks in shares (tests/access/shares.py), walked whole: every address by every role that reaches it,
every form with every hostile value, every page with every hostile query.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
NEEDS_DATABASE = True
WALKS = ("tests/access/test_markers.py", "tests/access/test_defence.py", "tests/access/test_hostile_input.py")


def main() -> int:
    """Walk, print the faults and the result."""
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "walks.xml"
        words = [sys.executable, "-m", "pytest", *WALKS, "-q", "-n", "2", "--dist", "worksteal", f"--junitxml={report}"]
        done = subprocess.run(words, check=False, cwd=ROOT, env=os.environ | {"NEUROHOST_WHOLE_WALKS": "1"})
        # What pytest wrote a moment ago.
        suite = next(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - as said
    walked = int(suite.get("tests", 0)) - int(suite.get("skipped", 0))
    faults = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    print(f"{walked} walks in {time.monotonic() - began:.0f} s")
    holds = faults == 0 and walked > 0 and done.returncode == 0
    result = {
        "name": "walks",
        "value": faults,
        "unit": f"walks with a foreign word, a failure or an unexpected write, of {walked}",
        "floor": 0,
        "ratio": None,
        "bar": "0",
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
