"""Pages of the workplace ask the same number of questions however many units stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.logistics.services import register_return
from tests.inventory.factories import make_store, make_units
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from tests.browser import Browser

pytestmark = pytest.mark.django_db
VIEWS = ("loose", "here", "returns", "incoming", "outgoing", "load")


def fill(road: Road, how_many: int) -> None:
    """Bring units to the warehouse: loose ones, some that wait for their owner, some that wait for the driver."""
    units = make_units(road.world.contract, road.warehouse, how_many * 3, model=road.world.model)
    with scope(road.manager) as by:
        register_return(by=by, contract=road.contract(), units=units[:how_many])
    movement = make_movement(road, units[how_many : 2 * how_many])
    load(road, movement, [unit.serial for unit in units[how_many : how_many + 1]])


def asked(browser: Browser, road: Road, view: str) -> int:
    """Return how many queries a view of the workplace takes."""
    address = reverse("logistics:workplace", args=[road.warehouse.uid])
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address, {"view": view})
    assert answer.status_code == 200
    return len(seen)


def test_the_number_of_queries_does_not_grow(organisation: Organisation, signed_in: Callable[[User], Browser]) -> None:
    road = make_road(organisation)
    make_store(road.warehouse, "S-{1..40}")
    fill(road, 1)
    with system_scope(SystemJob.MAINTENANCE):
        keeper = User.objects.get(pk=road.keeper.person_id)
    browser = signed_in(keeper)
    asked(browser, road, "here")  # what is asked once in a session is asked now
    few = {view: asked(browser, road, view) for view in VIEWS}
    fill(road, 6)
    assert {view: asked(browser, road, view) for view in VIEWS} == few
    assert 5 < min(few.values()) <= max(few.values()) <= 40
