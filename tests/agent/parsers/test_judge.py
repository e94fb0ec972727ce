"""One rule for the state of a machine."""

from __future__ import annotations

from typing import Any

import pytest

from neurohost_agent.parsers.judge import state_of
from neurohost_agent.reading import State


@pytest.mark.parametrize(
    ("hashrate", "signs", "state"),
    [
        (100.0, {}, State.MINING),
        (None, {}, State.UNKNOWN),
        (None, {"uptime_s": 10}, State.UNKNOWN),
        (0.0, {"uptime_s": 5000}, State.ERROR),
        (0.0, {}, State.ERROR),
        (0.0, {"uptime_s": 100}, State.STARTING),
        (0.0, {"sleeping": True}, State.SLEEPING),
        (3.0, {"sleeping": True}, State.SLEEPING),
        (None, {"failed": True}, State.ERROR),
        (0.0, {"starting": True}, State.STARTING),
        (0.0, {"starting": True, "uptime_s": 5000}, State.ERROR),
    ],
)
def test_the_state_follows_from_what_is_said(hashrate: float | None, signs: dict[str, Any], state: State) -> None:
    assert state_of(hashrate, **signs) is state


def test_a_reply_without_hashrate_is_not_mining() -> None:
    assert state_of(None, uptime_s=86_400) is not State.MINING
