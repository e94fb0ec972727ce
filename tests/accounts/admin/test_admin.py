"""People, sessions, tokens and organisations in the admin: who sees them, and what never leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from apps.accounts.models import Organisation, Session, User
from apps.common.roles import Role
from apps.common.scope import scope
from tests.browser import Browser
from tests.crm.factories import make_client
from tests.factories import PASSWORD, actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable


def _names(browser: Browser, model: str, query: str = "") -> set[str]:
    page = browser.get(reverse(f"admin:accounts_{model}_changelist") + query)
    return {str(row) for row in page.context["cl"].result_list}


def test_people_are_found_by_role_status_and_word(
    organisation: Organisation, other_organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    boss = make_user(organisation, Role.ADMIN, name="Boss")
    make_user(organisation, Role.MANAGER, name="Anna")
    make_user(organisation, Role.MANAGER, name="Boris", status=User.Status.BLOCKED)
    make_user(other_organisation, Role.MANAGER, name="Stranger")
    browser = signed_in(boss)
    assert _names(browser, "user") == {"Boss", "Anna", "Boris"}
    assert _names(browser, "user", "?role__exact=manager") == {"Anna", "Boris"}
    assert _names(browser, "user", "?status__exact=blocked") == {"Boris"}
    assert _names(browser, "user", "?q=anna") == {"Anna"}


def test_sessions_of_the_own_organisation_are_shown(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    for where, agent in ((organisation, "Firefox"), (other_organisation, "Elsewhere")):
        make_user(where, Role.MANAGER, login=agent)
        Browser(headers={"user-agent": agent}).post("/sign-in/", {"username": agent, "password": PASSWORD})
    boss = Browser()
    boss.sign_in_as(make_user(organisation, Role.ADMIN))
    assert _names(boss, "session") == {"Firefox"}


def test_the_database_shows_staff_neither_keys_nor_contents_of_sessions(organisation: Organisation) -> None:
    with scope(actor_for(make_user(organisation, Role.ADMIN))):
        assert list(Session.objects.values_list("user_agent", flat=True)) == []
        for name in ("key_digest", "data"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                list(Session.objects.values_list(name, flat=True))


def test_organisations_are_shown_to_platform_staff_only(
    organisation: Organisation, other_organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    assert _names(signed_in(make_user(None, Role.PLATFORM)), "organisation") == {"North", "South"}
    administrator = signed_in(make_user(organisation, Role.ADMIN))
    assert administrator.get(reverse("admin:accounts_organisation_changelist")).status_code == 403


def test_who_may_not_see_people_can_still_name_a_clients_manager(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    manager = make_user(organisation, Role.MANAGER, name="Anna")
    browser = signed_in(manager)
    assert browser.get(reverse("admin:accounts_user_changelist")).status_code == 403
    page = browser.get(reverse("admin:crm_client_change", args=[make_client(organisation).pk]))
    assert f'<option value="{manager.pk}">Anna</option>' in page.content.decode()
