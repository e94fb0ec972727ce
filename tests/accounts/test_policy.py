"""The access policy as Django asks it: by the person's own scope when there is one, by the database otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.policy import user_may
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


def test_within_the_own_scope_a_right_is_known_without_a_statement(organisation: Organisation) -> None:
    user = make_user(organisation, Role.MANAGER)
    with scope(actor_for(user)), CaptureQueriesContext(connection) as asked:
        answers = user_may(user, "crm.client.manage"), user_may(user, "accounts.user.manage")
    assert (answers, len(asked)) == ((True, False), 0)


def test_within_the_scope_of_another_person_the_own_rights_decide(organisation: Organisation) -> None:
    auditor = make_user(organisation, Role.AUDITOR)
    with scope(actor_for(make_user(organisation, Role.ADMIN))):
        assert user_may(auditor, "accounts.user.manage") is False


def test_a_session_tells_who_is_present_with_the_bindings_of_this_moment(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    user = make_user(organisation, Role.MANAGER)
    browser = signed_in(user)
    assert browser.get("/clients/").status_code == 200
    with system_scope(SystemJob.MAINTENANCE):
        type(user).objects.filter(pk=user.pk).update(role=Role.DRIVER)
    assert browser.get("/clients/").status_code == 403
