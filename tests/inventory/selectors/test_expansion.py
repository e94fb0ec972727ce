"""The hint on a client's card that more power may be wanted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.selectors.expansion import expansion_of
from tests.crm.factories import make_client, make_contract
from tests.crm.sales_factories import make_deal
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_model, make_site, make_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


def test_a_client_near_the_declared_power_is_shown_with_the_next_step(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    client = make_client(organisation)
    contract = make_contract(client, max_power_kw="10")
    user = make_user(organisation, Role.MANAGER)
    card = reverse("crm:client", args=[client.uid])
    new_deal = reverse("crm:deal_new", args=[client.uid])
    browser = signed_in(user)
    assert "Offer an expansion" not in browser.get(card).content.decode()
    make_units(contract, make_site(organisation), 3, model=make_model(organisation.pk, power_w=3250))
    actor = actor_for(user)
    with scope(actor):
        hint = expansion_of(actor, client)
    assert hint is not None
    assert (hint.used_kw, hint.declared_kw, hint.used_percent, hint.grown_percent) == (
        Decimal("9.75"), Decimal(10), Decimal("97.5"), None,
    )  # fmt: skip
    page = browser.get(card).content.decode()
    assert ("Offer an expansion" in page, f'href="{new_deal}"' in page) == (True, True)
    deal = make_deal(organisation, client)
    page = browser.get(card).content.decode()
    assert ("Offer an expansion" in page, reverse("crm:deal", args=[deal.uid]) in page) == (False, True)


def test_a_client_with_room_is_not_asked(organisation: Organisation) -> None:
    client = make_client(organisation)
    contract = make_contract(client, max_power_kw="100")
    make_units(contract, make_site(organisation), 3, model=make_model(organisation.pk, power_w=3250))
    actor = actor_for(make_user(organisation, Role.MANAGER))
    with scope(actor):
        assert expansion_of(actor, client) is None
