"""The page of a site: small and cheap however large the site, and back to the place that was changed."""

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
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import factory, make_node, make_shelves, make_site, make_store, make_units, place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db

# What a power distribution unit, a rack with folded shelves and the page around them may weigh, in bytes.
NODE_BYTES, RACK_BYTES, BARE_BYTES = 3_000, 2_500, 50_000


@pytest.fixture
def browser(organisation: Organisation) -> Browser:
    """Return an administrator's browser."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    return browser


def _measured(browser: Browser, world: World) -> tuple[int, int]:
    """Return the queries and the bytes of the site's page."""
    url = reverse("inventory:site", args=[world.site.uid])
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(url)
    return len(seen), len(answer.content)


def test_the_page_of_a_large_site_stays_small_and_takes_as_many_queries(browser: Browser, world: World) -> None:
    few, bare = _measured(browser, world)
    with scope(factory(world.organisation.pk)) as by:
        for number in range(6):
            node = services.create_power_node(
                by=by, room=world.node.room, name=f"Large {number}", limit_w=900_000, breaker_a=125
            )
            rack = services.create_rack(by=by, power_node=node, name=f"Rack {number}")
            services.create_shelves(by=by, rack=rack, pattern=f"R{number}-{{1..200}}")
    many, large = _measured(browser, world)
    # A folded site reads the numbers of its shelves, an unfolded one its shelves and what stands on them.
    assert (bare < BARE_BYTES, large < BARE_BYTES + 6 * (NODE_BYTES + RACK_BYTES)) == (True, True)
    assert many <= few <= 41


def test_folded_shelves_say_how_many_and_how_many_free_and_lead_to_their_page_without_a_script(
    browser: Browser, world: World
) -> None:
    store = make_store(world.site, "S-{1..120}")
    page = browser.get(reverse("inventory:site", args=[world.site.uid])).content.decode()
    url = reverse("inventory:shelves", args=["room", store[0].room.uid])
    fold = re.search(rf'<details class="nh-fold" hx-get="{url}".*?</details>', page, re.DOTALL)
    assert fold is not None
    text = re.sub(r"<[^>]+>|\s+", " ", fold.group())
    assert " ".join(text.split()) == "120 shelves · free: 120 Show the shelves"
    assert f'<a href="{url}">' in fold.group()


def test_power_units_stand_in_reading_order_each_after_what_feeds_it(browser: Browser, world: World) -> None:
    room = world.node.room
    tenth = make_node(world.site, room=room, name="Z-10")
    second = make_node(world.site, room=room, name="Z-2")
    fed = make_node(world.site, room=room, name="A-fed", parent=tenth, limit_w=None)
    page = browser.get(reverse("inventory:site", args=[world.site.uid])).content.decode()
    order = [str(node.uid) for node in (second, tenth, fed)]
    assert [uid for uid in re.findall(r'id="node-([^"]+)"', page) if uid in order] == order
    assert "fed from Z-10" in page


def test_a_changed_place_leads_back_to_where_it_is_on_the_page(browser: Browser, world: World) -> None:
    (shelf,) = make_shelves(world.node, "Q-{1..1}")
    site = reverse("inventory:site", args=[world.site.uid])
    changed = browser.post(
        reverse("inventory:shelf_edit", args=[shelf.uid]),
        {"label": "Q-9", "capacity": "1", "height_units": "1", "phase": "", "version": "1"},
    )
    assert (changed.status_code, changed["Location"]) == (302, f"{site}#node-{world.node.uid}")
    made = browser.post(reverse("inventory:rack_new", args=[world.node.uid]), {"name": "New rack", "phase": "abc"})
    assert re.fullmatch(rf"{site}#rack-[0-9a-f-]{{36}}", made["Location"])
    gone = browser.post(reverse("inventory:place_delete", args=["shelf", shelf.uid]), {})
    assert (gone.status_code, gone["Location"]) == (302, f"{site}#node-{world.node.uid}")


def test_the_list_of_sites_takes_as_many_queries_however_many_sites_and_power_units(
    browser: Browser, organisation: Organisation, world: World
) -> None:
    url = reverse("inventory:sites")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for _number in range(5):
        site = make_site(organisation)
        place(make_units(world.contract, site, model=world.model)[0], make_shelves(make_node(site, parent=None))[0])
    assert queries() == few <= 29
