"""The address of a list: one change at a time, back to the first page."""

from __future__ import annotations

from django.http import QueryDict

from apps.common.pages.address import Address

HERE = Address("/units/", QueryDict("status=a&status=b&q=S21&sort=-power&page=3"))


def test_sorting_goes_back_to_the_first_page() -> None:
    assert HERE.sorted_by("name") == "/units/?status=a&status=b&q=S21&sort=name"


def test_a_page_keeps_everything_else() -> None:
    assert HERE.page(4) == "/units/?status=a&status=b&q=S21&sort=-power&page=4"


def test_one_value_of_several_is_taken_away() -> None:
    assert HERE.without([("status", "a")]) == "/units/?status=b&q=S21&sort=-power"


def test_clearing_leaves_the_order() -> None:
    assert HERE.cleared(["status", "q"]) == "/units/?sort=-power"


def test_a_file_is_of_the_whole_list() -> None:
    assert HERE.export("csv") == "/units/?status=a&status=b&q=S21&sort=-power&export=csv"


def test_hidden_fields_carry_the_rest() -> None:
    assert HERE.kept("q", "sort") == [("status", "a"), ("status", "b")]
