"""Calls of the services of places and journeys in any order, held after each against an oracle of plain Python.

A Hypothesis state machine makes 20,000 calls on the database (100,000 with FULL=1), seeded walks a million steps on the
pure rules. After every call each unit has exactly the one place, owner, status and load that the oracle says, every
refusal names the limit and the figures that the oracle names, and no node, phase, room or site is over its limit; after
every fifteenth, and at the end of each run, the whole past is the oracle's: states, places, owners, custody without
holes, loads equal to the sums of their parts by phase, now and at remembered moments, numbers without gaps. A failure
is shortened and told as the calls that lead there.

`proof places CALLS STEPS` is a short cut. Each processor has a process with a world of its own; SEED begins elsewhere.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings  # noqa: E402 - as above
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402 - as above

from tests.audit.scratch import scratch_database  # noqa: E402 - as above
from tests.proof.places.calls import TALLY, WORLD  # noqa: E402 - as above
from tests.proof.places.machine import Places  # noqa: E402 - as above
from tests.proof.places.walk import walk_rules  # noqa: E402 - as above
from tests.proof.places.world import World, make_world  # noqa: E402 - as above

NEEDS_DATABASE = True
CALLS, FULL_CALLS = 20_000, 100_000
STEPS = 1_000_000
SEED = 20261127
_RUNS_A_ROUND = 10
_CALLS_A_RUN = 80
_SPOKEN_EVERY = 2_000
# Made before the processes part, so that each sees its own.
_worlds: list[World] = []
_TOLD = {
    "calls": "calls of services",
    "refused": "refused, as the oracle said",
    "for want of power": "of these for want of power",
    "full checks": "checks of the whole past",
    "past moments": "loads of past moments",
}


def call_services(count: int, first: int, hand: int) -> tuple[Counter[str], list[str]]:
    """Run the machine in the world of a hand until so many calls were made; return the tally and what went wrong."""
    WORLD[:] = [_worlds[hand]]
    told, number = 0, first + hand * FULL_CALLS
    while TALLY["calls"] < count:
        try:
            run_state_machine_as_test(
                seed(number)(type(f"Places{number}", (Places,), {})),
                settings=settings(
                    max_examples=_RUNS_A_ROUND,
                    stateful_step_count=_CALLS_A_RUN,
                    deadline=None,
                    database=None,
                    print_blob=False,
                    verbosity=Verbosity.normal,
                    phases=(Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        except Exception as failure:  # noqa: BLE001 - whatever a call raises is what the proof tells
            traceback.print_exc()
            return Counter(TALLY), [f"{type(failure).__name__}: {failure}; seed {number}"]
        number += 1
        if TALLY["calls"] // _SPOKEN_EVERY > told:
            told = TALLY["calls"] // _SPOKEN_EVERY
            print(f"{hand} {TALLY['calls']:>8,} calls, {TALLY['refused']:>7,} refused", flush=True)
    connection.close()
    return Counter(TALLY), []


def in_processes(count: int, first: int) -> tuple[Counter[str], list[str]]:
    """Share the calls among as many processes as there are processors."""
    hands = min(len(os.sched_getaffinity(0)), max(1, count // _CALLS_A_RUN))
    _worlds[:] = [make_world(f"places-{hand}") for hand in range(hands)]
    connection.close()
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    with ProcessPoolExecutor(hands, mp_context=get_context("fork")) as crowd:
        for mine, faults in crowd.map(partial(call_services, -(-count // hands), first), range(hands)):
            tally += mine
            wrong += faults
    return tally, wrong


def main() -> int:
    """Prove, print a table and the result."""
    asked = FULL_CALLS if os.environ.get("FULL") == "1" else CALLS
    count = int(sys.argv[1]) if len(sys.argv) > 1 else asked
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else STEPS
    first = int(os.environ.get("SEED", SEED))
    began = time.monotonic()
    taken, wrong = walk_rules(steps, first)
    walked = time.monotonic() - began
    with scratch_database("places"):
        call_command("migrate", verbosity=0)
        began = time.monotonic()
        tally, faults = in_processes(count, first)
        seconds = time.monotonic() - began
    wrong += faults
    print(f"{'steps on the pure rules':<32}{taken:>12,}{taken / max(walked, 0.001):>10,.0f} a second")
    for name, words in _TOLD.items():
        print(f"{words:<32}{tally[name]:>12,}{tally[name] / seconds:>10,.0f} a second")
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    holds = not wrong and tally["calls"] >= count and taken >= steps
    result = {
        "name": "places",
        "value": len(wrong),
        "unit": f"faults in {tally['calls']:,} calls of services and {taken:,} steps of rules",
        "floor": 0,
        "ratio": None,
        "bar": 0,
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
