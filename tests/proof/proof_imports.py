"""Hostile import files are refused with a reason; nothing in them is run, and memory and time stay bounded."""

from __future__ import annotations

import json
import sys

from tests.proof.hostile_imports import faults, names


def main() -> int:
    """Read every file in a process of its own, print the table and the result."""
    count, wrong = len(names()), faults()
    for line in wrong:
        print(f"NOT REFUSED AS IT SHOULD BE  {line}")
    refused = count - len(wrong)
    holds = not wrong
    print(
        json.dumps(
            {
                "name": "imports",
                "value": refused,
                "unit": "hostile files refused",
                "floor": count,
                "ratio": refused / count,
                "bar": count,
                "holds": holds,
            }
        )
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
