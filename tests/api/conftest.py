"""Fixtures of the API's tests: one world for all of them, and the description of the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from tests.access import objects
from tests.access.world import make_world
from tests.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from tests.access.world import World


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open one transaction for the tests of a module, in the place of pytest-django's one per test."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE nh_app")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(db: None) -> World:
    """Return one world for the tests of a module."""
    objects.load()
    made = make_world()
    objects.complete(made)
    return made


@pytest.fixture(scope="module")
def description(db: None) -> dict[str, Any]:
    """Return the API's description as it is served."""
    found: dict[str, Any] = json.loads(Browser().get("/api/schema/?format=json").content)
    return found
