"""The journal on a unit's page, and the list of warranties."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.models import User
from apps.common import clock
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.models import UnitPhoto
from tests.browser import Browser

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        user = User.objects.get(pk=actor.person_id)
    browser.sign_in_as(user)
    return browser


def upload(name: str = "a.png") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (40, 20)).save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue(), "image/png")


def test_photos_and_notes_are_added_and_shown_on_the_page_of_the_unit(world: World) -> None:
    browser, page = browser_of(world.technician), f"/equipment/{world.units[0].uid}/"
    sent = {"kind": "front", "caption": "left side", "photos": [upload(), upload("b.png")]}
    assert browser.post(f"{page}photos/", sent).status_code == 302
    assert browser.post(f"{page}note/", {"text": "second fan is loud"}).status_code == 302
    text = browser.get(page).content.decode()
    assert (text.count("left side"), "second fan is loud" in text) == (4, True)
    with scope(world.technician):
        photo = UnitPhoto.objects.latest("pk")
    for address, kind in ((f"/equipment/photos/{photo.uid}/", "image/png"), ("small/", "image/jpeg")):
        answer = browser.get(address if address.startswith("/") else f"/equipment/photos/{photo.uid}/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert browser.post(f"/equipment/photos/{photo.uid}/withdraw/", {"why": "blurred"}).status_code == 302
    assert browser.get(f"/equipment/photos/{photo.uid}/").status_code == 404


def test_a_refused_photo_is_said_at_its_field_and_the_caption_stays(world: World) -> None:
    sent = {"kind": "front", "caption": "left side", "photos": [SimpleUploadedFile("a.png", b"no picture")]}
    answer = browser_of(world.technician).post(f"/equipment/{world.units[0].uid}/photos/", sent)
    assert answer.status_code == 422
    assert answer.context["form"]["caption"].value() == "left side"
    empty = browser_of(world.technician).post(f"/equipment/{world.units[0].uid}/photos/", {"kind": "front"})
    assert empty.context["form"].errors == {"photos": ["Choose a photo."]}


def test_warranties_that_end_soon_are_found_by_a_filter(world: World) -> None:
    today = clock.today()
    with scope(world.admin) as by:
        for unit, days in zip(world.units, (-1, 0, 59, 60), strict=True):
            until = today + timedelta(days=days)
            services.change_unit(by=by, unit=unit, version=unit.version, warranty_until=until)
    browser = browser_of(world.technician)

    def listed(query: str) -> list[str]:
        rows = browser.get(f"/equipment/warranties/{query}").context["table_rows"]
        return [line["row"].serial for line in rows]

    serials = [unit.serial for unit in world.units]
    assert listed("") == serials
    lines = browser.get("/equipment/warranties/").context["table_rows"]
    cells = [{column.key: column.value(line["row"]) for column, _cell in line["cells"]} for line in lines]
    # One that is over has no days left, and a word says so.
    assert [(line["left"], line["stands"]) for line in cells] == [
        (None, "over"),
        (1, "ends within 60 days"),
        (60, "ends within 60 days"),
        (61, "runs"),
    ]
    assert listed("?stands=ends_soon") == serials[1:3]
    assert listed("?stands=over") == serials[:1]
    assert listed("?stands=runs") == serials[3:]
    assert listed("?stands=none") == []
    assert listed("?stands=nonsense") == serials
