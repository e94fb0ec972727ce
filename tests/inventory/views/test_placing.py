"""Placing from a unit's page: a shelf is named by its label or code, and those that fit are offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.inventory.models import Unit
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import make_shelves, make_site, make_store, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's browser."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


def _shelf_of(unit: Unit) -> str | None:
    with system_scope(SystemJob.MAINTENANCE):
        shelf = Unit.objects.select_related("shelf").get(pk=unit.pk).shelf
    return shelf.label if shelf else None


def test_shelves_that_take_the_unit_are_offered_and_the_first_is_filled_in(browser: Browser, world: World) -> None:
    place(world.units[0], world.shelves[0])
    make_shelves(world.node, "B-{1..30}")
    page = browser.get(reverse("inventory:unit_place", args=[world.units[1].uid])).content.decode()
    offered = re.findall(r'<option value="([^"]*)"', page[page.index("<datalist") :])
    assert offered[:3] == ["A-2", "A-3", "A-4"]
    assert len(offered) < 20
    assert 'value="A-2"' in page[page.index('id="id_shelf"') - 300 : page.index('id="id_shelf"') + 300]


@pytest.mark.parametrize("typed", ["a-3", " A-3 ", "{link}"])
def test_a_shelf_is_named_by_label_in_any_case_or_by_its_code(browser: Browser, world: World, typed: str) -> None:
    shelf = world.shelves[2]
    link = f"https://example.test{reverse('inventory:shelf', args=[shelf.uid])}?shelf={shelf.label}"
    answer = browser.post(
        reverse("inventory:unit_place", args=[world.units[0].uid]), {"shelf": typed.replace("{link}", link)}
    )
    assert (answer.status_code, _shelf_of(world.units[0])) == (302, "A-3")


def test_a_shelf_of_another_site_or_of_none_is_refused_at_the_field(
    organisation: Organisation, browser: Browser, world: World
) -> None:
    make_store(make_site(organisation), "Z-{1..2}")
    for label in ("Z-1", "nowhere"):
        answer = browser.post(reverse("inventory:unit_place", args=[world.units[0].uid]), {"shelf": label})
        assert answer.status_code in {409, 422}
        assert answer.context["form"].errors == {"shelf": [f"There is no shelf {label} here."]}
    assert _shelf_of(world.units[0]) is None
