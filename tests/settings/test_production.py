"""Production settings: Django's deployment checks pass, and a wrong configuration says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _check(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "NEUROHOST_SECRET_KEY": "k7#" * 20 + "unguessable-and-long-enough",
        "NEUROHOST_ALLOWED_HOSTS": "host.example.test",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"]
    settings = ["--settings", "neurohost.settings.production"]
    return subprocess.run(
        [*command, *settings], cwd=ROOT, env=environment | changes, capture_output=True, text=True, check=False
    )


def test_the_deployment_checks_pass() -> None:
    result = _check()
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"NEUROHOST_FIELD_KEYS": ""}, "common.E001"),
        ({"NEUROHOST_BLIND_INDEX_KEY": "c2hvcnQ="}, "common.E002"),
        ({"NEUROHOST_SIGNING_KEY": "no base64!"}, "common.E003"),
    ],
)
def test_a_wrong_key_is_a_check_with_a_hint(changes: dict[str, str], number: str) -> None:
    result = _check(**changes)
    assert result.returncode == 1
    assert number in result.stderr
    assert "HINT" in result.stderr
    assert "Traceback" not in result.stderr
