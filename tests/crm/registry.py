"""The local DaData for tests of crm: served over HTTP, the settings point at it, one organisation holds its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import OrganisationSettings
from apps.common.scope import SystemJob, system_scope
from local_servers.dadata import KEY, Dadata
from local_servers.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from apps.accounts.models import Organisation


def give_key(organisation: Organisation, key: str = KEY) -> None:
    """Enter a key of DaData."""
    with system_scope(SystemJob.MAINTENANCE):
        row = OrganisationSettings.objects.get(organisation=organisation)
        row.dadata_key = key
        row.save()


@pytest.fixture
def dadata(settings: Settings, organisation: Organisation) -> Iterator[Dadata]:
    """Serve the local DaData; the organisation has its key. Its port is new, so nothing is kept from before."""
    give_key(organisation)
    service = Dadata()
    with serving(service) as url:
        settings.DADATA_URL = f"{url}/dadata/suggestions/api/4_1/rs/"
        yield service
