"""Grids of labels fit on their page, each label has its place, and only links of our own labels are read."""

from __future__ import annotations

from uuid import UUID

import pytest

from apps.inventory.rules.labels import ROLLS, SHEETS, Grid, GridError, Link, read_link

UID = "6f8b3c0a-1d2e-4f5a-9b8c-000000000001"


@pytest.mark.parametrize("grid", [*SHEETS.values(), *ROLLS.values()])
def test_every_delivered_paper_fits_on_its_page(grid: Grid) -> None:
    grid.check()
    places = list(grid.places(grid.count))
    assert {page for page, _left, _bottom in places} == {0}
    for _page, left, bottom in places:
        assert -0.01 <= left <= grid.page[0] - grid.width + 0.01
        assert -0.01 <= bottom <= grid.page[1] - grid.height + 0.01


@pytest.mark.parametrize("grid", SHEETS.values())
def test_no_label_lies_on_another(grid: Grid) -> None:
    taken = [(left, bottom) for _page, left, bottom in grid.places(grid.count)]
    for number, (left, bottom) in enumerate(taken):
        for other_left, other_bottom in taken[number + 1 :]:
            apart = abs(left - other_left) >= grid.width - 0.01 or abs(bottom - other_bottom) >= grid.height - 0.01
            assert apart


def test_a_begun_sheet_goes_on_at_the_position_named_and_turns_the_page_when_full() -> None:
    grid = SHEETS["3x8"]
    places = list(grid.places(3, start=23))
    assert [page for page, _left, _bottom in places] == [0, 0, 1]
    assert places[0][1:] == pytest.approx((70.0, 0.0))
    assert places[2][1:] == pytest.approx((0.0, 297 - 297 / 8))


@pytest.mark.parametrize(
    ("grid", "field"),
    [
        (Grid(0, 8, 70, 37), "columns"),
        (Grid(3, 31, 70, 37), "rows"),
        (Grid(4, 8, 70, 37), "width"),
        (Grid(3, 9, 70, 37), "height"),
        (Grid(3, 8, 70, 5), "height"),
        (Grid(3, 8, 60, 37, gap_x=-1), "left"),
    ],
)
def test_a_grid_that_does_not_fit_names_the_figure(grid: Grid, field: str) -> None:
    with pytest.raises(GridError) as wrong:
        grid.check()
    assert wrong.value.field == field


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (f"https://host.ru/equipment/{UID}/?sn=ABC-1", Link("unit", UUID(UID), "ABC-1")),
        (f" HTTP://10.0.0.5:8000/equipment/{UID.upper()} ", Link("unit", UUID(UID))),
        (f"https://host.ru/sites/shelves/{UID}/?shelf=%D0%A1-01", Link("shelf", UUID(UID), "С-01")),
        (f"https://host.ru/equipment/{UID}/edit/", None),
        ("https://host.ru/equipment/1/", None),
        ("ABC/12", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_scanned_text_names_a_unit_or_shelf_only_as_our_labels_do(text: str, link: Link | None) -> None:
    assert read_link(text) == link
