"""Labels: the sheets and rolls people print on, where each label lies, and the link that its QR code holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

A4_MM: Final = (210.0, 297.0)
MOST_COLUMNS: Final = 10
MOST_ROWS: Final = 30
SMALLEST_MM: Final = 12.0
_UNIT_PATH: Final = re.compile(r"/equipment/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/?", re.IGNORECASE)
_SHELF_PATH: Final = re.compile(r"/sites/shelves/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/?", re.IGNORECASE)


class GridError(ValueError):
    """The labels of a grid do not fit on their page; `field` names the figure at fault."""

    def __init__(self, field: str) -> None:
        """Keep the name of the figure."""
        self.field = field
        super().__init__(field)


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of labels, in millimetres; a roll is a page with one label."""

    columns: int
    rows: int
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    gap_x: float = 0.0
    gap_y: float = 0.0
    page: tuple[float, float] = A4_MM

    @property
    def count(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows

    def check(self) -> None:
        """Raise GridError when the labels do not fit on the page or are too small for a code."""
        if not 1 <= self.columns <= MOST_COLUMNS:
            raise GridError("columns")
        if not 1 <= self.rows <= MOST_ROWS:
            raise GridError("rows")
        if min(self.gap_x, self.gap_y, self.left, self.top) < 0:
            raise GridError("left")
        if self.width < SMALLEST_MM or self._across() > self.page[0] + 0.01:
            raise GridError("width")
        if self.height < SMALLEST_MM or self._down() > self.page[1] + 0.01:
            raise GridError("height")

    def _across(self) -> float:
        """Where the last column ends."""
        return self.left + self.columns * self.width + (self.columns - 1) * self.gap_x

    def _down(self) -> float:
        """Where the last row ends."""
        return self.top + self.rows * self.height + (self.rows - 1) * self.gap_y

    def places(self, how_many: int, start: int = 1) -> Iterator[tuple[int, float, float]]:
        """Yield page (from 0), left and bottom edge in mm of each label, from position `start` of the first page."""
        for number in range(start - 1, start - 1 + how_many):
            page, place = divmod(number, self.count)
            row, column = divmod(place, self.columns)
            left = self.left + column * (self.width + self.gap_x)
            bottom = self.page[1] - self.top - row * (self.height + self.gap_y) - self.height
            yield page, left, bottom


def even(columns: int, rows: int) -> Grid:
    """Return a grid that fills an A4 page without margins and gaps."""
    return Grid(columns, rows, A4_MM[0] / columns, A4_MM[1] / rows)


def roll(width: float, height: float) -> Grid:
    """Return the grid of a roll of single labels."""
    return Grid(1, 1, width, height, page=(width, height))


# Sheets as the trade sells them; the key is columns x rows.
SHEETS: Final = {
    "2x7": Grid(2, 7, 99.1, 38.1, left=4.65, top=15.15, gap_x=2.5),
    "3x7": Grid(3, 7, 63.5, 38.1, left=7.2, top=15.15, gap_x=2.55),
    "3x8": even(3, 8),
    "4x10": Grid(4, 10, 48.5, 25.4, left=8.0, top=21.5),
    "4x12": Grid(4, 12, 45.7, 21.2, left=9.85, top=21.3, gap_x=2.5),
    "5x13": Grid(5, 13, 38.1, 21.2, left=4.75, top=10.7, gap_x=2.5),
}
# Labels of printers with a roll, width x height in mm.
ROLLS: Final = {"58x40": roll(58, 40), "58x30": roll(58, 30), "43x25": roll(43, 25), "100x50": roll(100, 50)}


@dataclass(frozen=True, slots=True)
class Link:
    """What a QR code of ours names: a unit or a shelf, and the text that was printed beside the code."""

    kind: str  # unit or shelf
    uid: UUID
    text: str = ""


def read_link(text: str) -> Link | None:
    """Return what a scanned text names when it is a link of our labels (whatever the server's name), else None."""
    if "/" not in text or len(text) > 400:  # noqa: PLR2004 - far above any link of ours
        return None
    try:
        parts = urlsplit(text.strip())
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    for kind, pattern, name in (("unit", _UNIT_PATH, "sn"), ("shelf", _SHELF_PATH, "shelf")):
        if found := pattern.fullmatch(parts.path):
            return Link(kind, UUID(found.group(1)), asked.get(name, [""])[0])
    return None
