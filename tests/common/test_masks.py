"""Number masks: what they render, when they restart, what they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from apps.common.errors import Invalid
from apps.common.masks import parse

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
