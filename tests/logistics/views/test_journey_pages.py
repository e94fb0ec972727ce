"""What the pages of a journey spare a person: a contract chosen already, a name written already, steps in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope
from apps.logistics.enums import HAPPENED, MovementVerb
from tests.browser import Browser
from tests.logistics.factories import Road, load, make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=2)


def _person(actor: Actor) -> tuple[Browser, User]:
    """Return an actor's person and a browser of theirs."""
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser, user


def test_a_return_begun_on_a_contract_has_its_units_listed(road: Road) -> None:
    browser, _user = _person(road.manager)
    contract = road.contract()
    link = f"/logistics/returns/new/?contract={contract.uid}"
    assert f'href="{link}"' in browser.get(f"/contracts/{contract.uid}/").content.decode()
    form = browser.get(link).context["form"]
    assert form["contract"].value() == str(contract.pk)
    offered = {choice.data["value"].instance.serial for choice in form["units"]}
    assert set(road.serials) <= offered


def test_a_return_of_a_foreign_contract_chooses_nothing(road: Road, other_organisation: Organisation) -> None:
    foreign = make_road(other_organisation, how_many=1).contract()
    browser, _user = _person(road.manager)
    form = browser.get(f"/logistics/returns/new/?contract={foreign.uid}").context["form"]
    assert (form["contract"].value(), list(form["units"])) == (None, [])


def test_who_accepts_a_load_finds_the_own_name_written(road: Road) -> None:
    movement = make_movement(road)
    load(road, movement)
    browser, user = _person(road.technician)
    address = f"/logistics/movements/{movement.uid}/receive/"
    assert browser.get(address).context["receiver"] == user.name
    # Whoever stands in for another writes another name, and it stays when the step is refused.
    refused = browser.post(address, {"receiver_name": "Иванов И. И."})
    assert (refused.status_code, refused.context["receiver"]) == (422, "Иванов И. И.")


def test_a_refused_acceptance_comes_back_with_what_was_ticked_and_reported(road: Road) -> None:
    movement = make_movement(road)
    load(road, movement)
    browser, _user = _person(road.technician)
    first, second = road.serials
    told = {"serial": [first], f"kind-{second}": "damaged", f"note-{second}": "dent", "receiver_name": "Иванов И. И."}
    broken = SimpleUploadedFile("photo.png", b"no picture", "image/png")
    answer = browser.post(f"/logistics/movements/{movement.uid}/receive/", {**told, f"photo-{second}": broken})
    assert answer.status_code == 422
    rows = {line.serial: typed for line, typed in answer.context["rows"]}
    assert [(rows[serial]["is_here"], rows[serial]["kind"], rows[serial]["note"]) for serial in road.serials] == [
        (True, "", ""),
        (False, "damaged", "dent"),
    ]
    page = answer.content.decode()
    assert (f'value="{first}" checked' in page, f'value="{second}" checked' in page) == (True, False)


def test_what_happened_to_a_movement_is_told_in_the_past(road: Road) -> None:
    movement = make_movement(road)
    load(road, movement)
    browser, _user = _person(road.manager)
    steps = browser.get(f"/logistics/movements/{movement.uid}/").context["steps"]
    assert [step.happened for step in steps] == ["Picked up"]
    assert set(HAPPENED) == set(MovementVerb)


def test_who_did_something_is_told_by_name_on_the_page_of_the_paper(road: Road) -> None:
    movement = make_movement(road)
    load(road, movement)
    browser, manager = _person(road.manager)
    page = browser.get(f"/logistics/movements/{movement.uid}/").content.decode()
    driver = _person(road.driver)[1]
    main = page[page.index("<main") :]
    assert (main.count(manager.name), driver.name in main) == (2, True)
    assert [login for login in (manager.login, driver.login) if f">{login}<" in main] == []
