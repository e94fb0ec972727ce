"""Fixtures of the simulator's tests: sites that run and end with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simulator.config import SiteConfig
from tests.agent.simulator.asking import LiveSite


@pytest.fixture
def live() -> Iterator[Callable[[SiteConfig], LiveSite]]:
    """Return a function that runs a site until the test ends."""
    sites: list[LiveSite] = []

    def run(site: SiteConfig) -> LiveSite:
        sites.append(LiveSite(site))
        return sites[-1]

    yield run
    for one in sites:
        one.close()
