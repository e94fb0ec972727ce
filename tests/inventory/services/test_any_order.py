"""The machine of the proof of places in short: whatever the order of calls, the oracle says the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.places.calls import TALLY, WORLD
from tests.proof.places.machine import Places
from tests.proof.places.walk import walk_rules
from tests.proof.places.world import make_world

pytestmark = pytest.mark.django_db


def test_a_hundred_calls_in_any_order_leave_what_the_oracle_says() -> None:
    WORLD[:] = [make_world("any-order")]
    before = TALLY["calls"]
    run_state_machine_as_test(
        seed(1)(Places),
        settings=settings(
            max_examples=6,
            stateful_step_count=50,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert TALLY["calls"] - before >= 100


def test_five_thousand_steps_on_the_pure_rules_are_right() -> None:
    assert walk_rules(5_000, 1) == (5_000, [])
