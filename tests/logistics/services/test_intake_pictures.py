"""Pictures of an intake act: photos of what came in, both sides' signatures, where they are seen and where refused."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from docx import Document

from apps.accounts.models import Organisation, User
from apps.audit.models import AuditRecord
from apps.common import people
from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid
from apps.common.pictures import NotAnImage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import pdf
from apps.crm.documents.engine import text_of
from apps.logistics.enums import Signer, Stage
from apps.logistics.exceptions import ActVoided, NothingChosen
from apps.logistics.models import Attachment, IntakeAct
from apps.logistics.selectors import attachments
from apps.logistics.services import IntakeEntry, Signed, add_intake_pictures, register_intake, void_intake
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client
from tests.factories import actor_for, make_user
from tests.logistics.factories import Road, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
BOTH = (Signed(Signer.GIVER, "Тестов П. С.", picture()), Signed(Signer.RECEIVER, "Складов К. К.", picture()))


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=1)


@pytest.fixture
def act(road: Road) -> IntakeAct:
    """Return an act of one unit at the warehouse."""
    contract = road.contract()
    with scope(road.manager) as by:
        entries = [IntakeEntry("PICTURED01", road.world.model)]
        return register_intake(by=by, client=contract.client, contract=contract, site=road.warehouse, entries=entries)


def browser_of(actor: Actor) -> Browser:
    """Return a person's browser."""
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=actor.person_id))
    return browser


def reader_of(client: Client, organisation: Organisation) -> Actor:
    """Return a user of a client."""
    user = make_user(organisation, Role.CLIENT_VIEWER)
    bind_user(user, client)
    return actor_for(user)


def drawn() -> str:
    """Return a signature as the screen sends it."""
    return "data:image/png;base64," + base64.b64encode(picture()).decode()


def test_pictures_of_an_old_act_carry_the_moment_that_is_told(road: Road, act: IntakeAct) -> None:
    then = now() - timedelta(days=300)
    with scope(road.keeper) as by:
        made = add_intake_pictures(act, by=by, photos=[picture()], signatures=BOTH, at=then)
        assert list(Attachment.objects.values_list("created_at", flat=True)) == [then] * len(made)
        assert [row.created_at for row in made] == [then] * 3


def test_the_warehouse_keeps_photos_and_both_signatures_under_one_record(road: Road, act: IntakeAct) -> None:
    with scope(road.keeper) as by:
        made = add_intake_pictures(act, by=by, photos=[picture(), picture("JPEG")], note=" dent ", signatures=BOTH)
        assert [(row.kind, row.stage, row.signer, row.signer_name, row.note) for row in made] == [
            ("photo", Stage.INTAKE, "", "", "dent"),
            ("photo", Stage.INTAKE, "", "", "dent"),
            ("signature", Stage.INTAKE, "giver", "Тестов П. С.", ""),
            ("signature", Stage.INTAKE, "receiver", "Складов К. К.", ""),
        ]
    with system_scope(SystemJob.MAINTENANCE):
        told = AuditRecord.objects.get(action="logistics.intake.picture")
        assert [one in told.changes for one in ("Тестов П. С.", "Складов К. К.", made[0].file.sha256)] == [True] * 3


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, NothingChosen),
        ({"photos": [b"no picture"]}, NotAnImage),
        ({"photos": [picture()] * 21}, Invalid),
        ({"signatures": [Signed(Signer.GIVER, " ", picture())]}, Invalid),
        ({"photos": [picture()], "signatures": [Signed(Signer.GIVER, "Тестов", b"no picture")]}, NotAnImage),
    ],
)
def test_what_is_no_picture_or_has_no_name_is_refused_and_nothing_is_kept(
    road: Road, act: IntakeAct, given: dict[str, object], refusal: type[Exception]
) -> None:
    with scope(road.keeper) as by, pytest.raises(refusal):
        add_intake_pictures(act, by=by, **given)  # type: ignore[arg-type]  # one case a row
    with system_scope(SystemJob.MAINTENANCE):
        assert (Attachment.objects.count(), AuditRecord.objects.filter(action="logistics.intake.picture").count()) == (
            0, 0
        )  # fmt: skip


def test_a_voided_act_takes_no_pictures_and_another_site_has_no_right(road: Road, act: IntakeAct) -> None:
    with scope(road.technician) as by, pytest.raises(AccessDenied):
        add_intake_pictures(act, by=by, photos=[picture()])
    with scope(road.manager) as by:
        void_intake(by=by, act=act, why="typed twice")
        with pytest.raises(ActVoided):
            add_intake_pictures(act, by=by, photos=[picture()])
        assert Attachment.objects.count() == 0


