"""Fixtures of all tests: the database under the application's role, organisations, people, actors, facts."""
# ruff: noqa: PLC0415 - Django is set up after this module is read, and tests of the agent need none of it

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from apps.accounts.models import Organisation, User
    from apps.common.actor import Actor
    from apps.common.roles import Role
    from tests.browser import Browser

FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts"


@pytest.fixture(scope="session")
def facts_dir() -> Path:
    """Return the folder of recorded replies and vectors; tests that compare with it skip where it is absent."""
    folder = Path(os.environ.get("NEUROHOST_FACTS", FACTS))
    if not folder.is_dir():
        pytest.skip("the folder of recorded facts is not here")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: object) -> None:
    """Copy this run's database from a migrated one instead of migrating it."""
    from django.db import connection

    from tests.template_database import ensure_template

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # the plugin does not export its type
        connection.settings_dict["TEST"]["TEMPLATE"] = ensure_template()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no language behind: a request is served in its person's language, and nothing puts the earlier one back."""
    yield
    from django.conf import settings
    from django.utils import translation

    if settings.configured:
        translation.deactivate()


@pytest.fixture(autouse=True)
def _application_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run database tests under the login's role, where nothing can be read without a scope."""
    wanted = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if not wanted and "transactional_db" not in request.fixturenames:
        yield
        return
    marker = request.node.get_closest_marker("django_db")
    transactional = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if transactional else "db")
    from django.db import connection
    from django.db.backends.signals import connection_created

    def enter(**kwargs: object) -> None:
        with kwargs["connection"].cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("SET ROLE nh_app")

    connection_created.connect(enter, dispatch_uid="nh-test-role")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE nh_app")
    yield
    connection_created.disconnect(dispatch_uid="nh-test-role")
    if connection.connection is not None and not (connection.in_atomic_block and connection.needs_rollback):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Return the hosting operator that a test works in."""
    from tests.factories import make_organisation

    return make_organisation("north")


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    """Return another hosting operator of the same installation."""
    from tests.factories import make_organisation

    return make_organisation("south")


@pytest.fixture
def actors(organisation: Organisation) -> Mapping[Role, Actor]:
    """Return one actor of each role of `organisation` (platform staff has none); client users are bound to nobody.

    A person is made when it is first asked for, since most tests need one or two.
    """
    from tests.factories import People

    return People(organisation)


@pytest.fixture
def admin(actors: Mapping[Role, Actor]) -> Actor:
    """Return the administrator of `organisation`."""
    from apps.common.roles import Role

    return actors[Role.ADMIN]


@pytest.fixture
def manager(actors: Mapping[Role, Actor]) -> Actor:
    """Return the manager of `organisation`."""
    from apps.common.roles import Role

    return actors[Role.MANAGER]


@pytest.fixture
def warehouse(actors: Mapping[Role, Actor]) -> Actor:
    """Return the warehouse keeper of `organisation`, bound to no site."""
    from apps.common.roles import Role

    return actors[Role.WAREHOUSE]


@pytest.fixture
def technician(actors: Mapping[Role, Actor]) -> Actor:
    """Return the technician of `organisation`, bound to no site."""
    from apps.common.roles import Role

    return actors[Role.TECHNICIAN]


@pytest.fixture
def client_viewer(actors: Mapping[Role, Actor]) -> Actor:
    """Return a client's reading user of `organisation`, bound to no client."""
    from apps.common.roles import Role

    return actors[Role.CLIENT_VIEWER]


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Browser]:
    """Return a function that gives a browser in which this person has signed in."""
    from tests.browser import Browser

    def sign_in(user: User) -> Browser:
        browser = Browser()
        browser.sign_in_as(user)
        return browser

    return sign_in
