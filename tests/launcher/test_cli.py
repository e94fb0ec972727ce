"""The command line: plain sentences, exit codes, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.cli import commands
from launcher.failure import Failure
from launcher.programs import web_address
from launcher.virtualenv import NO_NETWORK

ROOT = Path(__file__).resolve().parents[2]


def say(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the launcher as a person would."""
    program = [sys.executable, str(ROOT / "bin" / "neurohost"), *words]
    return subprocess.run(program, check=False, capture_output=True, text=True, env=dict(os.environ))


def test_help_names_every_command() -> None:
    done = say("help")

    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[2:]] == list(commands())


def test_an_unknown_command_is_refused_with_the_list() -> None:
    done = say("fly")

    assert done.returncode == 2
    assert done.stderr.startswith("There is no command «fly».\nusage: bin/neurohost COMMAND …\n")


def test_an_unknown_proof_is_refused_in_one_sentence() -> None:
    done = say("proof", "nothing-of-that-name")

    assert done.returncode == 1
    assert done.stderr.startswith("\nThere is no proof «nothing-of-that-name». There are:")


def test_every_target_of_the_makefile_calls_a_command() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    called = {line.split("$(LAUNCH)")[1].split()[0] for line in lines if line.startswith("\t@$(LAUNCH)")}

    assert called - {"help"} <= set(commands())


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5"])
def test_a_wrong_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.delenv("NEUROHOST_PORT", raising=False)
    monkeypatch.setenv("PORT", port)

    with pytest.raises(Failure, match=rf"PORT={port} is no port\."):
        web_address()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),  # noqa: S104 - only shown
        ("::1", "http://[::1]:8001"),
    ],
)
def test_the_address_shown_opens_in_a_browser(monkeypatch: pytest.MonkeyPatch, host: str, url: str) -> None:
    monkeypatch.setenv("NEUROHOST_HOST", host)
    monkeypatch.setenv("NEUROHOST_PORT", "8001")

    assert web_address().url == url


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: Could not find a version that satisfies the requirement x\nERROR: No matching distribution found for x",
        "npm error code EAI_AGAIN",
        "Max retries exceeded with url: /simple/x/",
    ],
)
def test_a_dead_network_is_recognised(said: str) -> None:
    assert NO_NETWORK.search(said) is not None
