"""Acts and transfer notes as PDF and as a zip with the .docx; the same file when asked for again."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from django.test import override_settings

from apps.accounts.models import User
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import pdf
from apps.logistics.services import IntakeEntry, register_intake, register_return
from tests.browser import Browser
from tests.logistics.factories import Road, make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed"),
]


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=1)


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def text_of(data: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def test_each_paper_is_a_pdf_with_its_number_and_units(road: Road) -> None:
    contract = road.contract()
    with scope(road.manager) as by:
        entries = [IntakeEntry("PAPER0001", road.world.model)]
        act = register_intake(by=by, client=contract.client, contract=contract, site=road.warehouse, entries=entries)
        movement = make_movement(road)
    browser = browser_of(road.manager)
    for address, words in (
        (f"/logistics/intake/{act.uid}/", (act.number, "PAPER0001")),
        (f"/logistics/movements/{movement.uid}/", (movement.number, road.serials[0])),
    ):
        answer = browser.get(f"{address}paper.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        text = text_of(answer.content)
        assert [word for word in words if word not in text] == []
        assert browser.get(f"{address}paper.pdf").content == answer.content


def test_a_zip_holds_both_forms_of_a_return_act(road: Road) -> None:
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units, reason="the contract ended")
    browser = browser_of(road.manager)
    answer = browser.get(f"/logistics/returns/{act.uid}/paper.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{act.number}.docx", f"{act.number}.pdf"]
        assert archive.read(f"{act.number}.docx") == browser.get(f"/logistics/returns/{act.uid}/document/").content
        assert road.serials[0] in text_of(archive.read(f"{act.number}.pdf"))


def test_without_libreoffice_the_page_says_so(road: Road) -> None:
    movement = make_movement(road)
    browser = browser_of(road.manager)
    with override_settings(SOFFICE="/nonexistent/soffice"):
        answer = browser.get(f"/logistics/movements/{movement.uid}/paper.pdf", follow=True)
    assert answer.redirect_chain == [(f"/logistics/movements/{movement.uid}/", 302)]
    assert "LibreOffice is not installed" in answer.content.decode()


def test_another_ending_is_no_paper(road: Road) -> None:
    movement = make_movement(road)
    assert browser_of(road.manager).get(f"/logistics/movements/{movement.uid}/paper.exe").status_code == 404
