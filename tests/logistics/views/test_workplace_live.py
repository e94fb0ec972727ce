"""A workplace that asks again is told that nothing changed, or gets what did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.services import place_unit
from apps.logistics.services import register_return
from tests.inventory.factories import make_store, make_units
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
VIEWS = ("loose", "here", "returns", "incoming", "outgoing", "load")


@pytest.fixture
def road(organisation: Organisation) -> Road:
    """Return the places and people of a journey, with shelves and six loose units at the warehouse."""
    road = make_road(organisation)
    make_store(road.warehouse, "S-{1..9}")
    make_units(road.world.contract, road.warehouse, 6, model=road.world.model)
    return road


@pytest.fixture
def browser(road: Road, signed_in: Callable[[User], Browser]) -> Browser:
    """Return the browser of the one who works there."""
    with system_scope(SystemJob.MAINTENANCE):
        return signed_in(User.objects.get(pk=road.keeper.person_id))


def _ask(browser: Browser, road: Road, mark: str, **query: str) -> tuple[int, str]:
    """Return status and mark of the answer to a page that shows `mark`."""
    address = reverse("logistics:workplace", args=[road.warehouse.uid])
    answer = browser.get(address, query | {"mark": mark}, headers={"HX-Request": "true", "HX-Target": "work"})
    return answer.status_code, "" if answer.status_code == 204 else answer.context["mark"]


@pytest.mark.parametrize("query", [{"view": view} for view in VIEWS] + [{"q": "0001"}, {"q": "nothing like it"}])
def test_nothing_is_drawn_again_when_nothing_changed(browser: Browser, road: Road, query: dict[str, str]) -> None:
    status, mark = _ask(browser, road, "", **query)
    assert (status, _ask(browser, road, mark, **query)) == (200, (204, ""))


def test_every_list_follows_what_it_shows(browser: Browser, road: Road) -> None:
    units = make_units(road.world.contract, road.warehouse, 3, model=road.world.model)

    def changed(marks: dict[str, str]) -> tuple[set[str], dict[str, str]]:
        answers = {view: _ask(browser, road, marks[view], view=view) for view in VIEWS}
        return {view for view in VIEWS if answers[view][0] == 200}, {
            view: mark or marks[view] for view, (_status, mark) in answers.items()
        }

    _all, marks = changed(dict.fromkeys(VIEWS, ""))
    with scope(road.keeper) as by:
        shelf = road.warehouse.shelves.order_by("pk").first()
        place_unit(by=by, unit=units[0], shelf=shelf, site=road.warehouse)
    seen, marks = changed(marks)
    assert {"loose", "here"} <= seen
    movement = make_movement(road, units[1:2])
    seen, marks = changed(marks)
    assert "outgoing" in seen
    load(road, movement, [units[1].serial])
    seen, marks = changed(marks)
    assert {"outgoing", "here", "loose"} <= seen
    with scope(road.manager) as by:
        register_return(by=by, contract=road.contract(), units=units[2:])
    seen, marks = changed(marks)
    assert "returns" in seen
    assert changed(marks)[0] == set()


def test_the_next_page_of_what_was_found_is_of_what_was_found(browser: Browser, road: Road) -> None:
    units = make_units(road.world.contract, road.warehouse, 30, model=road.world.model)
    address = reverse("logistics:workplace", args=[road.warehouse.uid])
    part = units[0].serial[:3]
    page = browser.get(address, {"q": part}).content.decode()
    assert f"q={part}&amp;page=2" in page
