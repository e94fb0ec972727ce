"""The command line, as a person uses it."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.__main__ import main
from neurohost_agent.files import write_json
from neurohost_agent.local import Enrolment
from tests.agent.servers import serving
from tests.agent.test_agent import MACHINE
from tests.proof.agent_kills import ROOT, spawn


async def _machine(request: bytes) -> bytes:
    return json.dumps(MACHINE.get(json.loads(request)["command"], {})).encode() + b"\x00"


def _against_a_machine(*arguments: str) -> tuple[int, str]:
    async def run() -> tuple[int, str]:
        async with serving(_machine, host="127.88.1.1") as port:
            command = [sys.executable, "-m", "neurohost_agent", *arguments, "--ports", f"{port},1,2"]
            environment = {"PYTHONPATH": str(ROOT / "agent")}
            process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, env=environment)
            output, _ = await process.communicate()
            return process.returncode or 0, output.decode()

    return asyncio.run(run())


def _found(output: str) -> Any:
    return json.loads(output)


def test_one_machine_is_read_and_shown(tmp_path: Path) -> None:
    code, output = _against_a_machine("read", "127.88.1.1", "--data", str(tmp_path / "d"))
    shown = _found(output)
    assert code == 0
    assert (shown["device"]["model"], shown["reading"]["state"]) == ("AvalonMiner 1246-90", "mining")
    assert (shown["reading"]["hashrate_ths"], shown["reading"]["power_w"]) == (90.0, None)


def test_a_range_is_scanned_and_shown(tmp_path: Path) -> None:
    code, output = _against_a_machine("scan", "127.88.1.1-127.88.1.3", "--data", str(tmp_path / "d"))
    assert (code, [(one["ip"], one["family"]) for one in _found(output)]) == (0, [("127.88.1.1", "avalon")])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["read", "8.8.8.8"], "8.8.8.8 is not a private or loopback address"),
        (["scan", "1.2.3.0/24"], "is not inside private or loopback addresses"),
        (["scan"], "no ranges to scan"),
        (["run"], "is not enrolled"),
        (["status"], "no agent has run"),
        (["enrol", "CODE", "--server", "http://10.0.0.1"], "must be reached over https"),
        (["enrol", "CODE", "--server", "https://x", "--factory-logins", "toaster"], "no factory login for «toaster»"),
    ],
)
def test_what_does_not_work_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main([*arguments, "--data", str(tmp_path / "d")]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1


def test_a_running_agent_ends_cleanly_when_told_and_lets_no_other_use_its_folder(tmp_path: Path) -> None:
    write_json(tmp_path / "enrolment.json", Enrolment("http://127.0.0.1:9", "u", "k", "s"))
    agent = spawn("neurohost_agent", "run", "--data", str(tmp_path))
    try:
        status = tmp_path / "status.json"
        for _ in range(100):
            if status.exists():
                break
            time.sleep(0.1)
        assert main(["run", "--data", str(tmp_path)]) == 1
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(timeout=10) == 0
    finally:
        if agent.poll() is None:
            agent.kill()
            agent.wait()
    shown = json.loads(status.read_text())
    assert shown["running"] is False
    assert {problem["code"] for problem in shown["problems"]} == {"config.server"}
