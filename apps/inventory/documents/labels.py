"""Labels as PDF: a QR code with the link to the unit's (or shelf's) page and what a person reads without a phone."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from apps.common import fonts

if TYPE_CHECKING:
    from apps.inventory.models import Shelf, Unit
    from apps.inventory.rules.labels import Grid

MOST: Final = 1000
_INSET: Final = 1.6 * mm
_QUIET: Final = 2  # modules of white around a code; the label's own edge gives the rest
_LARGEST_CODE: Final = 0.42  # of the label's width
_LEADING: Final = 1.18


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the link of its code, the line to be read first, and the lines under it."""

    link: str
    title: str
    lines: tuple[str, ...] = ()


def of_unit(unit: Unit, *, with_client: bool) -> Label:
    """Return the label of a unit: the link holds its number too, so that a phone without signal knows it."""
    link = f"{settings.SITE_URL}{reverse('inventory:unit', args=[unit.uid])}?{urlencode({'sn': unit.serial})}"
    return Label(link, unit.serial, (unit.model.name, str(unit.owner) if with_client else "", unit.label))


def of_shelf(shelf: Shelf) -> Label:
    """Return the label of a shelf; no client is printed on a place."""
    link = f"{settings.SITE_URL}{reverse('inventory:shelf', args=[shelf.uid])}?{urlencode({'shelf': shelf.label})}"
    return Label(link, shelf.label, (shelf.site.name, shelf.room.name, shelf.rack.name if shelf.rack else ""))


def draw(labels: Sequence[Label], grid: Grid, *, start: int = 1, title: str = "") -> bytes:
    """Return a PDF with these labels in order, the first at position `start` of the first page.

    The grid must have been checked. Three milliseconds for each label. Raises FontMissing.
    """
    fonts.ready()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(grid.page[0] * mm, grid.page[1] * mm), pageCompression=1)
    canvas.setTitle(title)
    shown = 0
    for label, (page, left, bottom) in zip(labels, grid.places(len(labels), start), strict=True):
        while shown < page:
            canvas.showPage()
            shown += 1
        _draw(canvas, label, left * mm, bottom * mm, grid)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, label: Label, left: float, bottom: float, grid: Grid) -> None:
    """Draw one label into its field."""
    wide, high = grid.width * mm, grid.height * mm
    side = min(high - 2 * _INSET, wide * _LARGEST_CODE)
    _code(canvas, label.link, left + _INSET, bottom + (high - side) / 2, side)
    text_left = left + _INSET + side + _INSET
    room = left + wide - _INSET - text_left
    title, size = fonts.fitting(label.title, fonts.MONO, min(12.0, high / 5), room)
    small = min(9.0, size, high / 7)
    rows = [(title, fonts.MONO, size), *((line, fonts.TEXT, small) for line in label.lines if line)]
    tall = sum(each * _LEADING for _text, _font, each in rows)
    y = bottom + (high + tall) / 2
    for text, font, each in rows:
        y -= each * _LEADING
        cut, fit = fonts.fitting(text, font, each, room)
        fonts.draw(canvas, text_left, y + each * (_LEADING - 1), cut, font, fit)


def _code(canvas: Canvas, link: str, left: float, bottom: float, side: float) -> None:
    """Draw a QR code as filled bars, sharp at every size of print."""
    # One mask for all: trying the eight masks of the standard takes four times as long, and readers need none of it.
    matrix = segno.make(link, error="m", micro=False, mask=0).matrix
    step = side / (len(matrix) + 2 * _QUIET)
    path = canvas.beginPath()
    for number, row in enumerate(matrix):
        y = bottom + side - (number + _QUIET + 1) * step
        for begin, length in _bars(row):
            # A hair wider, so that no white line shows between rows.
            path.rect(left + (begin + _QUIET) * step, y, length * step, step * 1.05)
    canvas.drawPath(path, stroke=0, fill=1)


def _bars(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield beginning and length of each run of dark modules."""
    begin = None
    for place, dark in enumerate([*row, 0]):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place - begin
            begin = None
