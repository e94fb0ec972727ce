"""Fixtures of the exchange: an organisation whose exchange points at a portal of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local_servers.bitrix24 import Bitrix24, Store
from local_servers.bitrix24.store import presets
from local_servers.serving import serving
from tests.crm.bitrix import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apps.accounts.models import Organisation


@pytest.fixture
def exchange(organisation: Organisation, settings: Any) -> Iterator[Exchange]:
    """Return an organisation connected with an empty portal whose limits are far away."""
    portal = Bitrix24(store=Store(presets=presets(first=11, step=1)))
    settings.BITRIX_BUCKET, settings.BITRIX_CLOCK_SCALE = 100_000, 1000.0
    portal.limits.size, portal.limits.leak_per_second = 100_000, 1000.0
    with serving(portal) as url:
        made = Exchange(organisation, portal, url)
        made.connect()
        yield made
