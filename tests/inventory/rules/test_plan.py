"""The geometry of a plan: rows, blocks, slots; nothing overlaps and everything lies on the sheet."""

from __future__ import annotations

from apps.inventory.rules.plan import CELL_HEIGHT, CELL_WIDTH, ROW_CELLS, SHEET_WIDTH, Spot, draw, rows_of


def spots(labels: list[str], block: str = "R", capacity: int = 1) -> list[Spot]:
    return [Spot(number, block, label, capacity) for number, label in enumerate(labels, start=1)]


def test_labels_that_differ_in_their_last_number_stand_side_by_side() -> None:
    rows = rows_of(spots(["A-1-1", "A-1-2", "A-2-1", "A-2-2"]))
    assert [[spot.label for spot in row] for row in rows] == [["A-1-1", "A-1-2"], ["A-2-1", "A-2-2"]]


def test_labels_without_a_common_row_are_one_row() -> None:
    assert [len(row) for row in rows_of(spots(["Bench", "Corner"]))] == [2]


def test_a_long_row_is_broken() -> None:
    rows = rows_of(spots([f"W-{number}" for number in range(250)]))
    assert [len(row) for row in rows] == [ROW_CELLS, ROW_CELLS, 50]


def test_no_two_cells_overlap_and_all_lie_on_the_sheet() -> None:
    labels = [f"{row}-{column}" for row in range(1, 9) for column in range(1, 13)]
    given = [Spot(100 * block + at, f"R{block}", label) for block in range(5) for at, label in enumerate(labels)]
    plan = draw(given)
    assert len({(cell.x, cell.y) for cell in plan.cells}) == len(given)
    assert all(cell.x >= 0 and cell.x + cell.width <= plan.width for cell in plan.cells)
    assert all(cell.y >= 0 and cell.y + CELL_HEIGHT <= plan.height for cell in plan.cells)
    assert plan.width <= SHEET_WIDTH
    assert len({block.y for block in plan.blocks}) > 1


def test_a_shelf_for_some_units_has_a_cell_for_each_and_one_for_many_has_one() -> None:
    few = draw(spots(["S"], capacity=4)).cells
    assert [(cell.slot, cell.width) for cell in few] == [(1, 10), (2, 10), (3, 10), (4, 10)]
    assert [(cell.slot, cell.width) for cell in draw(spots(["S"], capacity=5)).cells] == [(1, CELL_WIDTH)]


def test_a_room_without_shelves_is_an_empty_sheet() -> None:
    assert draw([]).cells == []
