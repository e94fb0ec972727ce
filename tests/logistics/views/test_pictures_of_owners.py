"""Pictures for the owner's eyes: signatures and photos of own acts, photos of what did not agree with own units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from apps.accounts.models import Organisation, User
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services as inventory
from apps.logistics.enums import AttachmentKind, ClaimKind
from apps.logistics.models import Attachment
from apps.logistics.selectors import attachments
from apps.logistics.services import (
    Discrepancy,
    IntakeEntry,
    accept_movement,
    hand_over_units,
    register_intake,
    register_return,
    report_intake_discrepancies,
)
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client, make_contract
from tests.factories import actor_for, make_user
from tests.logistics.factories import Road, load, make_movement, make_road
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client
    from apps.logistics.models import ReturnAct

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(organisation: Organisation) -> Road:
    return make_road(organisation, how_many=2)


def _organisation(client: Client) -> Organisation:
    """Return the organisation of a client."""
    with system_scope(SystemJob.MAINTENANCE):
        return Organisation.objects.get(pk=client.organisation_id)


def reader_of(client: Client) -> tuple[Browser, Actor]:
    """Return a user of the client with a browser."""
    user = make_user(_organisation(client), Role.CLIENT_VIEWER)
    bind_user(user, client)
    browser = Browser()
    browser.sign_in_as(user)
    return browser, actor_for(user)


def damaged(road: Road) -> Attachment:
    """Let the first unit arrive damaged, with a photo; return the photo."""
    movement = load(road, make_movement(road))
    seen = Discrepancy(ClaimKind.DAMAGED, serial=road.serials[0], photos=(picture(),))
    with scope(road.technician) as by:
        accept_movement(movement, by=by, key=uuid4(), serials=road.serials, discrepancies=[seen], signature=picture())
        return Attachment.objects.get(kind=AttachmentKind.PHOTO)


def handed_over(road: Road) -> ReturnAct:
    """Hand the units back to their owner, who signs."""
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units)
    with scope(road.keeper) as by:
        lines = list(act.lines.all())
        return hand_over_units(act, by=by, lines=lines, receiver_name="Тестов П. С.", signature=picture())


def answers(browser: Browser, row: Attachment) -> list[int]:
    """Return what a picture answers to a browser: itself, in the API, its bytes there."""
    api = f"/api/v1/logistics/pictures/{row.uid}/"
    return [browser.get(address).status_code for address in (f"/logistics/files/{row.uid}/", api, f"{api}file/")]


def test_the_owner_sees_what_was_wrong_with_an_own_unit_and_nothing_else_of_the_load(road: Road) -> None:
    photo = damaged(road)
    browser, actor = reader_of(road.world.client)
    with scope(actor):
        assert [row.pk for row in attachments(actor)] == [photo.pk]
        assert list(Attachment.objects.values_list("pk", flat=True)) == [photo.pk]
    assert answers(browser, photo) == [200] * 3
    assert f"/logistics/files/{photo.uid}/" in browser.get(f"/equipment/{road.units[0].uid}/").content.decode()
    assert f"/logistics/files/{photo.uid}/" not in browser.get(f"/equipment/{road.units[1].uid}/").content.decode()
    with system_scope(SystemJob.MAINTENANCE):
        signature = Attachment.objects.get(kind=AttachmentKind.SIGNATURE)
    assert answers(browser, signature) == [404] * 3
    shown = browser.get("/api/v1/logistics/pictures/").json()["results"]
    assert [(row["uid"], row["unit"], row["movement"], row["claim"]) for row in shown] == [
        (str(photo.uid), str(road.units[0].uid), None, None)
    ]


def test_the_owner_sees_the_signature_of_an_own_return_act(road: Road) -> None:
    act = handed_over(road)
    browser, actor = reader_of(road.world.client)
    with scope(actor):
        signature = attachments(actor).get()
    page = browser.get(f"/logistics/returns/{act.uid}/").content.decode()
    assert (f"/logistics/files/{signature.uid}/" in page, "Тестов П. С." in page) == (True, True)
    assert answers(browser, signature) == [200] * 3


def test_another_client_sees_no_picture(road: Road, organisation: Organisation) -> None:
    photo, act = damaged(road), None
    browser, actor = reader_of(make_client(organisation))
    with scope(actor):
        assert (act, list(attachments(actor)), Attachment.objects.count()) == (None, [], 0)
    assert answers(browser, photo) == [404] * 3
    assert browser.get("/api/v1/logistics/pictures/").json()["results"] == []


def test_after_the_sale_the_defect_is_shown_to_neither_side(road: Road, organisation: Organisation) -> None:
    photo = damaged(road)
    buyer = make_client(organisation)
    with scope(actor_for(make_user(organisation, Role.ADMIN))) as by:
        inventory.transfer_ownership(
            by=by, unit=road.units[0], client=buyer, contract=make_contract(buyer), document="SALE-1", why="sold"
        )
    for client in (road.world.client, buyer):
        browser, actor = reader_of(client)
        with scope(actor):
            assert (list(attachments(actor)), Attachment.objects.count()) == ([], 0)
        assert answers(browser, photo) == [404] * 3


def test_the_selector_keeps_pictures_of_others_back_by_itself(road: Road, organisation: Organisation) -> None:
    photo = damaged(road)
    _browser, owner = reader_of(road.world.client)
    _browser, other = reader_of(make_client(organisation))
    # Where no policy of the database helps.
    with system_scope(SystemJob.MAINTENANCE):
        assert [row.pk for row in attachments(owner)] == [photo.pk]
        assert list(attachments(other)) == []


def test_the_database_keeps_pictures_of_others_back_by_itself(road: Road, organisation: Organisation) -> None:
    photo = damaged(road)
    with system_scope(SystemJob.MAINTENANCE):
        photo.refresh_from_db()
        signature = Attachment.objects.get(kind=AttachmentKind.SIGNATURE)
    seen = {}
    for name, client in (("owner", road.world.client), ("other", make_client(organisation))):
        _browser, actor = reader_of(client)
        with scope(actor), connection.cursor() as cursor:
            # No ORM, no selector: what the role of the clients' users is given.
            cursor.execute("SELECT id FROM logistics_attachment")
            pictures = [key for (key,) in cursor.fetchall()]
            cursor.execute("SELECT id FROM common_storedfile WHERE id = ANY (%s)", [[photo.file_id, signature.file_id]])
            seen[name] = (pictures, [key for (key,) in cursor.fetchall()])
    assert seen == {"owner": ([photo.pk], [photo.file_id]), "other": ([], [])}


def test_what_came_beside_a_load_is_not_shown_to_the_client_of_the_act(road: Road) -> None:
    contract = road.contract()
    with scope(road.manager) as by:
        entries = [IntakeEntry("BESIDE0001", road.world.model)]
        act = register_intake(by=by, client=contract.client, contract=contract, site=road.warehouse, entries=entries)
    seen = [
        Discrepancy(ClaimKind.EXTRA, serial="STRANGER01", photos=(picture(),)),
        Discrepancy(ClaimKind.DAMAGED, serial="BESIDE0001", photos=(picture(),)),
    ]
    with scope(road.keeper) as by:
        stranger, dent = report_intake_discrepancies(act, by=by, seen=seen)
        assert attachments(by).filter(claim__in=[stranger, dent]).count() == 2
    _browser, owner = reader_of(road.world.client)
    with scope(owner):
        assert [row.claim_id for row in Attachment.objects.all()] == [dent.pk]
    with system_scope(SystemJob.MAINTENANCE):
        assert [row.claim_id for row in attachments(owner)] == [dent.pk]


def test_the_page_of_an_act_shows_the_photos_of_its_units_to_staff_and_owner(road: Road) -> None:
    with scope(road.keeper) as by:
        photo = inventory.add_photos(by=by, unit=road.units[0], photos=[picture()])[0]
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units)
    with system_scope(SystemJob.MAINTENANCE):
        manager = User.objects.get(pk=road.manager.person_id)
    staff = Browser()
    staff.sign_in_as(manager)
    for browser in (staff, reader_of(road.world.client)[0]):
        page = browser.get(f"/logistics/returns/{act.uid}/").content.decode()
        assert f"/equipment/photos/{photo.uid}/small/" in page


def test_the_staff_is_told_movement_and_claim_of_a_picture(road: Road) -> None:
    photo = damaged(road)
    with system_scope(SystemJob.MAINTENANCE):
        manager = User.objects.get(pk=road.manager.person_id)
    browser = Browser()
    browser.sign_in_as(manager)
    shown = browser.get(f"/api/v1/logistics/pictures/{photo.uid}/").json()
    with scope(road.manager):
        kept = Attachment.objects.select_related("movement", "claim").get(pk=photo.pk)
        assert kept.movement is not None
        assert kept.claim is not None
        expected = {"movement": str(kept.movement.uid), "claim": str(kept.claim.uid)}
    assert {name: shown[name] for name in expected} == expected
