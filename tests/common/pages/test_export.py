"""Exported files are safe for spreadsheets, and say when they are cut."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from apps.common.pages import Column, Kind
from apps.common.pages.export import as_csv, as_xlsx, safe

COLUMNS = (
    Column("name", "Name"),
    Column("power", "Power", kind=Kind.NUMBER, unit="kW"),
    Column("status", "Status", kind=Kind.STATUS),
    Column("at", "At", kind=Kind.DATETIME),
)


@dataclass
class Row:
    name: str
    power: Decimal | None = Decimal("3.500")
    status: str = "stored"
    at: datetime = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@sum", "\tx", "\rx", "\nx", "＝1"])
def test_a_text_that_could_be_a_formula_is_quoted(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["АП-1", "a=b", -3, Decimal(-1), None, True])
def test_other_values_pass_unchanged(value: Any) -> None:
    assert safe(value) == value


def test_control_characters_are_dropped() -> None:
    assert safe("a\x00b\x1b") == "ab"


def test_a_csv_file_has_units_in_its_header_and_a_mark_for_spreadsheets() -> None:
    response = as_csv(COLUMNS, [Row("=cmd()"), Row("ООО, «А»", None)], "units", cut=False)
    assert response.content.decode("utf-8-sig") == (
        'Name,"Power, kW",Status,At\r\n\'=cmd(),3.500,In storage,2026-11-21 09:30:00\r\n'
        '"ООО, «А»",,In storage,2026-11-21 09:30:00\r\n'
    )
    assert response["Content-Disposition"] == 'attachment; filename="units.csv"'


def test_a_workbook_keeps_types_and_holds_no_formula() -> None:
    response = as_xlsx(COLUMNS, [Row("=cmd()")], "units", cut=False)
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [cell.value for cell in cells] == [
        "'=cmd()",
        3.5,
        "In storage",
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC).replace(tzinfo=None),
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "s", "d"]


def test_a_cut_file_says_so() -> None:
    response = as_csv(COLUMNS[:1], [Row("A")], "units", cut=True)
    last = response.content.decode("utf-8-sig").splitlines()[-1]
    assert (last, response["X-Truncated"]) == (
        "Only the first 20000 rows are here. Narrow the list by filters.",
        "20000",
    )
