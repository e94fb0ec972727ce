"""A file with rows as plain text: an .xlsx workbook or a table of separated values, told apart by their bytes."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.common.imports import limits
from apps.common.imports.limits import FileRefused
from apps.common.imports.workbooks import read_workbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"PK",
)
_MARKUP: Final = (b"<?xml", b"<!doctype", b"<html", b"<svg", b"<script")
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_ENCODINGS: Final = ("utf-8-sig", "cp1251", "gb18030")
_SEPARATORS: Final = ";\t,"

Judge = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header and the rows under it; blank rows are left out."""

    headers: list[str]
    lines: list[Line]


def read(data: bytes, judge: Judge = len) -> Sheet:
    """Return what the file holds. `judge` says how many headers it knows, to tell encodings apart.

    Raises FileRefused with the reason, and the place where there is one.
    """
    if len(data) > limits.MAX_BYTES:
        raise FileRefused(_("The file is too large: at most %(count)s MiB."), count=limits.MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise FileRefused(_("The file is empty."))
    if data.startswith(_ZIP):
        return _sheet(Line(number, cells) for number, cells in read_workbook(data))
    if data.startswith(_OLE):
        raise FileRefused(_("This is an old .xls file or one with a password. Save it as .xlsx without a password."))
    if data.startswith(_FOREIGN) or data[:200].lstrip().lower().startswith(_MARKUP):
        raise FileRefused(_("This is neither an .xlsx workbook nor a .csv table, whatever its name says."))
    return _separated(data, judge)


def _sheet(lines: Iterable[Line]) -> Sheet:
    """Take the first row that is not blank as the header. Raises FileRefused without one, or with too many rows."""
    filled = (line for line in lines if any(line.cells))
    header = next(filled, None)
    if header is None:
        raise FileRefused(_("The file is empty."))
    rows: list[Line] = []
    for line in filled:
        if len(rows) >= limits.MAX_ROWS:
            raise limits.too_many_rows()
        rows.append(line)
    if not rows:
        raise FileRefused(_("There is a header, but no row under it."))
    return Sheet(header.cells, rows)


def _separated(data: bytes, judge: Judge) -> Sheet:
    """Read separated values in the encoding in which most headers are known."""
    texts = list(_decoded(data))
    if not texts:
        raise FileRefused(_("The encoding of the file is unknown. Save it as «CSV UTF-8»."))
    sheets = []
    for text in texts:
        sheet = _sheet(_rows(text))
        sheets.append(sheet)
        if judge(sheet.headers):
            break
    return max(sheets, key=lambda one: judge(one.headers))


def _decoded(data: bytes) -> Iterator[str]:
    """Yield the file as text in each encoding that it can be."""
    names = ("utf-16",) if data.startswith(_WIDE_MARKS) else _ENCODINGS
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(sign) in {"Cc", "Cn"} and sign not in "\t\r\n" for sign in set(text)):
            continue
        yield text


def _rows(text: str) -> Iterator[Line]:
    """Yield the rows. Raises FileRefused."""
    if text[:4].lower() == "sep=" and "\n" in text:
        text = text.split("\n", 1)[1]
    first = text.lstrip().split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limits.MAX_LINES:
                raise limits.too_many_rows()
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > limits.MAX_COLUMNS:
                raise limits.too_many_columns()
            for place, cell in enumerate(cells, start=1):
                if len(cell) > limits.MAX_CELL:
                    raise limits.too_long(f"{number}:{place}")
            yield Line(number, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise FileRefused(_("The row %(number)s is broken: %(error)s"), number=reader.line_num, error=error) from error
