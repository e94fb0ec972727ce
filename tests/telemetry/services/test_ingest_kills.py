"""The short form of proof_ingest_kills: four kills of the agent and of the real web server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_kills_of_agent_and_web_server_lose_nothing_and_double_nothing() -> None:
    words = [sys.executable, "tests/proof/proof_ingest_kills.py", "--kills", "4", "--seed", "7"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["value"], result["holds"], done.returncode) == (0, True, 0)
