"""Number masks: `ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}` as an organisation writes it in its settings, checked once, rendered often.

Parts: `{N}` the number, `{N:4}` the same padded with zeros, `{ГГ}` and `{ГГГГ}` the year, `{ММ}` the month, `{Ю|Ф}` the
letter of a legal entity or a person (any two texts). Everything else stands as written. The number restarts yearly
exactly when the mask holds a year.

A mask's `shape` names its series: masks that differ in padding alone count on in one series, any others begin their
own. `meet` tells whether two masks could ever give the same number, `Mask.read` takes a number apart again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

MAX_LENGTH = 80
MAX_PADDING = 9
_PART = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"N(?::([0-9]{1,2}))?")
_SHORT_YEAR, _LONG_YEAR, _MONTH = "ГГ", "ГГГГ", "ММ"
_CENTURY = 2000
_DIGITS: Final = frozenset("0123456789")
_FIRST_DIGITS: Final = _DIGITS - {"0"}

_guards: dict[str, list[Callable[[int, str], None]]] = {}


@dataclass(frozen=True, slots=True)
class Mask:
    """A parsed mask: plain text and parts in turn."""

    text: str
    parts: tuple[str, ...]

    @property
    def needs_year(self) -> bool:
        """Whether the number restarts each year."""
        return any(part in (f"{{{_SHORT_YEAR}}}", f"{{{_LONG_YEAR}}}") for part in self.parts)

    @property
    def needs_kind(self) -> bool:
        """Whether the number tells a legal entity from a person."""
        return any(_is_choice(part) for part in self.parts)

    @property
    def shape(self) -> str:
        """The mask without its padding: what the numbers of one series have in common."""
        return "".join("{N}" if _counter(part) else part for part in self.parts)

    @property
    def pattern(self) -> str:
        """A regular expression of the numbers it gives, as PostgreSQL and Python both read it."""
        return f"^{''.join(_pattern(part) for part in self.parts)}$"

    def read(self, number: str) -> tuple[int, str] | None:
        """Return counter and period of a number that this mask could have given, None for any other text."""
        found = re.fullmatch(self.pattern, number)
        if found is None:
            return None
        held = [part for part in self.parts if part.startswith("{")]
        values = dict(zip(held, found.groups(), strict=True))
        counter = next(value for part, value in values.items() if _counter(part))
        year = values.get(f"{{{_LONG_YEAR}}}") or values.get(f"{{{_SHORT_YEAR}}}")
        if year is None:
            return int(counter), ""
        return int(counter), year if len(year) > len(_SHORT_YEAR) else str(_CENTURY + int(year))

    def period(self, day: date) -> str:
        """Return the period in which the numbers of this day are counted: the year, or the empty string."""
        return str(day.year) if self.needs_year else ""

    def render(self, number: int, day: date, *, is_legal: bool = True) -> str:
        """Return the document's number; `is_legal` chooses the first text of a `{Ю|Ф}` part."""
        return "".join(_rendered(part, number, day, is_legal=is_legal) for part in self.parts)


def meet(one: Mask, other: Mask) -> bool:
    """Whether some text could be a number of both; years and months count as any digits, so it errs to the safe side.

    Both are walked at once, a character at a time, by all ways that one character opens in both.
    """
    first, second = _steps(one), _steps(other)
    seen = {(0, 0)}
    open_ = [(0, 0)]
    while open_:
        here, there = open_.pop()
        if here == len(first) - 1 and there == len(second) - 1:
            return True
        for signs, to in first[here]:
            for others, beyond in second[there]:
                if signs & others and (to, beyond) not in seen:
                    seen.add((to, beyond))
                    open_.append((to, beyond))
    return False


def guard(field: str, check: Callable[[int, str], None]) -> None:
    """Let an upper app look at a mask of the settings before it is kept: `check(organisation_id, mask)` may refuse."""
    _guards.setdefault(field, []).append(check)


def ask_guards(field: str, organisation_id: int, text: str) -> None:
    """Ask everybody who guards this mask of the settings. Raises what they raise."""
    for check in _guards.get(field, ()):
        check(organisation_id, text)


def _counter(part: str) -> re.Match[str] | None:
    """Return the match of a part that is the number, None for another."""
    return _NUMBER.fullmatch(part[1:-1]) if part.startswith("{") else None


