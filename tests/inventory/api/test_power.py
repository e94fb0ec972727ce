"""The API of power: loads by phase now and in the past, reservations, moves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.inventory.models import Rack, Shelf
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import make_node, make_shelves, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's session."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


def test_the_load_of_a_node_is_told_by_phase_now_and_then(browser: Browser, world: World) -> None:
    node = make_node(world.site, limit_w=None, breaker_a=25)
    place(world.units[0], make_shelves(node, "P-1", phase="b")[0])
    url = reverse("inventory_api:power-node-load", args=[node.uid])
    told = browser.get(url).json()
    assert told["phases"]["b"] == {"used_w": 3500, "limit_w": 4600, "reserved_w": 0}
    assert (told["used_w"], told["imbalance_percent"], told["counted_evenly"]) == (3500, "200.0", 0)
    past = browser.get(url, {"at": (now() - timedelta(days=1)).isoformat()}).json()
    assert past == {"used_w": 0, "units": 0, "phases": {"a": 0, "b": 0, "c": 0}, "counted_evenly": 0}
    assert browser.get(url, {"at": "then"}).status_code == 400
    site = browser.get(reverse("inventory_api:site-load", args=[world.site.uid])).json()
    assert [one["used_w"] for one in site["power_nodes"]] == [0, 3500]


def test_power_is_reserved_prolonged_and_given_back(browser: Browser, world: World) -> None:
    url = reverse("inventory_api:reservation-list")
    until = now() + timedelta(days=1)
    body = {
        "power_node": str(world.node.uid),
        "document": "D",
        "until": until.isoformat(),
        "units": [world.units[0].serial],
    }
    assert browser.post(url, body | {"units": ["NOSUCH9"]}).status_code == 400
    made = browser.post(url, body)
    assert (made.status_code, made.json()["held_w"]) == (201, 3500)
    uid = made.json()["uid"]
    later = {"until": (until + timedelta(days=1)).isoformat(), "version": 1}
    assert browser.post(reverse("inventory_api:reservation-prolong", args=[uid]), later).status_code == 200
    done = browser.post(reverse("inventory_api:reservation-release", args=[uid]), {"why": "not coming"})
    assert done.json()["state"] == "released"


def test_a_refusal_gives_its_numbers(browser: Browser, world: World) -> None:
    body = {
        "power_node": str(world.node.uid),
        "document": "D",
        "until": (now() + timedelta(days=1)).isoformat(),
        "power_w": 10_001,
    }
    answer = browser.post(reverse("inventory_api:reservation-list"), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "inventory_over_limit")


def test_racks_and_shelves_are_made_changed_and_moved(browser: Browser, world: World) -> None:
    other = make_node(world.site)
    made = browser.post(
        reverse("inventory_api:rack-list"), {"power_node": str(world.node.uid), "name": "R", "phase": "a"}
    )
    assert made.status_code == 201
    rack = reverse("inventory_api:rack-detail", args=[made.json()["uid"]])
    changed = browser.patch(
        rack, {"phase": "c", "version": 1}, content_type="application/json", headers={"Idempotency-Key": "k-1"}
    )
    assert changed.json()["phase"] == "c"
    moved = browser.post(f"{rack}move/", {"power_node": str(other.uid), "version": 2})
    assert moved.json()["power_node"] == str(other.uid)
    shelves = [str(shelf.uid) for shelf in world.shelves[:2]]
    answer = browser.post(reverse("inventory_api:shelf-move"), {"shelves": shelves, "rack": made.json()["uid"]})
    assert answer.status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        assert Rack.objects.get().power_node_id == other.pk
        assert Shelf.objects.filter(rack__isnull=False, power_node=other).count() == 2
