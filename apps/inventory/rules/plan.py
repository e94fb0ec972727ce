"""The plan of a room as geometry: shelves in rows, rows in blocks (a rack, or one node's shelves), blocks in lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CELL_WIDTH: Final = 44
CELL_HEIGHT: Final = 30
GAP: Final = 3
HEAD: Final = 22
MARGIN: Final = 8
BLOCK_GAP: Final = 24
# A row of a block is broken there; blocks flow over a sheet of this width unless one alone is wider.
ROW_CELLS: Final = 100
SHEET_WIDTH: Final = 1400
MOST_SLOTS_SHOWN: Final = 4
_LAST_NUMBER: Final = re.compile(r"^(.*?)(\d+)\D*$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A shelf to be drawn: its block, its label, how many units it takes."""

    key: int
    block: str
    label: str
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A drawn position: one slot of a shelf (slots beyond the fourth share the first cell)."""

    key: int
    slot: int
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Block:
    """A drawn block: where its head stands."""

    key: str
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole plan."""

    width: int
    height: int
    blocks: Sequence[Block]
    cells: Sequence[Cell]


def rows_of(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Return shelves (in reading order) in rows: labels that differ only in their last number stand side by side.

    When no two share a row, they are one row. A row is broken after `ROW_CELLS`.
    """
    rows: dict[str, list[Spot]] = {}
    for spot in spots:
        match = _LAST_NUMBER.match(spot.label)
        rows.setdefault(match.group(1) if match else spot.label, []).append(spot)
    grouped = list(rows.values())
    if len(grouped) == len(spots):
        grouped = [list(spots)]
    return [row[start : start + ROW_CELLS] for row in grouped for start in range(0, len(row), ROW_CELLS)]


def draw(spots: Iterable[Spot]) -> Drawing:
    """Return the plan of shelves that come in reading order, block by block in the order of their first shelf."""
    blocks: dict[str, list[Spot]] = {}
    for spot in spots:
        blocks.setdefault(spot.block, []).append(spot)
    placed, cells = [], []
    x, y, line, widest = MARGIN, MARGIN, 0, 0
    for key, mine in blocks.items():
        rows = rows_of(mine)
        width = max(len(row) for row in rows) * (CELL_WIDTH + GAP) - GAP
        height = HEAD + len(rows) * (CELL_HEIGHT + GAP)
        if x > MARGIN and x + width > SHEET_WIDTH:
            x, y, line = MARGIN, y + line + BLOCK_GAP, 0
        placed.append(Block(key, x, y, width))
        for down, row in enumerate(rows):
            top = y + HEAD + down * (CELL_HEIGHT + GAP)
            for right, spot in enumerate(row):
                cells += _slots(spot, x + right * (CELL_WIDTH + GAP), top)
        widest, line = max(widest, x + width), max(line, height)
        x += width + BLOCK_GAP
    return Drawing(widest + MARGIN, y + line + MARGIN, placed, cells)


def _slots(spot: Spot, x: int, y: int) -> list[Cell]:
    """Return the cells of a shelf: one for each slot, or one for all when they are too many to be seen."""
    if spot.capacity > MOST_SLOTS_SHOWN:
        return [Cell(spot.key, 1, x, y, CELL_WIDTH)]
    width = (CELL_WIDTH - (spot.capacity - 1)) // spot.capacity
    return [Cell(spot.key, slot, x + (slot - 1) * (width + 1), y, width) for slot in range(1, spot.capacity + 1)]
