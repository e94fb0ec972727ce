"""Export of a list to CSV and XLSX: built in memory up to a row cap, safe against spreadsheet formulas."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apps.common.pages.columns import Column, Exported

MAX_ROWS = 20_000
TRUNCATED_HEADER = "X-Truncated"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}
_MAX_WIDTH = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(value: Exported) -> Exported:
    """Return the value so that a spreadsheet never takes it for a formula; numbers and times pass unchanged."""
    if not isinstance(value, str):
        return value
    text = value.translate(_CONTROL)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _local(value: Exported) -> Exported:
    """Return an instant in the reader's zone without a zone, as spreadsheets want it."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def _table(columns: Sequence[Column], rows: Sequence[Any], *, cut: bool) -> Iterable[list[Exported]]:
    """Yield header and rows; a cut list says so in its last line."""
    yield [safe(column.header()) for column in columns]
    for row in rows:
        yield [safe(_local(column.exported(row))) for column in columns]
    if cut:
        yield [_("Only the first %(count)s rows are here. Narrow the list by filters.") % {"count": MAX_ROWS}]


def _plain(value: Exported) -> str:
    """Return a value for CSV: ISO times, a point in decimals, words for yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def as_csv(columns: Sequence[Column], rows: Sequence[Any], name: str, *, cut: bool) -> HttpResponse:
    """Return a CSV file: UTF-8 with a mark, so that spreadsheets read Cyrillic and Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_plain(value) for value in line] for line in _table(columns, rows, cut=cut))
    return _file(text.getvalue().encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8", cut=cut)


def as_xlsx(columns: Sequence[Column], rows: Sequence[Any], name: str, *, cut: bool) -> HttpResponse:
    """Return a workbook with a bold, frozen and filtered header; text cells are never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=name[:31])
    sheet.freeze_panes = "A2"
    lines = list(_table(columns, rows, cut=cut))
    for index in range(len(columns)):
        longest = max((len(_plain(line[index])) for line in lines[:500] if index < len(line)), default=8)
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(max(longest + 2, 9), _MAX_WIDTH)
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, value, bold=number == 0) for value in line])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{len(rows) + 1}"
    data = io.BytesIO()
    book.save(data)
    return _file(data.getvalue(), f"{name}.xlsx", XLSX, cut=cut)


def _cell(sheet: Any, value: Exported, *, bold: bool) -> Any:
    """Return a cell; text is marked as text whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=cast("Any", value))  # its types forget Decimal and date
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _file(data: bytes, filename: str, content_type: str, *, cut: bool) -> HttpResponse:
    """Return a download."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    if cut:
        response[TRUNCATED_HEADER] = str(MAX_ROWS)
    return response
