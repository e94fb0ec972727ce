"""Fixtures of the access tests: the world with every app's objects, browsers signed in by role."""

from __future__ import annotations

import pytest

from tests.access import objects
from tests.access.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Return the world, completed by the apps."""
    objects.load()
    made = make_world()
    objects.complete(made)
    return made
