"""The map of a site: every shelf of a small one, numbers of a large one, loads alone for the workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.selectors import loads_of_sites
from apps.inventory.selectors import site_map as maps
from tests.browser import Browser
from tests.inventory.factories import World, make_world, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation: Organisation) -> World:
    """Return four shelves under one node, one of them taken."""
    made = make_world(organisation)
    place(made.units[0], made.shelves[0])
    return made


def _page(world: World) -> str:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=world.admin.person_id))
    return browser.get(reverse("inventory:site", args=[world.site.uid])).content.decode()


def test_a_small_site_shows_each_shelf_with_what_stands_on_it(world: World) -> None:
    with scope(world.admin):
        found = maps.site_map(world.admin, world.site)
    hanging = found.rooms[0].nodes[0].shelves
    assert (found.is_drawn, found.shelf_count, found.free_count) == (True, 4, 3)
    assert [[unit.serial for unit in view.units] for view in hanging.each] == [[world.units[0].serial], [], [], []]
    assert world.shelves[0].label in _page(world)


def test_a_large_site_is_told_in_numbers_that_open_the_shelves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST_DRAWN", 3)
    with scope(world.admin):
        found = maps.site_map(world.admin, world.site)
    hanging = found.rooms[0].nodes[0].shelves
    assert (found.is_drawn, hanging.count, hanging.free, hanging.each) == (False, 4, 3, [])
    page = _page(world)
    assert (
        f">{world.shelves[0].label}<" in page,
        reverse("inventory:shelves", args=["node", world.node.uid]) in page,
    ) == (
        False,
        True,
    )


def test_the_loads_are_the_same_without_the_shelves(world: World) -> None:
    with scope(world.admin):
        whole, bare = (
            maps.site_map(world.admin, world.site),
            maps.power_map(world.admin, world.site, loads_of_sites(world.admin, [world.site.pk])[world.site.pk]),
        )
    assert bare.loads == whole.loads
    assert [(node.node, node.load) for room in bare.rooms for node in room.nodes] == [
        (node.node, node.load) for room in whole.rooms for node in room.nodes
    ]
