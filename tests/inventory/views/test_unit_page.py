"""The page of a unit: what it names leads where the reader may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.roles import Role
from tests.browser import Browser
from tests.crm.factories import bind_user
from tests.factories import make_user
from tests.inventory.factories import place

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "leads"), [(Role.ADMIN, True), (Role.CLIENT_VIEWER, False)])
def test_site_and_shelf_lead_to_their_pages_for_who_may_see_places(
    organisation: Organisation, world: World, role: Role, *, leads: bool
) -> None:
    place(world.units[0], world.shelves[0])
    person = make_user(organisation, role)
    if role is Role.CLIENT_VIEWER:
        bind_user(person, world.client)
    browser = Browser()
    browser.sign_in_as(person)
    page = browser.get(reverse("inventory:unit", args=[world.units[0].uid])).content.decode()
    addresses = [
        reverse("inventory:site", args=[world.site.uid]),
        reverse("inventory:shelf", args=[world.shelves[0].uid]),
    ]
    assert world.shelves[0].label in page
    assert [f'href="{address}"' in page for address in addresses] == [leads] * 2
