"""Shelves opened on the site's page: a part and a page of their own, who may see them, page after page, pallets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.views import shelves as views
from tests.browser import Browser
from tests.factories import make_organisation, make_user
from tests.inventory.factories import factory, make_shelves, make_store, make_units, make_world, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.inventory.models import Rack
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's browser."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


@pytest.fixture
def rack(world: World) -> Rack:
    """Return a rack of three shelves under the world's node, beside the node's own four."""
    with scope(factory(world.organisation.pk)) as by:
        made = services.create_rack(by=by, power_node=world.node, name="Rack <1>")
        services.create_shelves(by=by, rack=made, pattern="R-{1..3}")
    return made


def labels(page: str) -> list[str]:
    """Return the labels of the shelves that are shown, in order."""
    return re.findall(r'<span class="nh-shelf-label">([^<]*)</span>', page)


def test_a_place_shows_only_the_shelves_that_hang_right_in_it(browser: Browser, world: World, rack: Rack) -> None:
    store = make_store(world.site, "S-{1..2}")
    place(world.units[0], world.shelves[1])
    asked = (("rack", rack), ("node", world.node), ("room", store[0].room), ("room", world.node.room))
    shown = [
        labels(browser.get(reverse("inventory:shelves", args=[kind, home.uid]), headers=PART).content.decode())
        for kind, home in asked
    ]
    assert shown == [["R-1", "R-2", "R-3"], ["A-1", "A-2", "A-3", "A-4"], ["S-1", "S-2"], []]


def test_a_shelf_leads_to_its_unit_and_a_free_one_to_itself(browser: Browser, world: World) -> None:
    place(world.units[0], world.shelves[0])
    part = browser.get(reverse("inventory:shelves", args=["node", world.node.uid]), headers=PART).content.decode()
    assert re.findall(r'href="([^"]*)"', part)[:2] == [
        reverse("inventory:unit", args=[world.units[0].uid]),
        reverse("inventory:shelf", args=[world.shelves[1].uid]),
    ]
    assert f"{world.units[0].serial} · {world.model.name} · {world.client}" in part


def test_opened_on_the_site_it_is_a_part_and_by_its_own_address_a_page(browser: Browser, rack: Rack) -> None:
    url = reverse("inventory:shelves", args=["rack", rack.uid])
    part, page = browser.get(url, headers=PART), browser.get(url)
    assert ("<html" in part.content.decode(), "<html" in page.content.decode()) == (False, True)
    assert "Rack &lt;1&gt;" in page.content.decode()
    assert "HX-Request" in part["Vary"]


def test_many_shelves_come_page_after_page(browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 3)
    url = reverse("inventory:shelves", args=["node", world.node.uid])
    first, second = (browser.get(url, query, headers=PART).content.decode() for query in ({}, {"page": "2"}))
    assert (labels(first), labels(second)) == (["A-1", "A-2", "A-3"], ["A-4"])
    assert (f'hx-get="{url}?page=2"' in first, "page=3" in second) == (True, False)
    assert labels(browser.get(url, {"page": "x"}, headers=PART).content.decode()) == ["A-1", "A-2", "A-3"]
    assert "No shelves here." in browser.get(url, {"page": "9"}, headers=PART).content.decode()


def test_a_pallet_is_told_in_numbers_also_when_it_is_full(browser: Browser, world: World) -> None:
    pallet, full = make_store(world.site, "P-{1..2}", capacity=5)
    for unit in world.units[:3]:
        place(unit, pallet)
    for unit in make_units(world.contract, world.site, 5):
        place(unit, full)
    part = browser.get(reverse("inventory:shelves", args=["room", pallet.room.uid]), headers=PART).content.decode()
    assert labels(part) == ["P-1", "P-2"]
    assert re.findall(r'<span class="nh-shelf-tail">([^<]*)</span>', part) == ["3 / 5", "5 / 5"]
    assert reverse("inventory:shelf", args=[full.uid]) in part


@pytest.mark.parametrize("role", [Role.CLIENT_ADMIN, Role.DRIVER, Role.BROKER])
def test_who_may_not_see_places_gets_no_part_of_one(
    organisation: Organisation, world: World, rack: Rack, role: Role
) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, role))
    answer = browser.get(reverse("inventory:shelves", args=["rack", rack.uid]), headers=PART)
    assert (answer.status_code, "R-1" in answer.content.decode()) == (403, False)


def test_a_place_of_another_organisation_of_another_site_and_of_no_kind_is_not_found(
    organisation: Organisation, browser: Browser, world: World, rack: Rack
) -> None:
    foreign = make_world(make_organisation("other"))
    assert browser.get(reverse("inventory:shelves", args=["node", foreign.node.uid])).status_code == 404
    assert browser.get(reverse("inventory:shelves", args=["shelf", world.shelves[0].uid])).status_code == 404
    unbound = Browser()
    unbound.sign_in_as(make_user(organisation, Role.WAREHOUSE))
    assert unbound.get(reverse("inventory:shelves", args=["rack", rack.uid])).status_code == 404


def test_a_part_takes_as_many_queries_however_many_shelves_it_shows(browser: Browser, world: World) -> None:
    url = reverse("inventory:shelves", args=["node", world.node.uid])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(url, headers=PART)
        return len(seen)

    queries()
    few = queries()
    make_shelves(world.node, "B-{1..60}")
    for unit, shelf in zip(make_units(world.contract, world.site, 2), world.shelves, strict=False):
        place(unit, shelf)
    assert queries() == few
    assert few < 24
