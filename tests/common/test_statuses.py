"""The one table of statuses and severities."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.common import statuses
from apps.common.statuses import Tone

FONT = Path(__file__).resolve().parents[2] / "static" / "vendor" / "tabler-icons" / "tabler-icons.min.css"


@pytest.mark.parametrize(
    ("key", "tone"),
    [
        ("draft", Tone.NEUTRAL),
        ("stored", Tone.NEUTRAL),
        ("in_transit", Tone.BLUE),
        ("in_service", Tone.GREEN),
        ("paid", Tone.GREEN),
        ("pending", Tone.AMBER),
        ("overdue", Tone.RED),
        ("lost", Tone.RED),
        ("returned", Tone.GREY),
        ("P0", Tone.RED),
    ],
)
def test_a_state_has_the_tone_of_the_design(key: str, tone: Tone) -> None:
    assert statuses.status(key).tone is tone


def test_an_unknown_state_is_shown_by_its_own_name() -> None:
    look = statuses.status("half_open")
    assert (look.word, look.tone) == ("half open", Tone.GREY)


def test_a_state_is_declared_once() -> None:
    with pytest.raises(ValueError, match="stored"):
        statuses.add("stored", Tone.RED, "flame", "again")


def test_every_icon_is_in_the_font() -> None:
    if not FONT.exists():
        pytest.skip("front-end packages are not set up")
    font = set(re.findall(r"\.ti-([\w-]+):before", FONT.read_text(encoding="utf-8")))
    assert [look.icon for look in statuses.known() if look.icon not in font] == []
