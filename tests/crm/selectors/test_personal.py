"""Personal data as each role may see it, the same in pages, lists, exports and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.roles import Role
from apps.crm.enums import ClientType
from tests.crm.factories import make_client
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db

SECRETS = ("916 823", "916\u00a0823", "9168233454", "anna@", "500100732259", "улица Победы")


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.MANAGER, True), (Role.ACCOUNTANT, True), (Role.WAREHOUSE, False), (Role.TECHNICIAN, False)]
)
def test_phones_addresses_and_numbers_of_people_are_masked_for_those_who_need_not_see_them(
    organisation: Organisation, signed_in: Callable[[User], Browser], role: Role, *, sees: bool
) -> None:
    client = make_client(
        organisation,
        ClientType.PERSON,
        name="Зимин Олег Павлович",
        inn="500100732259",
        contact={"name": "Анна Климова", "phone": "+7 916 823-34-54", "email": "anna@example.test"},
    )
    browser = signed_in(make_user(organisation, role))
    columns = "name,inn,phone,email,address"
    addresses = {
        "card": reverse("crm:client", args=[client.uid]),
        "list": f"{reverse('crm:clients')}?columns={columns}",
        "export": f"{reverse('crm:clients')}?columns={columns}&export=csv",
        "api": reverse("crm_api:client-detail", args=[client.uid]),
        "api contacts": reverse("crm_api:contact-list"),
        "search": f"{reverse('common:search')}?q=зимин",
    }
    texts = {name: browser.get(url).content.decode() for name, url in addresses.items()}
    shown = {name: any(secret in text for secret in SECRETS) for name, text in texts.items()}
    named = {name: "Зимин" in text or "Климова" in text for name, text in texts.items()}
    assert shown == dict.fromkeys(addresses, sees)
    assert named == dict.fromkeys(addresses, True)
