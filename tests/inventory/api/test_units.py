"""The API of units: found by what is on a label, told at an instant, and nothing answered to a misspelt filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.clock import now
from apps.common.roles import Role
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's session, in Russian."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN, language="ru"))
    return browser


@pytest.mark.parametrize("read", [slice(None), slice(-4, None), slice(2, 9)])
def test_units_are_searched_by_serial_number_its_end_and_a_part(browser: Browser, world: World, read: slice) -> None:
    wanted = world.units[2].serial
    answer = browser.get(reverse("inventory_api:unit-list"), {"search": wanted[read].lower()}).json()
    fits = [unit.serial for unit in world.units if wanted[read] in unit.serial]
    assert sorted(one["serial"] for one in answer["results"]) == sorted(fits)
    assert browser.get(reverse("inventory_api:unit-list"), {"search": "NOSUCH"}).json()["results"] == []


@pytest.mark.parametrize("name", ["unit", "site", "shelf", "power-node", "model"])
def test_a_list_refuses_a_parameter_that_it_does_not_read_and_names_those_it_does(
    browser: Browser, world: World, name: str
) -> None:
    answer = browser.get(reverse(f"inventory_api:{name}-list"), {"sites": str(world.site.uid), "page_size": "1"})
    told = answer.json()
    assert (answer.status_code, told["title"], list(told["fields"])) == (400, "Недопустимое значение.", ["sites"])
    assert "page_size" in told["fields"]["sites"][0]


def test_an_instant_that_is_none_is_refused_at_its_name(browser: Browser, world: World) -> None:
    url = reverse("inventory_api:unit-at", args=[world.units[0].uid])
    for asked in ({}, {"when": "then"}):
        answer = browser.get(url, asked)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["when"])
    told = browser.get(url, {"when": now().isoformat()}).json()
    assert (told["serial"], told["site"], told["client"]) == (
        world.units[0].serial,
        world.site.name,
        str(world.client),
    )


def test_a_unit_is_described_renumbered_and_given_an_own_power(browser: Browser, world: World) -> None:
    place(world.units[0], world.shelves[0])
    url = reverse("inventory_api:unit-detail", args=[world.units[0].uid])
    seen = browser.get(url).json()
    told = {"label": "INV-7", "warranty_from": "2026-01-15", "warranty_months": 12, "version": seen["version"]}
    headers = {"Idempotency-Key": "described"}
    changed = browser.patch(url, told, content_type="application/json", headers=headers).json()
    assert (changed["label"], changed["warranty_until"]) == ("INV-7", "2027-01-14")
    stale = browser.patch(
        url, told | {"label": "INV-8"}, content_type="application/json", headers={"Idempotency-Key": "2"}
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    renumbered = browser.post(f"{url}serial/", {"serial": "newboard1", "why": "another control board"}).json()
    assert (renumbered["serial"], renumbered["uid"]) == ("NEWBOARD1", seen["uid"])
    found = browser.get(reverse("inventory_api:unit-list"), {"search": seen["serial"]}).json()["results"]
    assert [one["serial"] for one in found] == ["NEWBOARD1"]
    tuned = browser.post(f"{url}power/", {"power_w": 4100, "reason": "overclocked"}).json()
    assert (tuned["power_w"], tuned["power_override_w"]) == (4100, 4100)
    over = browser.post(f"{url}power/", {"power_w": 10001, "reason": "overclocked"}).json()
    assert (over["code"], over["params"]["free_kw"]) == ("inventory_over_limit", "5.9")
    assert browser.post(f"{url}power/", {"power_w": None}).json()["power_w"] == 3500


def test_a_place_in_use_is_refused_with_a_list_of_serial_numbers_in_the_readers_language(
    browser: Browser, world: World
) -> None:
    place(world.units[0], world.shelves[0])
    url = reverse("inventory_api:shelf-detail", args=[world.shelves[0].uid])
    answer = browser.delete(url, headers={"Idempotency-Key": "away"})
    told = answer.json()
    assert (answer.status_code, told["params"]["serials"]) == (409, [world.units[0].serial])
    assert f"1 единица ({world.units[0].serial})" in told["title"]
