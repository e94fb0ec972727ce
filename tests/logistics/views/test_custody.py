"""The chain of custody as page, PDF and CSV, with gaps and documents; who holds what; where a unit was at a minute."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from apps.accounts.models import User
from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.enums import UnitVerb
from apps.inventory.services import change_state
from apps.logistics.selectors import custody_of
from tests.browser import Browser
from tests.factories import actor_for, make_user
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation)


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def lose_and_find(organisation: Organisation, road: Road) -> None:
    """Let the first unit be lost and found again at the warehouse: between the two nobody held it."""
    with scope(actor_for(make_user(organisation, Role.ADMIN))) as by:
        lost = change_state(by=by, unit=road.units[0], verb=UnitVerb.REPORT_LOST, why="not there")
        change_state(by=by, unit=lost, verb=UnitVerb.FIND, why="behind the rack", site=road.warehouse)


def test_a_time_when_nobody_held_a_unit_is_a_gap_of_its_chain(organisation: Organisation, road: Road) -> None:
    lose_and_find(organisation, road)
    with scope(road.manager) as by:
        chain = custody_of(by, road.units[0])
    assert [link.is_gap for link in chain] == [False, True, False]
    assert [chain[1].start, chain[1].end] == [chain[0].end, chain[2].start]


def test_a_lost_unit_ends_its_chain_with_a_gap(organisation: Organisation, road: Road) -> None:
    with scope(actor_for(make_user(organisation, Role.ADMIN))) as by:
        change_state(by=by, unit=road.units[0], verb=UnitVerb.REPORT_LOST, why="not there")
        assert [(link.is_gap, link.end is None) for link in custody_of(by, road.units[0])] == [
            (False, False),
            (True, True),
        ]


def test_the_chain_leads_to_its_documents_for_who_may_see_them(road: Road) -> None:
    movement = load(road, make_movement(road))
    with scope(road.manager) as by:
        pages = [link.document_url for link in custody_of(by, road.units[0])]
    assert pages == ["", f"/logistics/movements/{movement.uid}/"]


@pytest.mark.parametrize(
    ("language", "head"),
    [("ru", "У кого"), ("en", "Held by"), ("zh", "保管方")],
)
def test_the_chain_is_a_file_in_the_language_that_is_asked_for(road: Road, language: str, head: str) -> None:
    load(road, make_movement(road))
    browser = browser_of(road.manager)
    csv = browser.get(f"/logistics/custody/{road.units[0].uid}/csv/?language={language}").content.decode("utf-8-sig")
    assert csv.splitlines()[0].split(",")[2] == head
    with system_scope(SystemJob.MAINTENANCE):
        person = User.objects.get(pk=road.driver.person_id)
    # Keeper and writer of the last link are the driver, by name.
    assert (csv.count(person.name), csv.count(f",{person.login}")) == (2, 0)
    pdf = pypdfium2.PdfDocument(browser.get(f"/logistics/custody/{road.units[0].uid}/pdf/?language={language}").content)
    assert head in pdf[0].get_textpage().get_text_range()


def test_the_chain_in_an_unknown_language_is_nothing(road: Road) -> None:
    answer = browser_of(road.manager).get(f"/logistics/custody/{road.units[0].uid}/pdf/?language=fr")
    assert answer.status_code == 404


def test_the_pdf_names_keepers_documents_and_gaps(organisation: Organisation, road: Road) -> None:
    lose_and_find(organisation, road)
    movement = load(road, make_movement(road))
    answer = browser_of(road.manager).get(f"/logistics/custody/{road.units[0].uid}/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    with system_scope(SystemJob.MAINTENANCE):
        driver = User.objects.get(pk=road.driver.person_id).name
    words = (road.units[0].serial, road.warehouse.name, movement.number, driver, "Held by nobody known", "gaps: 1")
    assert [word for word in words if word not in text] == []


def test_the_csv_has_a_line_for_each_link_and_gap(organisation: Organisation, road: Road) -> None:
    lose_and_find(organisation, road)
    answer = browser_of(road.manager).get(f"/logistics/custody/{road.units[0].uid}/csv/")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert [("Held by nobody known" in row) for row in rows] == [False, False, True, False]


def test_who_holds_what_now_names_the_person_who_answers_for_what_is_on_the_way(road: Road) -> None:
    movement = load(road, make_movement(road), road.serials[:1])
    browser = browser_of(road.manager)
    rows = [line["row"] for line in browser.get("/logistics/custody/?kind=person").context["table_rows"]]
    assert [(row.unit.serial, row.document) for row in rows] == [(road.serials[0], movement.number)]
    found = browser.get("/logistics/custody/", {"q": road.serials[1][-4:]}).context["table_rows"]
    assert [line["row"].keeper for line in found] == [road.warehouse.name]
    named = browser.get("/logistics/custody/", {"q": movement.number}).context["table_rows"]
    assert [line["row"].unit.serial for line in named] == [road.serials[0]]


def test_where_a_unit_was_and_whose_it_was_at_a_minute(road: Road) -> None:
    browser, unit = browser_of(road.manager), road.units[0]
    load(road, make_movement(road))
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=road.manager.person_id)
    assert user.time_zone == "UTC"
    for when, words in (
        (clock.now() + timedelta(minutes=1), ("Carried by", str(road.world.client))),
        (clock.now() - timedelta(days=1), ("it was not here",)),
    ):
        asked = when.astimezone(UTC)
        answer = browser.get(f"/equipment/{unit.uid}/at/", {"when": asked.strftime("%Y-%m-%dT%H:%M")})
        text = answer.content.decode()
        assert [word for word in words if word not in text] == []
    refused = browser.get(f"/equipment/{unit.uid}/at/", {"when": "yesterday"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["when"])


def test_a_chain_of_another_site_is_not_there(organisation: Organisation, road: Road) -> None:
    stranger = make_road(organisation).keeper
    browser = browser_of(stranger)
    statuses = [
        browser.get(f"/logistics/custody/{road.units[0].uid}/{end}").status_code for end in ("", "pdf/", "csv/")
    ]
    assert statuses == [404, 404, 404]
    assert browser.get("/logistics/custody/", {"q": road.serials[0]}).context["table_rows"] == []
