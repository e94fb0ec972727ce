"""What a typed text is looked for as."""

from __future__ import annotations

import pytest

from apps.common import finding


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+7 (916) 823-34-54", "9168233454"),
        ("8 916 823 34 54", "9168233454"),
        ("916 823", "916823"),
        ("8 916 823", "916823"),
        ("+7(495) 51", "49551"),
        ("8916", "8916"),
        ("12", ""),
        ("200-25-Ю", ""),
        ("abc", ""),
    ],
)
def test_a_phone_is_looked_for_without_its_trunk_digit(text: str, digits: str) -> None:
    assert finding.digits_of_phone(text) == digits


def test_a_text_typed_on_the_wrong_keyboard_is_looked_for_as_it_was_meant() -> None:
    assert finding._stages("ghbdtn") == [[["ghbdtn"]], [["привет"]]]


def test_a_text_of_spaces_is_looked_for_nowhere() -> None:
    assert finding._stages("   ") == []
