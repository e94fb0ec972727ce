"""Paging with a capped count: a large list never counts all its rows for one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from django.db.models import QuerySet

COUNT_CAP = 10_000
_NEIGHBOURS = 2
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page of rows. `total` is exact up to the cap; above it `capped` says «at least»."""

    rows: list[RowT]
    number: int
    size: int
    total: int
    capped: bool
    has_next: bool

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def is_single(self) -> bool:
        """Whether everything is on this page."""
        return not self.has_previous and not self.has_next

    @property
    def neighbours(self) -> list[int]:
        """Numbers of the pages near this one, itself included."""
        last = max(self.number + self.has_next, -(-self.total // self.size))
        return list(range(max(1, self.number - _NEIGHBOURS), min(last, self.number + _NEIGHBOURS) + 1))


def paged(rows: QuerySet[Any], raw_number: str, size: int) -> Page[Any]:
    """Return the page that the address asks for; a number that is none or too high is the nearest.

    Two queries; three for a list beyond the cap, where keys are put in order first and only the rows that are shown
    are read with all that belongs to them.
    """
    total = rows.order_by().values("pk")[: COUNT_CAP + 1].count()
    capped = total > COUNT_CAP
    number = int(raw_number) if raw_number.isascii() and raw_number.isdigit() and len(raw_number) < 9 else 1  # noqa: PLR2004 - far above any page
    number = max(number, 1)
    if not capped:
        number = min(number, max(1, -(-total // size)))
    start = (number - 1) * size
    found = _by_keys(rows, start, size + 1) if capped else list(rows[start : start + size + 1])
    return Page(found[:size], number, size, min(total, COUNT_CAP), capped, has_next=len(found) > size)


def _by_keys(rows: QuerySet[Any], start: int, count: int) -> list[Any]:
    """Return a slice of a large list: its keys by the narrowest query, then the rows."""
    narrow = rows.select_related(None).prefetch_related(None)
    keys = list(narrow.values_list("pk", flat=True)[start : start + count])
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
