"""Photos for the owner's eyes: own units only, since they are one's own, without what the staff wrote below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import Organisation, User
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory import services
from apps.inventory.enums import PhotoKind
from apps.inventory.models import UnitPhoto
from apps.inventory.selectors.journal import notes, photos
from tests.browser import Browser
from tests.crm.factories import bind_user, make_client, make_contract
from tests.factories import actor_for, make_user
from tests.pictures import picture

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client
    from apps.inventory.models import Unit
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


def _organisation(client: Client) -> Organisation:
    """Return the organisation of a client."""
    with system_scope(SystemJob.MAINTENANCE):
        return Organisation.objects.get(pk=client.organisation_id)


def reader_of(client: Client, role: Role = Role.CLIENT_VIEWER) -> tuple[Browser, Actor]:
    """Return a user of the client with a browser."""
    user = make_user(_organisation(client), role)
    bind_user(user, client)
    browser = Browser()
    browser.sign_in_as(user)
    return browser, actor_for(user)


def take(world: World, unit: Unit, caption: str = "scratched by us") -> UnitPhoto:
    """Add a photo of damage to a unit."""
    with scope(world.technician) as by:
        return services.add_photos(by=by, unit=unit, photos=[picture()], kind=PhotoKind.DAMAGE, caption=caption)[0]


def answers(browser: Browser, photo: UnitPhoto) -> list[int]:
    """Return what the photo answers to a browser: itself, the small one, in the API, its bytes there."""
    page, api = f"/equipment/photos/{photo.uid}/", f"/api/v1/inventory/photos/{photo.uid}/"
    return [browser.get(address).status_code for address in (page, f"{page}small/", api, f"{api}file/")]


@pytest.mark.parametrize("role", sorted(CLIENT_ROLES))
def test_a_client_sees_the_photos_of_own_units_without_their_captions(world: World, role: Role) -> None:
    photo = take(world, world.units[0])
    browser, _actor = reader_of(world.client, role)
    page = browser.get(f"/equipment/{world.units[0].uid}/").content.decode()
    assert (f"/equipment/photos/{photo.uid}/small/" in page, "scratched by us" in page) == (True, False)
    assert answers(browser, photo) == [200] * 4
    shown = browser.get("/api/v1/inventory/photos/").json()["results"]
    assert [(row["uid"], row["caption"]) for row in shown] == [(str(photo.uid), "")]
    assert browser.get(f"/equipment/photos/{photo.uid}/withdraw/").status_code == 403


def test_another_clients_photo_is_nothing(world: World, organisation: Organisation) -> None:
    photo = take(world, world.units[0])
    browser, _actor = reader_of(make_client(organisation))
    assert answers(browser, photo) == [404] * 4
    assert browser.get("/api/v1/inventory/photos/").json()["results"] == []


def test_after_the_sale_the_seller_sees_no_photo_and_the_buyer_only_new_ones(
    world: World, organisation: Organisation
) -> None:
    before = take(world, world.units[0])
    buyer = make_client(organisation)
    with scope(world.admin) as by:
        services.transfer_ownership(
            by=by, unit=world.units[0], client=buyer, contract=make_contract(buyer), document="SALE-1", why="sold"
        )
    after = take(world, world.units[0])
    for client, seen in ((world.client, []), (buyer, [after.pk])):
        browser, actor = reader_of(client)
        with scope(actor):
            assert [photo.pk for photo in photos(actor)] == seen
            # Without the policy's filter the database says the same.
            assert list(UnitPhoto.objects.values_list("pk", flat=True)) == seen
        assert answers(browser, before) == [404] * 4
        assert answers(browser, after) == [200 if seen else 404] * 4


def test_a_withdrawn_photo_and_notes_are_kept_from_the_client(world: World) -> None:
    photo = take(world, world.units[0])
    with scope(world.technician) as by:
        services.add_note(by=by, unit=world.units[0], text="he is angry")
        services.withdraw_photo(by=by, photo=photo, why="another unit")
    browser, actor = reader_of(world.client)
    with scope(actor):
        assert (list(photos(actor)), list(notes(actor)), UnitPhoto.objects.count()) == ([], [], 0)
    assert answers(browser, photo) == [404] * 4
    assert "he is angry" not in browser.get(f"/equipment/{world.units[0].uid}/").content.decode()


def test_the_staff_sees_photos_with_captions_whoever_owns_the_unit(world: World, organisation: Organisation) -> None:
    photo = take(world, world.units[0])
    buyer = make_client(organisation)
    with scope(world.admin) as by:
        services.transfer_ownership(
            by=by, unit=world.units[0], client=buyer, contract=make_contract(buyer), document="SALE-1", why="sold"
        )
    browser = Browser()
    with system_scope(SystemJob.MAINTENANCE):
        browser.sign_in_as(User.objects.get(pk=world.technician.person_id))
    page = browser.get(f"/equipment/{world.units[0].uid}/").content.decode()
    assert (f"/equipment/photos/{photo.uid}/small/" in page, "scratched by us" in page) == (True, True)
