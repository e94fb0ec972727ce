"""Files with rows: what is read alike from either kind, and what is refused with its reason."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import Workbook

from apps.common.errors import Invalid
from apps.common.imports import mapping, sheets
from apps.common.imports.limits import FileRefused
from apps.common.imports.mapping import Field
from tests.common.imports.hostile import FILES

FIELDS = (Field("name", "Name", ("название",), needed=True), Field("inn", "INN", ("инн",)), Field("note", "Note"))


def _judge(headers: list[str]) -> int:
    return len(mapping.guess(headers, FIELDS))


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_its_reason_and_in_time(name: str) -> None:
    make, word = FILES[name]
    data = make()
    started = time.process_time()
    with translation.override("en"), pytest.raises(FileRefused) as caught:
        sheets.read(data, _judge)
    assert word in caught.value.message
    assert time.process_time() - started < 10


def test_a_workbook_gives_texts_numbers_days_and_row_numbers_as_people_see_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Название", "ИНН", "Дата", "Ставка", "Да"])
    sheet.append([])
    sheet.append(["ООО «А»\nБ", 7707083893, date(2026, 3, 1), Decimal("5.1"), True])
    sheet.append([None, None, None, None, None, None, " x "])
    data = io.BytesIO()
    book.save(data)
    found = sheets.read(data.getvalue(), _judge)
    assert found.headers == ["Название", "ИНН", "Дата", "Ставка", "Да"]
    assert [(line.number, line.cells) for line in found.lines] == [
        (3, ["ООО «А»\nБ", "7707083893", "2026-03-01", "5.1", "1"]),
        (4, ["", "", "", "", "", "", "x"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_is_read_in_its_encoding_and_with_its_separator(encoding: str, separator: str) -> None:
    text = f'Название{separator}ИНН\r\n"ООО ""А"""{separator}7707083893\r\n'
    found = sheets.read(text.encode(encoding), _judge)
    assert (found.headers, found.lines[0].cells) == (["Название", "ИНН"], ['ООО "А"', "7707083893"])


def test_headers_are_known_in_three_languages_and_columns_put_right() -> None:
    assert mapping.guess(["ИНН ", "назва-ние", "???"], FIELDS) == {"inn": 0, "name": 1}
    assert mapping.check({"name": 2}, 3, FIELDS) == {"name": 2}
    for wrong, field in (({"inn": 0}, "name"), ({"name": 0, "inn": 0}, "mapping"), ({"name": 9}, "name")):
        with pytest.raises(Invalid) as caught:
            mapping.check(wrong, 3, FIELDS)
        assert caught.value.field == field


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-SUM(1)", "@SUM(1)"])
def test_what_a_spreadsheet_would_run_is_refused_at_its_field_unless_our_export_quoted_it(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        mapping.values([text], {"note": 0})
    assert caught.value.field == "note"
    assert mapping.values([f"'{text}"], {"note": 0}) == {"note": text}


@pytest.mark.parametrize("text", ["+7 (495) 510-56-17", "-", "@anna_k", "-5", "'quoted'"])
def test_what_only_begins_like_a_formula_is_a_value(text: str) -> None:
    assert mapping.values([text], {"note": 0}) == {"note": text}