def _padding(part: str) -> int:
    """Return how many digits the number has at least, 0 when it is not padded."""
    found = _counter(part)
    return int(found[1] or 0) if found else 0


def _pattern(part: str) -> str:
    """Return the regular expression of one part; each part in braces is one group."""
    if not part.startswith("{"):
        return re.escape(part)
    if _is_choice(part):
        return f"({'|'.join(re.escape(text) for text in part[1:-1].split('|'))})"
    if _counter(part):
        padding = _padding(part)
        return f"([0-9]{{{padding},}})" if padding else "([1-9][0-9]*)"
    return f"([0-9]{{{len(part) - 2}}})"


def _steps(mask: Mask) -> list[list[tuple[frozenset[str], int]]]:
    """Return the mask as a machine: for each state the characters that lead on, and whereto; the last state ends."""
    states: list[list[tuple[frozenset[str], int]]] = [[]]

    def lead(start: int, *signs: frozenset[str]) -> int:
        for one in signs:
            states.append([])
            states[start].append((one, len(states) - 1))
            start = len(states) - 1
        return start

    for part in mask.parts:
        start = len(states) - 1
        if not part.startswith("{"):
            lead(start, *(frozenset(sign) for sign in part))
        elif _is_choice(part):
            ends = [text for text in part[1:-1].split("|") if text]
            before = [lead(start, *(frozenset(sign) for sign in text[:-1])) for text in ends]
            states.append([])
            for state, text in zip(before, ends, strict=True):
                states[state].append((frozenset(text[-1]), len(states) - 1))
        elif _counter(part):
            padding = _padding(part)
            end = lead(start, *([_DIGITS] * padding or [_FIRST_DIGITS]))
            states[end].append((_DIGITS, end))
        else:
            lead(start, *([_DIGITS] * (len(part) - 2)))
    return states


def _is_choice(part: str) -> bool:
    """Whether a part is a choice of two texts."""
    return part.startswith("{") and "|" in part


def _rendered(part: str, number: int, day: date, *, is_legal: bool) -> str:
    """Return one part filled in."""
    if not part.startswith("{"):
        return part
    name = part[1:-1]
    if _is_choice(part):
        legal, person = name.split("|")
        return legal if is_legal else person
    if counted := _NUMBER.fullmatch(name):
        return str(number).zfill(int(counted[1] or 0))
    return {_SHORT_YEAR: f"{day.year % 100:02}", _LONG_YEAR: f"{day.year:04}", _MONTH: f"{day.month:02}"}[name]


@lru_cache(maxsize=256)
def parse(text: str, field: str = "mask") -> Mask:
    """Return the mask of a text. Raises Invalid naming the part that is not understood."""
    if not text.strip() or len(text) > MAX_LENGTH:
        raise Invalid(_("A mask has 1 to %(limit)s characters."), field=field, limit=MAX_LENGTH)
    parts = tuple(piece for piece in re.split(r"(\{[^{}]*\})", text) if piece)
    for part in parts:
        _check(part, field)
    counters = [part for part in parts if _NUMBER.fullmatch(part.strip("{}")) and part.startswith("{")]
    if len(counters) != 1:
        raise Invalid(_("A mask holds {N} exactly once."), field=field)
    if f"{{{_MONTH}}}" in parts and not Mask(text, parts).needs_year:
        # The counter restarts yearly only: a month alone would repeat next year beside another number.
        raise Invalid(_("A mask with a month holds the year as well."), field=field)
    return Mask(text, parts)


def _check(part: str, field: str) -> None:
    """Refuse a part that means nothing."""
    if not _PART.fullmatch(part):
        if "{" in part or "}" in part:
            raise Invalid(_("A brace of the mask is not closed or not opened."), field=field)
        return
    name = part[1:-1]
    counted = _NUMBER.fullmatch(name)
    if counted and 1 <= int(counted[1] or 1) <= MAX_PADDING:
        return
    if name in (_SHORT_YEAR, _LONG_YEAR, _MONTH):
        return
    if name.count("|") == 1 and all(piece.strip() for piece in name.split("|")):
        return
    raise Invalid(_("The mask does not know «%(part)s»."), field=field, part=part)
