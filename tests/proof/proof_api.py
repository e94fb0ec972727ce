"""Proof: thousands of hostile calls of every operation of the API neither break it nor read a foreign word.

Calls are made by Schemathesis from the API's own description, as an administrator, as a client's user and as nobody.
Options: examples per operation, caller and kind of call (10 unless named). The seed is fixed. At most three minutes.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection, transaction  # noqa: E402 - as above
from django.test.utils import setup_test_environment  # noqa: E402 - as above

from tests.access import objects  # noqa: E402 - as above
from tests.access.world import make_world  # noqa: E402 - as above
from tests.api.fuzzing import Findings, attack, callers, operations  # noqa: E402 - as above
from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.browser import Browser  # noqa: E402 - as above

NEEDS_DATABASE = True
EXAMPLES = 10
SEED = 20261121
LONGEST_S = 180
SHOWN = 20


def prove(examples: int) -> tuple[Findings, int, bool]:
    """Attack every operation; return what was found, how many operations there are, and whether time sufficed."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE nh_app")
    total = Findings(statuses=Counter())
    began = time.monotonic()
    with transaction.atomic():
        objects.load()
        world = make_world()
        objects.complete(world)
        people, known = callers(world, SEED)
        description = json.loads(Browser().get("/api/schema/?format=json").content)
        every = operations(description)
        for operation in every:
            found = attack(operation, people, known, examples=examples, number=SEED)
            total.asked += found.asked
            total.statuses += found.statuses
            total.wrong += found.wrong
            if time.monotonic() - began > LONGEST_S:
                return total, len(every), False
        transaction.set_rollback(True)
    return total, len(every), True


def main() -> int:
    """Prove, print a table and the result."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    began = time.monotonic()
    with scratch_database("api"):
        setup_test_environment()
        call_command("migrate", verbosity=0)
        found, count, is_complete = prove(examples)
    print(f"{'operations':32} {count}")
    print(f"{'calls':32} {found.asked}")
    for status, times in sorted(found.statuses.items()):
        print(f"{f'answered {status}':32} {times}")
    print(f"{'seconds':32} {time.monotonic() - began:.1f}")
    for sentence in found.wrong[:SHOWN]:
        print(sentence)
    if not is_complete:
        print(f"stopped after {LONGEST_S} s")
    holds = not found.wrong and found.asked > 0
    result = {
        "name": "api",
        "value": len(found.wrong),
        "unit": f"wrong answers to {found.asked} calls of {count} operations",
        "floor": 0,
        "ratio": 0.0 if holds else 1.0,
        "bar": "no 5xx, no foreign word, problem details everywhere",
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
