"""Labels from the pages: who may print which, the PDF of what was chosen, refusals with what was typed kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import make_user
from tests.inventory.factories import make_site, make_store, make_units

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db
PAGE = "/equipment/labels/"


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser


def links(file: bytes) -> list[str]:
    picture = pypdfium2.PdfDocument(file)[0].render(scale=300 / 72).to_pil()
    return sorted(code.text for code in zxingcpp.read_barcodes(picture))


def test_chosen_units_become_a_sheet_whose_codes_lead_to_their_pages(world: World) -> None:
    browser = browser_of(world.technician)
    answer = browser.post(PAGE, {"selected": [unit.uid for unit in world.units], "paper": "5x13"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    wanted = [f"{settings.SITE_URL}/equipment/{unit.uid}/?sn={unit.serial}" for unit in world.units]
    assert links(answer.content) == sorted(wanted)


def test_a_unit_of_another_site_is_never_printed(organisation: Organisation, world: World) -> None:
    elsewhere = make_units(world.contract, make_site(organisation))[0]
    answer = browser_of(world.technician).post(
        PAGE, {"selected": [elsewhere.uid, world.units[0].uid], "paper": "roll-58x40"}
    )
    assert len(pypdfium2.PdfDocument(answer.content)) == 1
    assert [str(elsewhere.uid) in link for link in links(answer.content)] == [False]


def test_the_client_is_printed_only_when_asked(world: World) -> None:
    browser = browser_of(world.admin)
    chosen = {"selected": [world.units[0].uid], "paper": "roll-100x50"}
    texts = [
        pypdfium2.PdfDocument(browser.post(PAGE, chosen | more).content)[0].get_textpage().get_text_range()
        for more in ({}, {"with_client": "on"})
    ]
    assert [world.client.name[:6] in text for text in texts] == [False, True]


def test_an_own_grid_that_does_not_fit_is_refused_at_its_field_and_stays_typed(world: World) -> None:
    typed = {"paper": "own", "columns": "4", "rows": "8", "width": "70", "height": "37"}
    answer = browser_of(world.admin).post(PAGE, {"selected": [world.units[0].uid]} | typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"width": ["Labels of this size do not fit on the page."]}
    assert answer.context["form"]["columns"].value() == "4"


def test_a_position_beyond_the_sheet_is_refused(world: World) -> None:
    chosen = {"selected": [world.units[0].uid], "paper": "3x8", "start": "25"}
    answer = browser_of(world.admin).post(PAGE, chosen)
    assert answer.context["form"].errors == {"start": ["This sheet has 24 positions."]}


def test_the_paper_of_the_last_print_is_offered_again(world: World) -> None:
    browser = browser_of(world.admin)
    browser.post(PAGE, {"selected": [world.units[0].uid], "paper": "roll-43x25"})
    asked = browser.get(PAGE, {"selected": str(world.units[0].uid)})
    assert asked.context["form"]["paper"].value() == "roll-43x25"


def test_rows_ticked_in_the_list_are_carried_to_the_labels(world: World) -> None:
    browser = browser_of(world.technician)
    answer = browser.post("/equipment/", {"bulk": "labels", "selected": [unit.uid for unit in world.units[:2]]})
    assert [unit.serial for unit in answer.context["chosen"]] == [unit.serial for unit in world.units[:2]]
    everything = browser.post("/equipment/?state=stored", {"bulk": "labels", "all": "1"})
    assert len(everything.context["chosen"]) == len(world.units)


def test_shelves_of_a_room_get_labels_that_lead_to_the_shelf(organisation: Organisation, world: World) -> None:
    rows = make_store(make_site(organisation), "С-{01..03}")
    browser = browser_of(world.admin)
    asked = browser.get("/sites/labels/", {"room": str(rows[0].room.uid)})
    assert [shelf.label for shelf in asked.context["chosen"]] == ["С-01", "С-02", "С-03"]
    printed = browser.post("/sites/labels/", {"selected": [shelf.uid for shelf in rows], "paper": "3x8"})
    found = links(printed.content)
    assert [str(shelf.uid) in "".join(found) for shelf in rows] == [True] * 3
    assert browser.get(found[0].removeprefix(settings.SITE_URL)).status_code == 200


def test_clients_and_accountants_print_no_labels(organisation: Organisation, world: World) -> None:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ACCOUNTANT))
    assert browser.get(PAGE).status_code == 403