def test_a_phone_sends_several_photos_and_signatures_and_the_page_shows_them(road: Road, act: IntakeAct) -> None:
    browser = browser_of(road.keeper)
    address = f"/logistics/intake/{act.uid}/"
    assert f"{address}pictures/" in browser.get(address).content.decode()
    photos = [SimpleUploadedFile(f"{name}.png", picture(), "image/png") for name in ("load", "dent")]
    told = {"photos": photos, "note": "dent, left", "giver_name": "Тестов П. С.", "giver_signature": drawn()}
    answer = browser.post(f"{address}pictures/", {**told, "receiver_signature": drawn()})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}#pictures")
    with scope(road.keeper):
        rows = list(Attachment.objects.order_by("pk"))
        receiver = people.name_of(road.keeper.label)
    page = browser.get(address).content.decode()
    assert [f"/logistics/files/{row.uid}/" in page for row in rows] == [True] * 4
    # Whoever is signed in received it, unless another name was typed.
    assert [row.signer_name for row in rows] == ["", "", "Тестов П. С.", receiver]
    assert [browser.get(f"/logistics/files/{row.uid}/").status_code for row in rows] == [200] * 4


def test_a_name_without_a_drawing_comes_back_with_what_the_other_side_drew(road: Road, act: IntakeAct) -> None:
    browser = browser_of(road.keeper)
    told = {"giver_name": "Тестов П. С.", "receiver_name": "Складов К. К.", "receiver_signature": drawn()}
    answer = browser.post(f"/logistics/intake/{act.uid}/pictures/", told)
    assert (answer.status_code, drawn() in answer.content.decode()) == (422, True)
    with scope(road.keeper):
        assert Attachment.objects.count() == 0


def test_the_owner_sees_them_and_another_client_does_not(
    road: Road, act: IntakeAct, organisation: Organisation
) -> None:
    with scope(road.keeper) as by:
        made = add_intake_pictures(act, by=by, photos=[picture()], signatures=BOTH)
    owner, other = reader_of(act.client, organisation), reader_of(make_client(organisation), organisation)
    with scope(owner):
        assert [row.pk for row in attachments(owner)] == [row.pk for row in made]
    with scope(other):
        assert (list(attachments(other)), Attachment.objects.count()) == ([], 0)
    for actor, status in ((owner, 200), (other, 404)):
        browser = browser_of(actor)
        assert [browser.get(f"/logistics/files/{row.uid}/").status_code for row in made] == [status] * 3
    page = browser_of(owner).get(f"/logistics/intake/{act.uid}/").content.decode()
    assert ([f"/logistics/files/{row.uid}/" in page for row in made], "/pictures/" in page) == ([True] * 3, False)


def test_the_api_takes_and_lists_the_pictures_of_an_act(road: Road, act: IntakeAct) -> None:
    browser = browser_of(road.keeper)
    told = {
        "photos": [SimpleUploadedFile("load.png", picture(), "image/png")],
        "giver_name": "Тестов П. С.",
        "giver_signature": SimpleUploadedFile("signature.png", picture(), "image/png"),
    }
    address = f"/api/v1/logistics/intake-acts/{act.uid}/pictures/"
    answer = browser.post(address, told, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 201
    rows = browser.get(f"/api/v1/logistics/pictures/?intake_act__uid={act.uid}").json()["results"]
    assert sorted((row["kind"], row["stage"], row["intake_act"], row["signer_name"]) for row in rows) == [
        ("photo", "intake", str(act.uid), ""),
        ("signature", "intake", str(act.uid), "Тестов П. С."),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["Подписано на экране", "Передал", "Принял"]),
        ("en", ["Signed on the screen", "Handed over", "Received"]),
        ("zh", ["屏幕签名", "交付人", "接收人"]),
    ],
)
def test_the_paper_ends_with_the_signatures_and_is_the_same_file_each_time(
    road: Road, act: IntakeAct, language: str, words: list[str]
) -> None:
    browser = browser_of(road.manager)
    address = f"/logistics/intake/{act.uid}/paper.docx?language={language}"
    before = text_of(browser.get(address).content)
    with scope(road.keeper) as by:
        add_intake_pictures(act, by=by, photos=[picture()], signatures=BOTH)
    paper = browser.get(address).content
    text = text_of(paper)
    assert text.startswith(before)
    assert [word for word in (*words, "Тестов П. С.", "Складов К. К.") if word not in text[len(before) :]] == []
    assert len(Document(io.BytesIO(paper)).inline_shapes) == 2
    assert browser.get(address).content == paper


@pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed")
def test_the_zip_brings_the_photos_with_the_papers(road: Road, act: IntakeAct) -> None:
    with scope(road.keeper) as by:
        add_intake_pictures(act, by=by, photos=[picture(), picture("JPEG")], signatures=BOTH)
    answer = browser_of(road.manager).get(f"/logistics/intake/{act.uid}/paper.zip?language=ru")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{act.number}.docx", f"{act.number}.pdf", "photos/01.png", "photos/02.jpeg"]
