"""Fixtures of the service centre's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from tests.service_centre.factories import Workshop


@pytest.fixture
def workshop(organisation: Organisation) -> Workshop:
    """Return a service centre with two units, five fans and two hash boards."""
    from tests.service_centre.factories import make_workshop  # noqa: PLC0415 - models are loaded when a test runs

    return make_workshop(organisation)
