"""Files that are no table of ours: each with the word by which its refusal says why."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'


def workbook(sheet: str, *, parts: dict[str, str] | None = None, whole_sheet: bool = False) -> bytes:
    """Return a package with this sheet data (or this whole sheet) and further parts."""
    body = sheet if whole_sheet else f"<worksheet {_MAIN}><sheetData>{sheet}</sheetData></worksheet>"
    files = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": body,
        **(parts or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return data.getvalue()


def _row(cell: str) -> bytes:
    return workbook(f'{_HEAD}<row r="2">{cell}</row>')


def _real(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]  # a new book has a sheet
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _zeros() -> bytes:
    data = io.BytesIO(workbook(_HEAD))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", bytes(70 * 1024 * 1024))
    return data.getvalue()


def _locked() -> bytes:
    data = bytearray(workbook(_HEAD))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


_LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
_ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (_zeros, "unpacks to more"),
    "rows without end": (lambda: workbook(f"{_HEAD}" + "<row/>" * 300_000), "rows are read"),
    "a million empty cells": (lambda: _row("<c/>" * 1_000_000), "no row under it"),
    "cells without end": (lambda: _row("<c/>" * 4_100_000), "unpacks to more"),
    "far column": (lambda: _row('<c r="XFD2" t="inlineStr"><is><t>x</t></is></c>'), "columns are read"),
    "column beyond the last": (lambda: _row('<c r="AAAAAAAA2"><v>1</v></c>'), "damaged"),
    "row beyond the last": (lambda: workbook(f'{_HEAD}<row r="999999999"><c><v>1</v></c></row>'), "damaged"),
    "billion laughs": (lambda: workbook(f"{_LAUGHS}]><worksheet>&j;</worksheet>", whole_sheet=True), "entities"),
    "outside entity": (lambda: workbook(f"{_ENTITY}<worksheet>&e;</worksheet>", whole_sheet=True), "entities"),
    "entity in shared texts": (
        lambda: workbook(_HEAD, parts={"xl/sharedStrings.xml": f"{_ENTITY}<sst><si><t>&e;</t></si></sst>"}),
        "entities",
    ),
    "formula": (lambda: _real(["name"], ["=1+1"]), "formula"),
    "link formula": (lambda: _real(["name"], ['=HYPERLINK("http://evil.test","x")']), "formula"),
    "macros": (lambda: workbook(_HEAD, parts={"xl/vbaProject.bin": "x"}), "macros"),
    "old macro sheet": (lambda: workbook(_HEAD, parts={"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    "password": (_locked, "password"),
    "old .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
    "renamed exe": (lambda: b"MZ\x90\x00" + bytes(600), "neither"),
    "renamed elf": (lambda: b"\x7fELF\x02\x01\x01" + bytes(600), "neither"),
    "renamed pdf": (lambda: b"%PDF-1.7\n1 0 obj", "neither"),
    "renamed picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(60), "neither"),
    "page": (lambda: b"<!DOCTYPE html><html><script>alert(1)</script>", "neither"),
    "another package": (lambda: workbook(_HEAD).replace(b"xl/workbook.xml", b"word/documentxx"), "neither"),
    "torn workbook": (lambda: workbook(_HEAD)[:400], "damaged"),
    "torn markup": (lambda: workbook("<row><c", whole_sheet=False), "damaged"),
    "text out of nowhere": (lambda: _row('<c t="s"><v>999999</v></c>'), "damaged"),
    "huge cell": (lambda: _row(f'<c t="inlineStr"><is><t>{"x" * 200_000}</t></is></c>'), "too long"),
    "endless number": (lambda: _row("<c><v>1e999999999</v></c>"), "no number"),
    "error value": (lambda: _row('<c t="e"><v>#REF!</v></c>'), "error"),
    "flood of impossible dates": (
        lambda: workbook(
            _HEAD + "".join(f'<row r="{n}"><c s="1"><v>9e20</v></c></row>' for n in range(2, 2000)),
            parts={
                "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
            },
        ),
        "impossible date",
    ),
    "sheet outside the package": (
        lambda: workbook(
            _HEAD,
            parts={
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
                'TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
            },
        ),
        "no sheet",
    ),
    "binary table": (lambda: b"name;inn\n\x00\x01\x02;7707083893\n", "encoding"),
    "huge table": (lambda: b"name\n" + b"x\n" * 6_000_000, "too large"),
    "rows of a table": (lambda: b"name\n" + b"x\n" * 30_000, "rows are read"),
    "columns of a table": (lambda: (";".join(["name"] * 1_000) + "\n").encode() * 2, "columns are read"),
    "huge cell of a table": (lambda: b"name\n" + b"x" * 100_000 + b"\n", "too long"),
    "broken quotes": (lambda: b'name;inn\n"a"b;"c\n', "broken"),
    "nothing": (lambda: b" \n\r\n", "empty"),
    "header alone": ("Название;ИНН\n".encode, "no row under it"),
}
