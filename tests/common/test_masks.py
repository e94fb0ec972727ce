"""Number masks: what they render, when they restart, what they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from apps.common.errors import Invalid
from apps.common.masks import meet, parse

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("mask", "is_legal", "expected"),
    [
        ("ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}", True, "ТКС-ОМИ-17-26Ю"),
        ("ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}", False, "ТКС-ОМИ-17-26Ф"),
        ("АП-{N}", True, "АП-17"),
        ("{N:4}/{ММ}.{ГГГГ}", True, "0017/03.2026"),
        ("{N}{ООО|ИП}", False, "17ИП"),
    ],
)
def test_a_mask_is_filled_as_written(mask: str, is_legal: bool, expected: str) -> None:
    assert parse(mask).render(17, DAY, is_legal=is_legal) == expected


def test_numbers_restart_yearly_only_when_the_mask_holds_a_year() -> None:
    assert parse("{N}-{ГГ}").period(DAY) == "2026"
    assert parse("АП-{N}").period(DAY) == ""


@pytest.mark.parametrize(
    ("mask", "sentence"),
    [
        ("АП", "A mask holds {N} exactly once."),
        ("{N}{N}", "A mask holds {N} exactly once."),
        ("{N}-{ДД}", "The mask does not know «{ДД}»."),
        ("{N:0}", "The mask does not know «{N:0}»."),
        ("{N:12}", "The mask does not know «{N:12}»."),
        ("{N", "A brace of the mask is not closed or not opened."),
        ("{N}}", "A brace of the mask is not closed or not opened."),
        ("{N}{|Ф}", "The mask does not know «{|Ф}»."),
        ("{N}/{ММ}", "A mask with a month holds the year as well."),
        ("   ", "A mask has 1 to 80 characters."),
    ],
)
def test_a_mask_that_means_nothing_is_refused_with_the_reason(mask: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(mask, "contract_mask")
    assert (refusal.value.field, refusal.value.message) == ("contract_mask", sentence)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Д-{N}", "Т-{N}", False),
        ("Д-{N}", "Д-{N}-{ГГ}", False),
        ("Д-{N}", "Д-{N:4}", True),
        ("Д{N}", "Д1{N}", True),
        ("Д{N}", "Д0{N}", False),
        ("Д0{N}", "Д{N:2}", True),
        ("{N}/{ГГ}", "{N}/26", True),
        ("{N}/{ГГГГ}", "{N}/{ГГ}", False),
        ("{N}{Ю|Ф}", "{N}{Ф|И}", True),
        ("{N}{Ю|Ф}", "{N}{ООО|ИП}", False),
        ("{N}-{ММ}{ГГ}", "{N}-{ГГГГ}", True),
    ],
)
def test_two_masks_meet_when_one_text_could_be_a_number_of_both(one: str, other: str, expected: bool) -> None:
    assert (meet(parse(one), parse(other)), meet(parse(other), parse(one))) == (expected, expected)


@pytest.mark.parametrize(
    ("mask", "number", "expected"),
    [
        ("ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}", "ТКС-ОМИ-17-26Ф", (17, "2026")),
        ("{N:4}/{ММ}.{ГГГГ}", "0017/03.2025", (17, "2025")),
        ("АП-{N}", "АП-17", (17, "")),
        ("АП-{N}", "АП-017", None),
        ("АП.{N}", "АП-17", None),
    ],
)
def test_a_number_is_taken_apart_as_it_was_put_together(
    mask: str, number: str, expected: tuple[int, str] | None
) -> None:
    assert parse(mask).read(number) == expected


def test_masks_that_differ_in_padding_alone_have_one_shape() -> None:
    assert {parse(mask).shape for mask in ("Д-{N}/{ГГ}", "Д-{N:4}/{ГГ}", "Д-{N:9}/{ГГ}")} == {"Д-{N}/{ГГ}"}
