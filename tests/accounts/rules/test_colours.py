"""Colours of a brand: whatever accent is chosen, words stay readable in both themes."""

from __future__ import annotations

import re

import pytest

from apps.accounts.rules import colours

ACCENTS = ["#f7931a", "#3366cc", "#ffff00", "#000000", "#ffffff", "#777777", "#ff0000", "#22aa66", "#8a7f70"]


def _tokens(sheet: str) -> list[dict[str, str]]:
    return [dict(re.findall(r"--nh-([\w-]+): (#[0-9a-f]{6});", line)) for line in sheet.splitlines()]


def test_the_contrast_of_black_and_white_is_known() -> None:
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21


def test_a_mixture_lies_between_its_parts() -> None:
    assert colours.mix("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("accent", ACCENTS)
def test_words_are_readable_on_every_accent(accent: str) -> None:
    for tokens, ground in zip(_tokens(colours.style_sheet(accent)), ("#ffffff", "#222640"), strict=True):
        pairs = {
            "button": (tokens["on-accent"], tokens["accent"]),
            "button under the pointer": (tokens["on-accent"], tokens["accent-hover"]),
            "chosen entry": (tokens["accent-text"], tokens["accent-soft"]),
            "link": (tokens["link"], ground),
        }
        assert {name: pair for name, pair in pairs.items() if colours.contrast(*pair) < colours.READABLE} == {}


def test_an_accent_that_fits_is_left_as_it_is() -> None:
    assert {tokens["accent"] for tokens in _tokens(colours.style_sheet("#3366cc"))} == {"#3366cc"}
