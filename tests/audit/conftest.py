"""Fixtures of the record's tests: people with addresses, a folder for roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.common.actor import Actor
from apps.common.roles import Role


@pytest.fixture
def person(actors: Mapping[Role, Actor]) -> Actor:
    """The administrator, coming from an address with a request."""
    return replace(actors[Role.ADMIN], ip="10.20.30.40", request_id="req-7")


@pytest.fixture
def roots(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder of roots, and a key to sign them."""
    settings.AUDIT_ROOTS_DIR = tmp_path / "roots"
    settings.NEUROHOST_SIGNING_KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
    return tmp_path / "roots"
