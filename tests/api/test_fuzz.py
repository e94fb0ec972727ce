"""A short attack on every operation of the API; `bin/neurohost proof api` is the long one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.fuzzing import attack, callers, operations

if TYPE_CHECKING:
    from tests.access.world import World


def test_no_call_fails_or_reads_a_foreign_word(world: World, description: dict[str, Any]) -> None:
    people, known = callers(world, number=1)
    wrong: list[str] = []
    asked = 0
    for operation in operations(description):
        found = attack(operation, people, known, examples=1, number=1)
        wrong += found.wrong
        asked += found.asked
    assert (wrong, asked > 200) == ([], True)
