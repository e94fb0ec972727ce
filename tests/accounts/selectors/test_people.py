"""Names of people: rows keep a login, pages and interfaces show the person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.common import people
from apps.common.actor import Actor
from apps.common.api.fields import PersonField
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(organisation: Organisation) -> User:
    """Return a person of the organisation."""
    return make_user(organisation, Role.WAREHOUSE, login="kladov", name="Кладов Сергей Андреевич")


def test_whom_a_row_keeps_by_login_is_shown_by_name(keeper: User, manager: Actor) -> None:
    with scope(manager):
        shown = engines["django"].from_string("{{ login|person }}").render({"login": "kladov"})
        assert shown == people.name_of("kladov") == PersonField().to_representation("kladov") == keeper.name


def test_a_job_and_somebody_who_is_gone_stay_what_the_row_says(keeper: User, manager: Actor) -> None:
    with scope(manager):
        assert [people.name_of(label) for label in ("demo", "gone.person", "")] == ["demo", "gone.person", ""]


def test_the_name_of_another_organisation_is_not_told(other_organisation: Organisation, manager: Actor) -> None:
    stranger = make_user(other_organisation, Role.MANAGER, login="stranger", name="Somebody Else")
    with scope(manager):
        assert people.name_of(stranger.login) == "stranger"


def test_a_clients_user_learns_no_login_and_no_name_but_their_own(keeper: User, organisation: Organisation) -> None:
    reader = make_user(organisation, Role.CLIENT_VIEWER, login="reader", name="Чжан Вэй")
    with scope(actor_for(reader)):
        assert [people.name_of(label) for label in ("reader", "kladov", "demo")] == ["Чжан Вэй", "", ""]


def test_names_are_read_once_in_a_scope_however_many_are_shown(keeper: User, manager: Actor) -> None:
    with scope(manager), CaptureQueriesContext(connection) as queries:
        assert {people.name_of("kladov") for _row in range(50)} == {keeper.name}
    assert sum("accounts_user" in query["sql"] for query in queries) == 1


def test_users_of_clients_are_read_only_where_one_of_them_is_named(
    keeper: User, organisation: Organisation, manager: Actor
) -> None:
    make_user(organisation, Role.CLIENT_VIEWER, login="reader", name="Чжан Вэй")
    with scope(manager), CaptureQueriesContext(connection) as queries:
        assert [people.name_of(label) for label in ("kladov", "reader", "reader", "kladov")] == [
            keeper.name,
            "Чжан Вэй",
            "Чжан Вэй",
            keeper.name,
        ]
    people_read = [query["sql"] for query in queries if "accounts_user" in query["sql"]]
    assert ["client_viewer" in sql or "role" in sql for sql in people_read] == [True, False]


def test_a_new_name_is_shown_in_the_next_scope(keeper: User, manager: Actor) -> None:
    with scope(manager):
        assert people.name_of("kladov") == keeper.name
    with system_scope(SystemJob.MAINTENANCE):
        User.objects.filter(pk=keeper.pk).update(name="Renamed")
    with scope(manager):
        assert people.name_of("kladov") == "Renamed"
