"""The contrast of every pair of tokens that meet on a page, measured as WCAG 2.2 says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
THEMES = {"light": '[data-bs-theme="light"]', "dark": '[data-bs-theme="dark"]'}
GROUNDS = ("ground", "surface", "raised", "sunken", "hover")
TONES = ("neutral", "blue", "green", "amber", "red", "grey")
TEXT_PAIRS = [
    *[(text, ground) for text in ("text", "text-muted", "link", "accent-text") for ground in GROUNDS],
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[(tone, "surface") for tone in TONES],
    ("text", "accent-soft"),
    ("accent-text", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger"),
]
EDGE_PAIRS = [
    *[("border-strong", ground) for ground in ("ground", "surface", "raised")],
    *[("focus", ground) for ground in GROUNDS],
    *[(f"series-{number}", "surface") for number in range(1, 9)],
]


def tokens(theme: str) -> dict[str, str]:
    block = CSS[CSS.index(THEMES[theme]) :]
    return dict(re.findall(r"--nh-([\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_ratio_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("one", "other"), TEXT_PAIRS)
def test_text_is_readable_on_its_ground(theme: str, one: str, other: str) -> None:
    values = tokens(theme)
    assert contrast(values[one], values[other]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("one", "other"), EDGE_PAIRS)
def test_edges_and_lines_stand_out_from_their_ground(theme: str, one: str, other: str) -> None:
    values = tokens(theme)
    assert contrast(values[one], values[other]) >= 3


def test_both_themes_define_the_same_tokens() -> None:
    assert sorted(tokens("light")) == sorted(tokens("dark"))
