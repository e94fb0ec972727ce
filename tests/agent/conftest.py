"""What all tests of agent and simulator stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.config import TOKEN_VARIABLE


@pytest.fixture(autouse=True, scope="module")
def own_control_token() -> Iterator[None]:
    """Let simulated sites take the token of their test, not the installation's, which the launcher hands on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(TOKEN_VARIABLE, raising=False)
        yield
