"""Lists of serial numbers as people type, paste or scan them: lines, tabs, commas, semicolons, codes of our labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.inventory.rules.labels import read_link

MOST_LINES: Final = 1000
_SEPARATORS: Final = re.compile(r"[\r\n\t;,]+")
# Labels print the kind of the number before it.
_PREFIX: Final = re.compile(r"^(?:S/?N|SERIAL(?: ?(?:NO|NUMBER))?)\s*[:.#№=]\s*", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_SERIAL: Final = re.compile(r"[A-Z0-9][A-Z0-9._/-]{2,62}[A-Z0-9]")


class Problem(StrEnum):
    """What is wrong with one entry of a list, found without the database."""

    WRONG = "wrong"  # not a serial number
    DOUBLE = "double"  # named twice in the list


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its place in the list from 1, the text as typed, the normalised number, what is wrong with it."""

    number: int
    text: str
    serial: str
    problem: Problem | None = None


def parse(text: str) -> list[Entry]:
    """Return the entries of a list in order; empty ones are left out. The second of two equal ones is marked."""
    entries: list[Entry] = []
    seen: set[str] = set()
    for piece in _SEPARATORS.split(text.replace("\x00", "")):
        typed = piece.strip()
        if not typed:
            continue
        link = read_link(typed)
        told = link.text if link is not None and link.text else typed
        serial = _SPACES.sub("", _PREFIX.sub("", told)).upper()
        problem = None
        if _SERIAL.fullmatch(serial) is None:
            problem = Problem.WRONG
        elif serial in seen:
            problem = Problem.DOUBLE
        seen.add(serial)
        entries.append(Entry(len(entries) + 1, typed[:80], serial[:80], problem))
    return entries
