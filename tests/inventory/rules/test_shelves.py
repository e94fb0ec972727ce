"""Patterns of shelf labels and their order."""

from __future__ import annotations

import pytest

from apps.inventory.rules.shelves import PatternError, PatternTooLarge, expand, sort_key


@pytest.mark.parametrize(
    ("pattern", "labels"),
    [
        ("A-1", ["A-1"]),
        ("A-{1..2}-{1..2}", ["A-1-1", "A-1-2", "A-2-1", "A-2-2"]),
        ("{A..C}1", ["A1", "B1", "C1"]),
        ("S{08..11}", ["S08", "S09", "S10", "S11"]),
    ],
)
def test_a_pattern_names_its_labels(pattern: str, labels: list[str]) -> None:
    assert expand(pattern) == labels


@pytest.mark.parametrize("pattern", ["", "A-{1..}", "A-{3..1}", "A-{1.3}", "A}", "{" * 50, "x" * 41])
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        expand(pattern)


def test_a_pattern_of_too_many_labels_is_refused_before_it_is_built() -> None:
    with pytest.raises(PatternTooLarge) as refusal:
        expand("{0..9999}-{0..9999}-{0..9999}")
    assert refusal.value.count == 10**12


def test_labels_sort_as_people_read_them() -> None:
    assert sorted(["A-10", "A-2", "a-1"], key=sort_key) == ["a-1", "A-2", "A-10"]
