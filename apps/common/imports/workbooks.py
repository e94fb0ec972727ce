"""The first sheet of an .xlsx workbook, read as a stream under limits: no formula, macro or entity is followed."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from apps.common.imports import limits
from apps.common.imports.limits import FileRefused

_CHUNK: Final = 64 * 1024
_FARTHEST_DAY: Final = 2_958_465
_MOST_DIGITS: Final = 30
_LAST_ROW: Final = 1_048_576
_REFERENCE_LETTERS: Final = 3
_ALPHABET: Final = 26

Attributes = Mapping[str, str]


def read_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row of the first sheet. Raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _judge(package)
            book = _Book(package)
            yield from _Rows(book).read()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise FileRefused(_("The workbook is damaged.")) from error
    except expat.ExpatError as error:
        raise FileRefused(_("The workbook is damaged.")) from error


def _judge(package: zipfile.ZipFile) -> None:
    """Refuse a package that is no workbook, is locked, holds macros, or unpacks to too much."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.MAX_PARTS or len(set(names)) != len(names):
        raise FileRefused(_("The workbook is damaged."))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("The workbook has a password. Save it without one."))
    if sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
        raise FileRefused(_("The workbook unpacks to more than is read at once."))
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise FileRefused(_("This is neither an .xlsx workbook nor a .csv table, whatever its name says."))
    if any("vbaproject" in name.lower() or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused(_("The workbook holds macros. Save it as .xlsx without them."))


def _parse(package: zipfile.ZipFile, name: str, start: Callable[[str, Attributes], None],
           end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None) -> None:  # fmt: skip
    """Walk through one part of the package; names come without their prefix. Raises FileRefused."""
    parser = expat.ParserCreate()
    seen = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal seen
        seen += 1
        if seen > limits.MAX_ELEMENTS:
            raise FileRefused(_("The workbook unpacks to more than is read at once."))
        start(tag.rpartition(":")[2], attributes)

    def declared(*_args: Any) -> None:
        raise FileRefused(_("The workbook declares entities; no spreadsheet does that."))

    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.buffer_text = True
    if end is not None:
        closed = end
        parser.EndElementHandler = lambda tag: closed(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    with package.open(name) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


class _Book:
    """What the sheet needs to be understood: shared texts, which formats are dates, the calendar, its own place."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = set(package.namelist())
        self.calendar = CALENDAR_WINDOWS_1900
        self.texts: list[str] = []
        self.date_styles: set[int] = set()
        self.sheet = self._place_of_first_sheet()
        if "xl/sharedStrings.xml" in self.names:
            self._read_texts()
        if "xl/styles.xml" in self.names:
            self._read_styles()

    def _place_of_first_sheet(self) -> str:
        """Return the part that holds the first sheet."""
        links: dict[str, str] = {}
        wanted: list[str] = []

        def link(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode", "Internal") == "Internal":
                links[attributes.get("Id", "")] = attributes.get("Target", "")

        def sheet(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                wanted.extend(value for name, value in attributes.items() if name.rpartition(":")[2] == "id")
            if tag == "workbookPr" and attributes.get("date1904", "0") in {"1", "true"}:
                self.calendar = CALENDAR_MAC_1904

        _parse(self.package, "xl/workbook.xml", sheet)
        if "xl/_rels/workbook.xml.rels" in self.names:
            _parse(self.package, "xl/_rels/workbook.xml.rels", link)
        target = links.get(wanted[0], "") if wanted else ""
        place = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if not target or place not in self.names:
            raise FileRefused(_("The workbook has no sheet that can be read."))
        return place

    def _read_texts(self) -> None:
        """Gather the shared texts; phonetic readings are left out."""
        parts: list[str] = []
        state = {"in_text": False, "phonetic": False}

        def start(tag: str, _attributes: Attributes) -> None:
            if tag == "si":
                parts.clear()
            state["phonetic"] = state["phonetic"] or tag == "rPh"
            state["in_text"] = tag == "t" and not state["phonetic"]

        def end(tag: str) -> None:
            if tag == "rPh":
                state["phonetic"] = False
            if tag == "t":
                state["in_text"] = False
            if tag == "si":
                self.texts.append("".join(parts))

        def text(piece: str) -> None:
            if state["in_text"]:
                parts.append(piece)

        _parse(self.package, "xl/sharedStrings.xml", start, end, text)

    def _read_styles(self) -> None:
        """Find the cell styles that show a number as a day."""
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        state = {"in_cells": False}
        styles: list[int] = []

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "cellXfs":
                state["in_cells"] = True
            elif tag == "numFmt":
                formats[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:200]
            elif tag == "xf" and state["in_cells"]:
                styles.append(_int(attributes.get("numFmtId")))

        def end(tag: str) -> None:
            if tag == "cellXfs":
                state["in_cells"] = False

        _parse(self.package, "xl/styles.xml", start, end)
        self.date_styles = {place for place, number in enumerate(styles) if is_date_format(formats.get(number, ""))}


class _Rows:
    """The rows of the sheet."""

    def __init__(self, book: _Book) -> None:
        self._book = book
        self._rows: list[tuple[int, list[str]]] = []
        self._number = 0
        self._cells: dict[int, str] = {}
        self._column = 0
        self._type = ""
        self._style = 0
        self._value: list[str] = []
        self._in_value = False
        self._length = 0
        self._seen = 0

    def read(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and cells of each row."""
        _parse(self._book.package, self._book.sheet, self._start, self._end, self._text)
        yield from self._rows

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._open_row(attributes)
        elif tag == "c":
            self._open_cell(attributes)
        elif tag in {"v", "t"}:
            self._in_value = True
        elif tag == "f":
            raise FileRefused(
                _("The cell %(place)s holds a formula. Copy the column and insert it as values."), place=self._place
            )

    def _open_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self._number = _int(number, self._number + 1)
        self._seen += 1
        if self._seen > limits.MAX_LINES:
            raise limits.too_many_rows()
        if not 1 <= self._number <= _LAST_ROW:
            raise FileRefused(_("The workbook is damaged."))
        self._cells = {}
        self._column = 0

    def _open_cell(self, attributes: Attributes) -> None:
        letters = "".join(sign for sign in attributes.get("r", "") if sign.isalpha())
        if len(letters) > _REFERENCE_LETTERS or not letters.isascii():
            raise FileRefused(_("The workbook is damaged."))
        self._column = column_index_from_string(letters) if letters else self._column + 1
        self._type = attributes.get("t", "n")
        self._style = _int(attributes.get("s"))
        self._value = []
        self._length = 0

    def _text(self, piece: str) -> None:
        if self._in_value:
            self._length += len(piece)
            if self._length > limits.MAX_CELL:
                raise limits.too_long(self._place)
            self._value.append(piece)

    def _end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self._in_value = False
        elif tag == "c":
            value = self._shown("".join(self._value)).strip()
            if value:
                if self._column > limits.MAX_COLUMNS:
                    raise limits.too_many_columns()
                self._cells[self._column] = value
        elif tag == "row" and self._cells:
            if len(self._rows) > limits.MAX_ROWS:
                raise limits.too_many_rows()
            last = max(self._cells)
            self._rows.append((self._number, [self._cells.get(place, "") for place in range(1, last + 1)]))

    @property
    def _place(self) -> str:
        """The cell as people name it: E12."""
        letters, column = "", self._column
        while column > 0:
            column, letter = divmod(column - 1, _ALPHABET)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self._number}"

    def _shown(self, raw: str) -> str:
        """Return a value as text. Raises FileRefused for an error value and an impossible number or day."""
        if not raw:
            return ""
        if self._type == "s":
            place = _int(raw, -1)
            if not 0 <= place < len(self._book.texts):
                raise FileRefused(_("The workbook is damaged."))
            text = self._book.texts[place]
            if len(text) > limits.MAX_CELL:
                raise limits.too_long(self._place)
            return text
        if self._type == "e":
            raise FileRefused(_("The cell %(place)s holds an error: %(value)s."), place=self._place, value=raw[:20])
        if self._type == "b":
            return "1" if raw.strip() == "1" else "0"
        return self._figure(raw.strip()) if self._type == "n" else raw

    def _figure(self, raw: str) -> str:
        """Return a number without an exponent, a day as YYYY-MM-DD."""
        try:
            number = Decimal(raw)
        except InvalidOperation as error:
            raise FileRefused(_("The cell %(place)s holds no number."), place=self._place) from error
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
            raise FileRefused(_("The cell %(place)s holds no number."), place=self._place)
        if self._style in self._book.date_styles:
            if not 1 <= number <= _FARTHEST_DAY:
                raise FileRefused(_("The cell %(place)s holds an impossible date."), place=self._place)
            return str(from_excel(float(number), self._book.calendar))[:10]
        return _plain(number)


def _plain(number: Decimal) -> str:
    """Return the shortest text of a number; spreadsheets keep 5.1 as 5.0999999999999996."""
    whole = number == number.to_integral_value()
    return format(number.to_integral_value(), "f") if whole else format(Decimal(repr(float(number))), "f")


def _int(text: str | None, otherwise: int = 0) -> int:
    """Return a small number, or the other one for anything else."""
    tidy = (text or "").strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) <= 9 else otherwise  # noqa: PLR2004 - far above any
