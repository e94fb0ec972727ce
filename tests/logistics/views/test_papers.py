"""Acts and transfer notes as .docx, .pdf and .zip, in three languages; the same file when asked for again."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pypdfium2
import pytest
from django.conf import settings
from django.test import override_settings

from apps.accounts.models import User
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import pdf
from apps.crm.documents.engine import text_of as words_of
from apps.crm.models import Client
from apps.crm.services import make_contract_document
from apps.crm.services.document_templates import Place, upload_template
from apps.inventory.models import Site
from apps.logistics.documents import intake_act
from apps.logistics.documents.wording.delivered import INTAKE_ACT
from apps.logistics.models import IntakeAct
from apps.logistics.services import IntakeEntry, register_intake, register_return
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client
from tests.factories import make_user
from tests.logistics.factories import Road, make_movement, make_road
from tests.proof.hostile.templates import written

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db
with_libreoffice = pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed")
TITLES = {
    "ru": "АКТ ПРИЁМА-ПЕРЕДАЧИ ОБОРУДОВАНИЯ № ",
    "en": "EQUIPMENT ACCEPTANCE ACT No. ",
    "zh": "设备接收单 编号 ",
}


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


@with_libreoffice
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


@with_libreoffice
def test_a_zip_holds_both_forms_of_a_return_act(road: Road) -> None:
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units, reason="the contract ended")
    browser = browser_of(road.manager)
    answer = browser.get(f"/logistics/returns/{act.uid}/paper.zip?language=ru")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{act.number}.docx", f"{act.number}.pdf"]
        assert (
            archive.read(f"{act.number}.docx")
            == browser.get(f"/logistics/returns/{act.uid}/paper.docx?language=ru").content
        )
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


def taken_in(road: Road, serial: str = "PAPER0001") -> IntakeAct:
    """Register an act of one unit at the warehouse."""
    contract = road.contract()
    with scope(road.manager) as by:
        entries = [IntakeEntry(serial, road.world.model)]
        return register_intake(by=by, client=contract.client, contract=contract, site=road.warehouse, entries=entries)


@pytest.mark.parametrize(("language", "ending"), [("ru", ".docx"), ("en", " en.docx"), ("zh", " zh.docx")])
def test_a_paper_is_had_in_the_language_that_is_asked_for(road: Road, language: str, ending: str) -> None:
    act = taken_in(road)
    browser = browser_of(road.manager)
    answer = browser.get(f"/logistics/intake/{act.uid}/paper.docx?language={language}")
    assert words_of(answer.content).splitlines()[0] == TITLES[language] + act.number
    assert unquote(answer["Content-Disposition"]).rpartition("''")[2] == f"{act.number}{ending}"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/logistics/intake/{}/paper.docx?language=fr", 404),
        ("/api/v1/logistics/intake-acts/{}/paper/?language=fr", 422),
        ("/api/v1/logistics/intake-acts/{}/paper/?form=exe", 404),
    ],
)
def test_an_unknown_language_or_form_is_no_paper(road: Road, address: str, status: int) -> None:
    act = taken_in(road)
    assert browser_of(road.manager).get(address.format(act.uid)).status_code == status


def test_without_a_choice_a_paper_speaks_as_the_contract_was_made_out_else_as_its_reader(road: Road) -> None:
    act = taken_in(road)
    browser = browser_of(road.manager)
    address = f"/logistics/intake/{act.uid}/"

    def spoken(**headers: str) -> str:
        return words_of(browser.get(f"{address}paper.docx", headers=headers).content).splitlines()[0]

    assert spoken() == TITLES["en"] + act.number
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    assert spoken() == TITLES["ru"] + act.number
    with scope(road.manager) as by:
        make_contract_document(road.contract(), by=by, language="ru")
        make_contract_document(road.contract(), by=by, language="zh")
    assert spoken() == TITLES["zh"] + act.number
    page = browser.get(address).content.decode()
    assert [f"paper.docx?language={code}" in page for code in ("ru", "en", "zh")] == [True, True, False]


def printed(road: Road, act: IntakeAct) -> dict[str, bytes]:
    """Return the act in each language."""
    with scope(road.manager):
        return {language: intake_act.render(act, language) for language in TITLES}


def test_a_paper_in_any_language_stays_what_it_was_whatever_becomes_of_the_cards(road: Road) -> None:
    act = taken_in(road)
    before = printed(road, act)
    with system_scope(SystemJob.MAINTENANCE):
        Client.objects.filter(pk=act.client_id).update(name="Renamed", legal_address="Nowhere")
        Site.objects.filter(pk=road.warehouse.pk).update(name="Renamed", postal_address="Nowhere")
        kept = IntakeAct.objects.get(pk=act.pk)
    assert printed(road, kept) == before


def test_an_act_of_before_the_languages_is_printed_in_each_of_them(road: Road) -> None:
    act = taken_in(road)
    expected = printed(road, act)
    values = json.loads(act.document_values)
    assert values.pop("templates") == {"en": "1", "zh": "1"}
    act.document_values = json.dumps(values)
    assert printed(road, act) == expected


def test_the_api_gives_each_paper_in_a_language_and_a_form(road: Road) -> None:
    act, movement = taken_in(road), make_movement(road)
    with scope(road.manager) as by:
        moved = {line.unit_id for line in movement.lines.all()}
        units = [unit for unit in road.units if unit.pk not in moved]
        back = register_return(by=by, contract=road.contract(), units=units or [act.lines.get().unit])
    browser = browser_of(road.manager)
    for kind, row, word in (
        ("intake-acts", act, "接收单"), ("return-acts", back, "退还单"), ("movements", movement, "调拨单")
    ):  # fmt: skip
        answer = browser.get(f"/api/v1/logistics/{kind}/{row.uid}/paper/?language=zh")
        assert (answer.status_code, word in words_of(answer.content)) == (200, True)


@with_libreoffice
def test_a_chinese_paper_is_a_pdf_with_its_letters(road: Road) -> None:
    movement = make_movement(road)
    answer = browser_of(road.manager).get(f"/logistics/movements/{movement.uid}/paper.pdf?language=zh")
    text = text_of(answer.content)
    assert [word for word in ("调拨单", movement.number, road.serials[0], "承运人（司机）") if word not in text] == []


@pytest.mark.parametrize("language", sorted(TITLES))
def test_a_client_has_the_own_act_printed_on_the_organisations_own_template(
    road: Road, organisation: Organisation, language: str
) -> None:
    place = Place(INTAKE_ACT, language, None)
    with scope(road.manager) as by:
        upload_template(written("Own {{ act.number }}"), by=by, place=place, filename="own.docx")
    act = taken_in(road)
    user = make_user(organisation, Role.CLIENT_VIEWER)
    bind_user(user, act.client)
    browser = Browser()
    browser.sign_in_as(user)
    answer = browser.get(f"/logistics/intake/{act.uid}/paper.docx?language={language}")
    assert (answer.status_code, words_of(answer.content)) == (200, f"{act.client.name}\nOwn {act.number}")


def test_another_client_has_no_paper_of_it(road: Road, organisation: Organisation) -> None:
    act = taken_in(road)
    user = make_user(organisation, Role.CLIENT_VIEWER)
    bind_user(user, make_client(organisation))
    browser = Browser()
    browser.sign_in_as(user)
    assert browser.get(f"/logistics/intake/{act.uid}/paper.docx?language=en").status_code == 404
