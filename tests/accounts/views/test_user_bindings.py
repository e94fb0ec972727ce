"""Bindings on the page of a user: sites of staff, the client of a client's user, sub-accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import Organisation, User
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.crm.factories import bind_user, make_client
from tests.factories import actor_for, make_user
from tests.inventory.factories import make_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser import Browser

FORM = {"login": "sub", "name": "Sub", "email": "", "language": "en", "time_zone": "UTC"}


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


def _user(login: str) -> User:
    with system_scope(SystemJob.MAINTENANCE):
        return User.objects.get(login=login)


def test_a_keeper_is_bound_to_the_chosen_sites_and_taken_off(browser: Browser, organisation: Organisation) -> None:
    first, second = make_site(organisation), make_site(organisation)
    browser.post("/users/new/", FORM | {"role": "warehouse", "sites": [str(first.uid), str(second.uid)]})
    user = _user("sub")
    assert sorted(actor_for(user).site_ids or ()) == sorted([first.pk, second.pk])
    change = FORM | {"role": "warehouse", "sites": [str(second.uid)], "version": user.version}
    assert browser.post(f"/users/{user.uid}/", change).status_code == 302
    assert actor_for(user).site_ids == (second.pk,)


def test_a_site_of_another_organisation_is_no_choice(browser: Browser, other_organisation: Organisation) -> None:
    foreign = make_site(other_organisation)
    answer = browser.post("/users/new/", FORM | {"role": "warehouse", "sites": [str(foreign.uid)]})
    assert list(answer.context["form"].errors) == ["sites"]


def test_a_clients_user_is_bound_to_one_client(browser: Browser, organisation: Organisation) -> None:
    client = make_client(organisation)
    browser.post("/users/new/", FORM | {"role": "client_viewer", "client": str(client.uid)})
    assert actor_for(_user("sub")).client_ids == (client.pk,)


def test_a_clients_administrator_opens_sub_accounts_of_the_own_client_only(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    own, other = make_client(organisation), make_client(organisation)
    chief, stranger = make_user(organisation, Role.CLIENT_ADMIN), make_user(organisation, Role.CLIENT_VIEWER)
    bind_user(chief, own)
    bind_user(stranger, other)
    browser = signed_in(chief)
    assert browser.post("/users/new/", FORM | {"role": "client_operator", "client": str(other.uid)}).status_code == 302
    user = _user("sub")
    assert actor_for(user).client_ids == (own.pk,)
    assert {one.login for one in browser.get("/users/").context["people"]} == {chief.login, "sub"}
    assert browser.post(f"/users/{user.uid}/block/").status_code == 302
    assert _user("sub").status == "blocked"
    assert browser.get(f"/users/{stranger.uid}/").status_code == 404
    assert browser.post(f"/users/{stranger.uid}/block/").status_code == 404
