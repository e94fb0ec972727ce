"""What the chain keeps of a change."""

from __future__ import annotations

from uuid import UUID

from apps.audit.rules.changes import change_set, diff
from apps.audit.rules.hashing import commitment

RECORD = UUID(int=5)


def test_only_what_differs_is_kept_when_both_sides_are_known() -> None:
    assert diff({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 6}) == ({"b": 2, "c": 3}, {"b": 5, "d": 6})


def test_one_side_alone_is_kept_whole() -> None:
    assert diff(None, {"a": 1}) == (None, {"a": 1})
    assert diff({"a": 1}, None) == ({"a": 1}, None)


def test_a_personal_value_is_replaced_by_a_commitment_that_its_salt_opens() -> None:
    made = change_set(RECORD, None, {"phone": "+7 900", "kw": 3}, {"phone"})

    (hidden,) = made.personal
    assert made.changes == {"after": {"phone": {"$commitment": hidden.commitment.hex()}, "kw": 3}}
    assert (hidden.path, hidden.value) == ("after.phone", b'"+7 900"')
    assert hidden.commitment == commitment(RECORD, "after.phone", hidden.salt, b'"+7 900"')


def test_equal_personal_values_have_different_commitments() -> None:
    made = change_set(RECORD, {"phone": "1", "x": 1}, {"phone": "1", "x": 2}, {"phone", "x"})

    assert len({hidden.commitment for hidden in made.personal}) == 2
    assert {hidden.path for hidden in made.personal} == {"before.x", "after.x"}


def test_nothing_is_committed_to_for_empty_values() -> None:
    made = change_set(RECORD, None, {"phone": "", "fax": None}, {"phone", "fax"})

    assert (made.changes, made.personal) == ({"after": {"phone": "", "fax": None}}, [])
