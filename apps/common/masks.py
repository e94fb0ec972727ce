"""Number masks: `ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}` as an organisation writes it in its settings, checked once, rendered often.

Parts: `{N}` the number, `{N:4}` the same padded with zeros, `{ГГ}` and `{ГГГГ}` the year, `{ММ}` the month, `{Ю|Ф}` the
letter of a legal entity or a person (any two texts). Everything else stands as written. The number restarts yearly
exactly when the mask holds a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

if TYPE_CHECKING:
    from datetime import date

MAX_LENGTH = 80
MAX_PADDING = 9
_PART = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"N(?::([0-9]{1,2}))?")
_SHORT_YEAR, _LONG_YEAR, _MONTH = "ГГ", "ГГГГ", "ММ"


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

    def period(self, day: date) -> str:
        """Return the period in which the numbers of this day are counted: the year, or the empty string."""
        return str(day.year) if self.needs_year else ""

    def render(self, number: int, day: date, *, is_legal: bool = True) -> str:
        """Return the document's number; `is_legal` chooses the first text of a `{Ю|Ф}` part."""
        return "".join(_rendered(part, number, day, is_legal=is_legal) for part in self.parts)


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
