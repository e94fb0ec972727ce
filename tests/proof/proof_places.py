"""Calls of the services of places and journeys in any order, held after each against an oracle of plain Python.

A Hypothesis state machine makes 20,000 calls on the database (100,000 with FULL=1), seeded walks a million steps on the
pure rules. After every call each unit has exactly the one place, owner, status and power that the oracle says; after
every tenth, and at the end of each run, the whole past is the oracle's: states, places, owners, custody without holes,
loads equal to the sums of their parts and under their limits, numbers without gaps. A failure is shortened and told as
the calls that lead there.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from hypothesis import HealthCheck, Phase, settings  # noqa: E402 - as above
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402 - as above

from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.proof.places.machine import TALLY, WORLD, Places  # noqa: E402 - as above
from tests.proof.places.walk import walk_rules  # noqa: E402 - as above
from tests.proof.places.world import make_world  # noqa: E402 - as above

NEEDS_DATABASE = True
CALLS, FULL_CALLS = 20_000, 100_000
STEPS = 1_000_000
SEED = 20261127
_RUNS_A_ROUND = 20
_CALLS_A_RUN = 60
_SPOKEN_EVERY = 2_000


def call_services(count: int) -> list[str]:
    """Run the machine until so many calls were made; return what went wrong."""
    told = 0
    while TALLY["calls"] < count:
        try:
            run_state_machine_as_test(
                Places,
                settings=settings(
                    max_examples=_RUNS_A_ROUND,
                    stateful_step_count=_CALLS_A_RUN,
                    deadline=None,
                    database=None,
                    print_blob=False,
                    phases=(Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        except Exception as failure:  # noqa: BLE001 - whatever a call raises is what the proof tells
            traceback.print_exc()
            return [str(failure) or type(failure).__name__]
        if TALLY["calls"] // _SPOKEN_EVERY > told:
            told = TALLY["calls"] // _SPOKEN_EVERY
            print(f"{TALLY['calls']:>8,} calls, {TALLY['refused']:>7,} refused", flush=True)
    return []


def main() -> int:
    """Prove, print a table and the result."""
    asked = FULL_CALLS if os.environ.get("FULL") == "1" else CALLS
    count = int(sys.argv[1]) if len(sys.argv) > 1 else asked
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    began = time.monotonic()
    taken, wrong = walk_rules(steps, SEED)
    walked = time.monotonic() - began
    with scratch_database("places"):
        call_command("migrate", verbosity=0)
        WORLD.append(make_world())
        began = time.monotonic()
        wrong += call_services(count)
        seconds = time.monotonic() - began
    print(f"{'steps on the pure rules':<32}{taken:>12,}{taken / max(walked, 0.001):>10,.0f} a second")
    print(f"{'calls of services':<32}{TALLY['calls']:>12,}{TALLY['calls'] / seconds:>10,.0f} a second, checked")
    print(f"{'refused, as the oracle said':<32}{TALLY['refused']:>12,}")
    print(f"{'checks of the whole past':<32}{TALLY['full checks']:>12,}")
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    holds = not wrong and TALLY["calls"] >= count and taken >= steps
    result = {
        "name": "places",
        "value": len(wrong),
        "unit": f"faults in {TALLY['calls']:,} calls of services and {taken:,} steps of rules",
        "floor": 0,
        "ratio": None,
        "bar": 0,
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
