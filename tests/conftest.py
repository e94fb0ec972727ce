"""Fixtures of all tests: the database under the application's role, organisations, people, actors, facts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts"


@pytest.fixture(scope="session")
def facts_dir() -> Path:
    """Return the folder of recorded replies and vectors; tests that compare with it skip where it is absent."""
    folder = Path(os.environ.get("NEUROHOST_FACTS", FACTS))
    if not folder.is_dir():
        pytest.skip("the folder of recorded facts is not here")
    return folder


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
