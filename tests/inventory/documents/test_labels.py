"""What comes out of the printer: every code leads to its unit, every text can be read, in three alphabets."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from apps.common import fonts
from apps.inventory.documents.labels import Label, draw
from apps.inventory.rules.labels import ROLLS, SHEETS, Grid

INCHES_PER_POINT = 1 / 72
# A cheap label printer.
DPI = 203


def made(how_many: int) -> list[Label]:
    return [
        Label(
            f"https://host.example.ru/equipment/6f8b3c0a-1d2e-4f5a-9b8c-{number:012d}/?sn=HKYDD3ABBJIJI{number:04d}",
            f"HKYDD3ABBJIJI{number:04d}",
            ("Antminer S21", "ООО «Пример»", "蚂蚁矿机"),
        )
        for number in range(how_many)
    ]


def codes(file: bytes) -> list[list[str]]:
    """The codes of each page, as a scanner reads them off the print."""
    found = []
    for page in pypdfium2.PdfDocument(file):
        picture = page.render(scale=DPI * INCHES_PER_POINT).to_pil()
        found.append([code.text for code in zxingcpp.read_barcodes(picture)])
    return found


def words(file: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))


@pytest.mark.parametrize("paper", [*SHEETS, *ROLLS])
def test_every_code_of_a_full_page_is_read_at_the_resolution_of_a_label_printer(paper: str) -> None:
    grid: Grid = SHEETS.get(paper) or ROLLS[paper]
    labels = made(grid.count)
    assert sorted(codes(draw(labels, grid))[0]) == [label.link for label in labels]


def test_labels_that_do_not_fit_go_on_the_next_page() -> None:
    labels = made(5)
    assert [len(page) for page in codes(draw(labels, SHEETS["3x8"], start=22))] == [3, 2]


def test_the_text_beside_the_code_is_text_in_three_alphabets() -> None:
    text = words(draw(made(1), ROLLS["100x50"]))
    assert "HKYDD3ABBJIJI0000" in text
    assert "Antminer S21" in text
    assert "ООО «Пример»" in text
    assert "蚂蚁矿机" in text


def test_a_text_that_is_too_long_is_cut_and_marked() -> None:
    text, size = fonts.fitting("ООО " + "Длинное название " * 20, fonts.TEXT, 8, 100)
    assert text.endswith("…")
    assert fonts.width(text, fonts.TEXT, size) <= 100
