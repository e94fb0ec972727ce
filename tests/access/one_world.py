"""One world per module of the access tests, completed by every app, in a transaction that is taken back.

A module imports the fixtures it uses: `db` in its namespace is what tells pytest-django to make the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from tests.access import markers, objects
from tests.access.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open one transaction for all tests of a module, in the place of pytest-django's one per test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(db: None) -> World:
    """Return one world for all tests of a module; each test takes back what it wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE nh_app")
    objects.load()
    made = make_world()
    objects.complete(made)
    return made


@pytest.fixture(scope="module")
def marked(world: World) -> markers.Marked:
    """Return the words planted in every text of the other organisation, of the other client, and of the own one."""
    return markers.mark_world(world)
