"""Colours of a brand: from one accent colour the tokens of both themes, each readable on its ground."""

from __future__ import annotations

from typing import Final

DARK_INK: Final = "#1a1d2e"
LIGHT_INK: Final = "#ffffff"
LIGHT_GROUND: Final = "#ffffff"
DARK_GROUND: Final = "#222640"
READABLE: Final = 4.5
_STEPS: Final = 40
_LINEAR_BELOW: Final = 0.04045


def _channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of «#rrggbb»."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with the share 0 to 1 of `other` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    linear = [
        value / 12.92 if value <= _LINEAR_BELOW else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours by WCAG 2, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, *grounds: str) -> str:
    """Return the colour, moved towards ink only as far as text in it can be read on each of the grounds."""
    ink = max((DARK_INK, LIGHT_INK), key=lambda one: contrast(one, grounds[0]))
    for step in range(_STEPS + 1):
        moved = mix(colour, ink, step / _STEPS)
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return ink


def style_sheet(accent: str) -> str:
    """Return the style sheet that puts a brand's accent over the tokens, for the light and the dark theme."""
    on_accent = max((DARK_INK, LIGHT_INK), key=lambda one: contrast(one, accent))
    fitting = readable(accent, on_accent)
    away = LIGHT_INK if on_accent == DARK_INK else DARK_INK

    def block(selector: str, ground: str) -> str:
        soft = mix(ground, accent, 0.14)
        text = readable(accent, soft, ground)
        tokens = {
            "accent": fitting,
            "accent-hover": mix(fitting, away, 0.15),
            "on-accent": on_accent,
            "accent-text": text,
            "link": text,
            "focus": text,
            "accent-soft": soft,
        }
        return f"{selector} {{ " + " ".join(f"--nh-{name}: {value};" for name, value in tokens.items()) + " }\n"

    return block(':root, [data-bs-theme="light"]', LIGHT_GROUND) + block('[data-bs-theme="dark"], .dark', DARK_GROUND)
