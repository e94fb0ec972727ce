"""The plan in the page: colours by layer, words for them, links to units, and nothing of others for a client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Client
from apps.inventory import services
from apps.inventory.models import Rack, Room
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client, make_contract
from tests.factories import make_user
from tests.inventory.factories import factory, make_units, place
from tests.telemetry.factories import make_agent, make_device

if TYPE_CHECKING:
    from apps.accounts.models import Organisation, User
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Room:
    """Return the room with two units of the world's client and one of another on its four shelves."""
    for unit, shelf in zip(world.units[:2], world.shelves[:2], strict=True):
        place(unit, shelf)
    with system_scope(SystemJob.MAINTENANCE):
        return Room.objects.get(pk=world.node.room_id)


def seen(user: User, url: str) -> str:
    browser = Browser()
    browser.sign_in_as(user)
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def spots(page: str) -> list[str]:
    """Return the classes of the positions, in order."""
    return re.findall(r'class="nh-spot ([^"]*)"', page)


def test_the_plan_links_every_unit_and_says_its_status_in_words(organisation: Organisation, room: Room) -> None:
    page = seen(make_user(organisation, Role.MANAGER), reverse("inventory:plan_room", args=[room.uid]))
    assert spots(page) == ["tone-green state-in_service"] * 2 + ["is-free"] * 2
    assert page.count("<title>A-1 · SN") == 1
    assert "In service" in page
    assert len(re.findall(r'href="/equipment/[0-9a-f-]{36}/"', page)) == 2


def test_owner_and_load_are_layers_with_a_legend(organisation: Organisation, world: World, room: Room) -> None:
    manager = make_user(organisation, Role.MANAGER)
    with system_scope(SystemJob.MAINTENANCE):
        Client.objects.filter(pk=world.client.pk).update(name="Limited liability North", short_name="North Ltd")
    owner = seen(manager, reverse("inventory:plan_room", args=[room.uid]) + "?layer=owner")
    assert spots(owner)[:2] == ["hue-1", "hue-1"]
    assert ("North Ltd" in owner, "Limited liability" in owner) == (True, False)
    load = seen(manager, reverse("inventory:plan_room", args=[room.uid]) + "?layer=load")
    assert spots(load)[:2] == ["tone-green", "tone-green"]
    assert f"{world.node.name}: 70 %" in load


def test_temperature_and_efficiency_come_from_fresh_readings(
    organisation: Organisation, world: World, room: Room
) -> None:
    agent, _key = make_agent(world.site)
    make_device(agent, world.units[0], chip_temp_max_c=91.0, power_w=3400.0, hashrate_ths=200.0)
    make_device(agent, world.units[1], age_s=900, chip_temp_max_c=50.0, power_w=3400.0, hashrate_ths=200.0)
    manager = make_user(organisation, Role.MANAGER)
    hot = seen(manager, reverse("inventory:plan_room", args=[room.uid]) + "?layer=temperature")
    assert spots(hot)[:2] == ["step-5", "is-unknown"]
    assert "91 °C" in hot
    efficient = seen(manager, reverse("inventory:plan_room", args=[room.uid]) + "?layer=efficiency")
    assert spots(efficient)[:2] == ["step-1", "is-unknown"]
    assert "17.0 J/TH" in efficient


def test_a_machine_that_reports_no_power_is_not_called_silent(
    organisation: Organisation, world: World, room: Room
) -> None:
    agent, _key = make_agent(world.site)
    make_device(agent, world.units[0], chip_temp_max_c=71.0, power_w=None, hashrate_ths=200.0)
    page = seen(
        make_user(organisation, Role.MANAGER), reverse("inventory:plan_room", args=[room.uid]) + "?layer=efficiency"
    )
    assert spots(page)[:2] == ["tone-grey", "is-unknown"]
    assert "not reported by the machine</title>" in page


def test_a_rack_has_a_plan_of_its_own(organisation: Organisation, world: World) -> None:
    with scope(factory(organisation.pk)) as by:
        rack = services.create_rack(by=by, power_node=world.node, name="Rack <1>")
        services.create_shelves(by=by, rack=rack, pattern="R-{1..3}")
    with system_scope(SystemJob.MAINTENANCE):
        uid = Rack.objects.get(pk=rack.pk).uid
    page = seen(make_user(organisation, Role.MANAGER), reverse("inventory:plan_rack", args=[uid]))
    assert len(spots(page)) == 3
    assert "Rack &lt;1&gt;" in page
    assert "<1>" not in page


def test_a_client_sees_the_own_units_and_of_others_only_that_a_place_is_occupied(
    organisation: Organisation, world: World, room: Room
) -> None:
    secret = make_contract(make_client(organisation, name="Secret Mining"))
    other = make_units(secret, world.site, model=world.model)
    with scope(factory(organisation.pk)) as by:
        services.change_power_node(by=by, node=world.node, version=1, limit_w=None)
    place(other[0], world.shelves[2])
    user = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(user, world.client)
    page = seen(user, reverse("inventory:plan_room", args=[room.uid]))
    assert spots(page) == ["tone-green state-in_service"] * 2 + ["is-taken", "is-free"]
    assert (other[0].serial in page, "Secret Mining" in page, "A-3" in page, "A-1" in page) == (
        False,
        False,
        False,
        True,
    )
    assert room.name in seen(user, reverse("inventory:plans"))


def test_a_client_without_units_in_a_room_sees_no_plan_of_it(organisation: Organisation, room: Room) -> None:
    user = make_user(organisation, Role.CLIENT_ADMIN)
    bind_user(user, make_client(organisation))
    browser = Browser()
    browser.sign_in_as(user)
    assert browser.get(reverse("inventory:plan_room", args=[room.uid])).status_code == 404


def test_a_plan_takes_as_many_queries_however_many_units_stand_there(
    organisation: Organisation, world: World, room: Room
) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.MANAGER))
    url = reverse("inventory:plan_room", args=[room.uid])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        return len(seen)

    queries()
    few = queries()
    with scope(factory(organisation.pk)) as by:
        services.change_power_node(by=by, node=world.node, version=1, limit_w=None)
    for unit, shelf in zip(world.units[2:], world.shelves[2:], strict=True):
        place(unit, shelf)
    assert queries() == few
    assert few < 30
