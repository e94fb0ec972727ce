"""Finding a unit by what is on its label: end, part, earlier number, MAC address, the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common import search
from apps.common.roles import Role
from apps.common.scope import scope
from apps.inventory import services
from apps.inventory.selectors import find_units, named_unit
from tests.browser import Browser
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_site, make_units

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def test_a_unit_is_found_by_the_link_of_its_label_and_by_its_mac_address(world: World) -> None:
    with scope(world.technician) as by:
        unit = services.set_network_identity(by=by, unit=world.units[1], mac="aa:bb:cc:00:11:22")
        for text in (f"https://other.host/equipment/{unit.uid}/?sn=OLD", "AA-BB-CC-00-11-22", "aabbcc001122"):
            assert [found.pk for found in find_units(by, text)] == [unit.pk]
            assert named_unit(by, text) == unit


def test_a_unit_is_found_by_the_serial_number_it_had_before(world: World) -> None:
    old = world.units[0].serial
    with scope(world.admin) as by:
        services.change_serial(by=by, unit=world.units[0], serial="NEWBOARD77", why="board")
        assert [found.pk for found in find_units(by, old)] == [world.units[0].pk]
        assert named_unit(by, old) == world.units[0]


def test_the_end_of_a_number_names_nothing_beyond_doubt_but_is_found(world: World) -> None:
    tail = world.units[0].serial[-4:]
    with scope(world.admin) as by:
        assert world.units[0] in find_units(by, tail)
        assert named_unit(by, tail) is None


def test_what_is_out_of_reach_is_not_found_by_its_code(organisation: Organisation, world: World) -> None:
    unit = make_units(world.contract, make_site(organisation))[0]
    with scope(world.technician) as by:
        link = f"https://h/equipment/{unit.uid}/"
        assert list(find_units(by, link)) == []
        assert named_unit(by, link) is None
        assert search.exact(by, link) == ""


def test_the_search_of_every_page_opens_what_is_named_beyond_doubt(organisation: Organisation, world: World) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation))
    unit, shelf = world.units[0], world.shelves[0]
    unit_page, shelf_page = f"/equipment/{unit.uid}/", f"/sites/shelves/{shelf.uid}/"
    for text, page in (
        (unit.serial.lower(), unit_page),
        (f"https://h{unit_page}?sn={unit.serial}", unit_page),
        (f"https://h{shelf_page}?shelf={shelf.label}", shelf_page),
    ):
        assert browser.get("/search/", {"q": text}).headers["Location"] == page
    answer = browser.get("/search/", {"q": unit.serial[-4:]})
    assert [hit.url for group in answer.context["groups"] for hit in group.hits] == [unit_page]
    typed = browser.get("/search/", {"q": unit.serial}, headers={"HX-Request": "true"})
    assert typed.status_code == 200


def test_a_part_finds_the_units_of_the_own_organisation_only(world: World, other_organisation: Organisation) -> None:
    with scope(world.admin) as by:
        services.change_serial(by=by, unit=world.units[0], serial="ABCPART_1X", why="board")
        services.change_serial(by=by, unit=world.units[1], serial="ABCPARTQ1X", why="board")
        labelled = services.change_unit(by=by, unit=world.units[2], version=world.units[2].version, label="Box 17/b")
        assert {found.serial for found in find_units(by, "cpart")} == {"ABCPARTQ1X", "ABCPART_1X"}
        # A character that PostgreSQL takes for any character means itself.
        assert [found.serial for found in find_units(by, "part_1x")] == ["ABCPART_1X"]
        assert [found.pk for found in find_units(by, "box 17/")] == [labelled.pk]
        assert find_units(by, "ab").count() == 2
        assert find_units(by, "nowhere").count() == 0
    stranger = actor_for(make_user(other_organisation, Role.ADMIN))
    with scope(stranger) as by:
        assert find_units(by, "cpart").count() == 0
