"""Pages of power: a node with its phases, reservations, moves, deleting; and what machines report beside nameplate."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.models import PowerNode, PowerReservation, Rack, Shelf
from apps.inventory.selectors import measured_of_sites
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import factory, make_node, make_shelves, place
from tests.telemetry.factories import make_agent, make_device

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's browser."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


def local(moment: timedelta) -> str:
    return timezone.localtime(now() + moment).strftime("%Y-%m-%dT%H:%M")


def test_the_page_of_a_node_shows_phases_unevenness_and_the_past(browser: Browser, world: World) -> None:
    node = make_node(world.site, limit_w=None, breaker_a=25)
    place(world.units[0], make_shelves(node, "P-{1..1}", phase="a")[0])
    url = reverse("inventory:node", args=[node.uid])
    page = browser.get(url).content.decode()
    assert "phases very uneven" in page
    assert "200.0" in page
    assert "4.6" in page
    past = browser.get(url, {"at": local(timedelta(days=-1))}).content.decode()
    assert "0 units" in past
    assert "at" in browser.get(url, {"at": "yesterday"}).context["form"].errors
    assert f"Time zone: {timezone.get_current_timezone()}" in past


def test_power_is_reserved_for_typed_serial_numbers_and_given_back(browser: Browser, world: World) -> None:
    form = reverse("inventory:reservation_new", args=[world.node.uid])
    typed = {"document": "ПМ-1", "until": local(timedelta(days=2)), "units": world.units[0].serial.lower()}
    refused = browser.post(form, typed | {"units": "NOSUCH1"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["units"] == ["There is no unit NOSUCH1."]
    assert browser.post(form, typed).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        row = PowerReservation.objects.get()
        assert (row.held_w, row.document) == (3500, "ПМ-1")
    assert "ПМ-1" in browser.get(reverse("inventory:node", args=[world.node.uid])).content.decode()
    listed = browser.get(reverse("inventory:reservations")).context["table_rows"][0]["cells"]
    cells = {column.key: str(cell) for column, cell in listed}
    node = reverse("inventory:node", args=[world.node.uid])
    # Giving back is a button with its word on the page of the node, no press on a status.
    assert (f'<a href="{node}">ПМ-1</a>' == cells["document"], "Held" in cells["state"], "href" in cells["state"]) == (
        True,
        True,
        False,
    )
    later = {"until": local(timedelta(days=9)), "version": "1"}
    assert browser.post(reverse("inventory:reservation_prolong", args=[row.uid]), later).status_code == 302
    assert (
        browser.post(reverse("inventory:reservation_release", args=[row.uid]), {"why": "not coming"}).status_code == 302
    )
    with system_scope(SystemJob.MAINTENANCE):
        assert PowerReservation.objects.get().state == "released"


def test_a_refused_form_keeps_what_was_typed(browser: Browser, world: World) -> None:
    form = reverse("inventory:reservation_new", args=[world.node.uid])
    answer = browser.post(form, {"document": "X", "until": local(timedelta(days=1)), "power_w": "11"})
    assert answer.status_code == 409
    assert "power_w" in answer.context["form"].errors
    assert answer.context["form"]["power_w"].value() == "11"


def test_a_rack_and_shelves_are_moved_by_their_pages(browser: Browser, world: World) -> None:
    other = make_node(world.site)
    with scope(factory(world.organisation.pk)) as by:
        rack = services.create_rack(by=by, power_node=world.node, name="R")
        services.create_shelves(by=by, rack=rack, pattern="R-{1..2}")
    moved = browser.post(reverse("inventory:rack_move", args=[rack.uid]), {"power_node": other.pk, "version": "1"})
    assert moved.status_code == 302
    url = reverse("inventory:shelves_move", args=[world.site.uid])
    missing = browser.post(url, {"shelves": "Q-{1..2}", "rack": rack.pk})
    assert missing.context["form"].errors["shelves"] == ["There is no shelf Q-1 here."]
    assert browser.post(url, {"shelves": "A-1\nA-{2..3}", "rack": rack.pk}).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        assert Rack.objects.get().power_node_id == other.pk
        assert Shelf.objects.filter(rack=rack, power_node=other).count() == 5


def test_deleting_a_place_in_use_shows_what_stands_there_with_links(browser: Browser, world: World) -> None:
    place(world.units[0], world.shelves[0])
    url = reverse("inventory:place_delete", args=["node", world.node.uid])
    link = reverse("inventory:unit", args=[world.units[0].uid])
    assert link in browser.get(url).content.decode()
    refused = browser.post(url)
    assert refused.status_code == 409
    assert world.units[0].serial in str(refused.context["form"].non_field_errors())


def test_the_breaker_of_a_node_is_changed_by_its_form(browser: Browser, world: World) -> None:
    typed = {
        "name": "N", "phases": "abc", "limit_w": "12.5", "breaker_a": "63", "phase_voltage_v": "240",
        "derating_percent": "90", "version": "1",
    }  # fmt: skip
    assert browser.post(reverse("inventory:node_edit", args=[world.node.uid]), typed).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        node = PowerNode.objects.get(pk=world.node.pk)
    assert (node.limit_w, node.leg_limit_w) == (12_500, 63 * 240 * 90 // 100)


def test_measured_power_stands_beside_nameplate_with_the_share_of_units(
    browser: Browser, world: World, admin: Actor
) -> None:
    node = make_node(world.site, limit_w=None)
    on_a, on_b = make_shelves(node, "P-{1..2}", phase="turn")
    place(world.units[0], on_a)
    place(world.units[1], on_b)
    agent, _key = make_agent(world.site)
    make_device(agent, world.units[0], age_s=60, power_w=3300.4)
    make_device(agent, world.units[1], age_s=301, power_w=9999.0)
    with scope(admin) as by:
        found = measured_of_sites(by, [world.site.pk])[world.site.pk]
    whole = found.nodes[node.pk]
    assert (whole.power_w, whole.measured_count, whole.unit_count, whole.nameplate_w) == (3300, 1, 2, 3500)
    assert whole.leg_watts == (("A", 3300), ("B", 0), ("C", 0))
    assert (found.site.power_w, found.rooms[node.room_id].power_w) == (3300, 3300)
    page = browser.get(reverse("inventory:node", args=[node.uid])).content.decode()
    assert "1 of 2 units report" in re.sub(r"<[^>]+>", "", page)
