"""The chain of custody of one unit as PDF: who held it, where, under which document, with its gaps in plain sight."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.common import clock, fonts, people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reportlab.pdfgen.canvas import Canvas

    from apps.inventory.models import Unit
    from apps.logistics.selectors import Link

_WIDTHS: Final = tuple(part * mm for part in (34, 34, 24, 58, 40, 32, 45))
_GAP: Final = colors.HexColor("#fde7c4")
_HEAD: Final = colors.HexColor("#e8ebef")
_LINE: Final = colors.HexColor("#b8bfc8")
_SMALL: Final = 8
_MARGIN: Final = 14 * mm


def draw(unit: Unit, links: Sequence[Link], *, company: str) -> bytes:
    """Return the chain of a unit, oldest first, on A4 across; the reader's language and zone. Raises FontMissing."""
    fonts.ready()
    title = _("Chain of custody of %(serial)s") % {"serial": unit.serial}
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=landscape(A4), leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN
    )
    document.title, document.author = title, company
    gaps = sum(link.is_gap for link in links)
    facts = [unit.model.name, str(unit.owner), _("gaps: %(count)d") % {"count": gaps}]
    story = [
        _text(title, fonts.BOLD, 14),
        Spacer(1, 2 * mm),
        _text(" · ".join(facts)),
        _text(_("%(company)s · as of %(when)s") % {"company": company, "when": _moment(clock.now())}),
        Spacer(1, 4 * mm),
        _table(links),
    ]
    document.build(story, onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _table(links: Sequence[Link]) -> Table:
    """Return the links as a table whose head is repeated on each page."""
    place = pgettext("custody", "Place")
    titles = (_("Since"), _("Until"), _("Held by"), _("Keeper"), place, _("Document"), _("Written by"))
    rows = [[_text(title, fonts.BOLD) for title in titles], *(_row(link) for link in links)]
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1)
    style: list[Any] = [
        ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
        ("GRID", (0, 0), (-1, -1), 0.4, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    style += [("BACKGROUND", (0, place), (-1, place), _GAP) for place, link in enumerate(links, start=1) if link.is_gap]
    table.setStyle(TableStyle(style))
    return table


def _row(link: Link) -> list[Paragraph]:
    """Return one line of the table."""
    until = _moment(link.end) if link.end else _("now")
    record = link.record
    if record is None:
        return [_text(part) for part in (_moment(link.start), until, "—", _("Held by nobody known"), "", "", "")]
    kind = str(record.get_keeper_kind_display())
    parts = (
        _moment(link.start),
        until,
        kind,
        record.keeper,
        record.place,
        record.document,
        people.name_of(record.by_label),
    )
    return [_text(part) for part in parts]


def _text(text: str, font: str = fonts.TEXT, size: int = _SMALL) -> Paragraph:
    """Return a paragraph, every letter in a font that has it."""
    style = ParagraphStyle("nh", fontName=font, fontSize=size, leading=size * 1.25)
    marked = "".join(f'<font name="{name}">{escape(piece)}</font>' for name, piece in fonts.pieces(text, font))
    return Paragraph(marked, style)


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """Write the page's number below."""
    fonts.draw(canvas, _MARGIN, 7 * mm, str(document.page), size=_SMALL)


def _moment(at: datetime) -> str:
    """Return an instant in the reader's zone."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
