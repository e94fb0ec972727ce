"""Fixtures of hosting: a running site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hosting.factories import Running, make_running

if TYPE_CHECKING:
    from apps.accounts.models import Organisation


@pytest.fixture
def running(organisation: Organisation) -> Running:
    """Return a site with machines in several states."""
    return make_running(organisation)
