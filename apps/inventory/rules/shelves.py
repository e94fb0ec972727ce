"""Labels of shelves: patterns such as `A-{1..12}-{1..8}`, and the order in which people read labels."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

MOST_SHELVES: Final = 2000
LABEL_MAX: Final = 40
# Shelves made together may hang on A, B, C and again A, so that the legs are loaded alike.
IN_TURN: Final = "turn"
_RANGE: Final = re.compile(r"\{(\d{1,4})\.\.(\d{1,4})\}|\{([A-Z])\.\.([A-Z])\}")
_DIGITS: Final = re.compile(r"(\d+)")


class PatternError(ValueError):
    """The pattern cannot be read."""


class PatternTooLarge(ValueError):
    """The pattern names more labels than one batch may hold; `count` says how many."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(str(count))


def expand(pattern: str) -> list[str]:
    """Return the labels of a pattern in order; numbers keep the width of the first one (`{01..12}`).

    Raises PatternError for a pattern that cannot be read, PatternTooLarge above `MOST_SHELVES` labels.
    """
    pattern = pattern.strip()
    parts: list[list[str]] = []
    count, position = 1, 0
    for match in _RANGE.finditer(pattern):
        parts.append([pattern[position : match.start()]])
        parts.append(_values(match))
        count *= len(parts[-1])
        position = match.end()
    parts.append([pattern[position:]])
    if not pattern or any("{" in part or "}" in part for group in parts for part in group):
        raise PatternError(pattern)
    if count > MOST_SHELVES:
        raise PatternTooLarge(count)
    labels = ["".join(chosen).strip() for chosen in product(*parts)]
    if any(not label or len(label) > LABEL_MAX for label in labels):
        raise PatternError(pattern)
    return labels


def _values(match: re.Match[str]) -> list[str]:
    """Return the values of one range; a range that runs backwards is refused."""
    first, last, first_letter, last_letter = match.groups()
    if first is None:
        values = [chr(code) for code in range(ord(first_letter), ord(last_letter) + 1)]
    else:
        width = len(first) if first.startswith("0") else 0
        values = [str(number).zfill(width) for number in range(int(first), int(last) + 1)]
    if not values:
        raise PatternError(match.group())
    return values


def sort_key(label: str) -> str:
    """Return a text by which labels sort as people read them: A-2 before A-10."""
    parts = _DIGITS.split(label.upper())
    return "".join(part.zfill(6) if part.isdigit() else part for part in parts)[:80]
