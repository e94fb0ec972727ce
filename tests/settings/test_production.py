"""Production settings: Django's deployment checks pass, and a wrong configuration says what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from apps.common import fonts

ROOT = Path(__file__).resolve().parents[2]


def _check(
    changes: dict[str, str] | None = None, tags: tuple[str, ...] = ("--tag", "security")
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "NEUROHOST_SECRET_KEY": "k7#" * 20 + "unguessable-and-long-enough",
        "NEUROHOST_ALLOWED_HOSTS": "host.example.test",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", *tags, "--fail-level", "WARNING"]
    settings = ["--settings", "neurohost.settings.production"]
    return subprocess.run(
        [*command, *settings], cwd=ROOT, env=environment | (changes or {}), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("tags", [("--tag", "security"), ()], ids=["security", "all"])
def test_the_deployment_checks_pass(tags: tuple[str, ...]) -> None:
    """A machine without the fonts of our PDFs is told so (common.W001), and nothing else."""
    result = _check(tags=tags)
    told = set(re.findall(r"\((\w+\.[EW]\d+)\)", result.stderr))
    assert told == ({"common.W001"} if not tags and fonts.missing() else set())
    assert (result.returncode == 0) is (not told)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NEUROHOST_SECRET_KEY", "NEUROHOST_SECRET_KEY is not set: set it to 50 or more random characters.\n"),
        (
            "NEUROHOST_ALLOWED_HOSTS",
            "NEUROHOST_ALLOWED_HOSTS is not set: set it to the names of this site, separated by commas.\n",
        ),
    ],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_what_production_cannot_do_without_is_asked_for_in_one_sentence(name: str, sentence: str, value: str) -> None:
    result = _check({name: value})
    assert (result.returncode, result.stdout, result.stderr) == (1, "", sentence)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"NEUROHOST_FIELD_KEYS": ""}, "common.E001"),
        ({"NEUROHOST_BLIND_INDEX_KEY": "c2hvcnQ="}, "common.E002"),
        ({"NEUROHOST_SIGNING_KEY": "no base64!"}, "common.E003"),
    ],
)
def test_a_wrong_key_is_a_check_with_a_hint(changes: dict[str, str], number: str) -> None:
    result = _check(changes)
    assert result.returncode == 1
    assert number in result.stderr
    assert "HINT" in result.stderr
    assert "Traceback" not in result.stderr
