"""The short form of proof_agent_queue: a dozen kills of agent and server."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.proof.agent_kills import SmallServer, run


@pytest.mark.slow
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    verdict = run(SmallServer(tmp_path), tmp_path, kills=12, chance=random.Random(7))
    wrong = (verdict.missing, verdict.doubled, verdict.invented, verdict.holes, verdict.reported_lost)
    assert (verdict.kills, wrong) == (12, (0, 0, 0, 0, 0))
    assert verdict.committed > 100
