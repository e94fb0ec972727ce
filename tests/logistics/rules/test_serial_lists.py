"""Lists of serial numbers as people paste them."""

from __future__ import annotations

from apps.logistics.rules.serial_lists import Problem, parse


def test_lines_tabs_commas_and_semicolons_separate() -> None:
    assert [entry.serial for entry in parse("aaaa1\nBBBB2\tcccc3,dddd4;eeee5\r\n\n")] == [
        "AAAA1",
        "BBBB2",
        "CCCC3",
        "DDDD4",
        "EEEE5",
    ]


def test_what_a_label_prints_before_the_number_is_left_out() -> None:
    assert [entry.serial for entry in parse("S/N: ab 12 34\nSN:XY99")] == ["AB1234", "XY99"]


def test_doubles_and_wrong_entries_are_named_with_their_place() -> None:
    entries = parse("AAAA1, яяяя, aaaa1, AB")
    assert [(entry.number, entry.problem) for entry in entries] == [
        (1, None),
        (2, Problem.WRONG),
        (3, Problem.DOUBLE),
        (4, Problem.WRONG),
    ]


def test_the_code_of_a_label_is_read_as_the_number_printed_beside_it() -> None:
    link = "https://host.ru/equipment/6f8b3c0a-1d2e-4f5a-9b8c-000000000001/?sn=ABC-17"
    assert [entry.serial for entry in parse(f"{link}\nXYZ1")] == ["ABC-17", "XYZ1"]
