"""Fixtures of inventory's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.inventory.factories import World


@pytest.fixture
def world(organisation: Organisation) -> World:
    """Return a data centre whose 10 kW take two of the four units of 3.5 kW."""
    from tests.inventory.factories import make_world  # noqa: PLC0415 - models are loaded when a test runs

    return make_world(organisation)
