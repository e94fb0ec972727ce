"""The command line, and the program as a process."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from simulator.config import parse_config
from tests.agent.simulator.asking import own_ip, rpc

AGENT = Path(__file__).resolve().parents[3] / "agent"


def site_file(folder: Path, ip: str) -> Path:
    path = folder / "site.json"
    group = {"family": "antminer_s21", "count": 2, "first_ip": ip}
    path.write_text(json.dumps({"site": "cli", "seed": 9, "machines": [group], "control": {"port": 0, "token": "t"}}))
    return path


def test_the_example_can_be_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--example"]) == 0
    assert parse_config(capsys.readouterr().out.encode()).site == "Demo site"


def test_list_gives_the_same_machines_as_json_and_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(site_file(tmp_path, "127.70.0.1"))
    assert main(["list", "--config", path]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert main(["list", "--config", path, "--format", "csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["serial"] for row in table] == [row["serial"] for row in rows]
    assert [(row["ip"], row["model"], row["nominal_hashrate_ths"], row["nominal_power_w"]) for row in rows] == [
        ("127.70.0.1", "Antminer S21", 200.0, 3500),
        ("127.70.0.2", "Antminer S21", 200.0, 3500),
    ]


def test_a_wrong_site_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text("{")
    assert main(["list", "--config", str(path)]) == 2
    assert capsys.readouterr().err.startswith("simulator: site file: ")


def test_control_is_asked_on_loopback_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", "off", "127.0.0.1", "--control", "http://example.invalid"]) == 2
    assert "loopback" in capsys.readouterr().err


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_program_runs_takes_orders_and_ends_cleanly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: signal.Signals
) -> None:
    ip, pid_file = own_ip(), tmp_path / "simulator.pid"
    command = [
        sys.executable,
        "-m",
        "simulator",
        "run",
        "--config",
        str(site_file(tmp_path, ip)),
        "--pid-file",
        str(pid_file),
    ]
    environment = os.environ | {"PYTHONPATH": str(AGENT), "NEUROHOST_SIMULATOR_TOKEN": "t"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        started = json.loads(process.stdout.readline())
        assert (started["event"], started["machines"]) == ("started", 2)
        assert int(pid_file.read_text()) == process.pid
        control = f"http://127.0.0.1:{started['control_port']}"
        assert rpc(ip, "version")["VERSION"][0]["Type"] == "Antminer S21"
        order = ["fault", "set", ip, "slow", "--param", "latency_s=0", "--control", control, "--token", "t"]
        assert main(order) == 0
        assert json.loads(capsys.readouterr().out)["faults"] == {"slow": {"latency_s": 0.0}}
        assert main(["power", "off", ip, "--control", control, "--token", "wrong"]) == 1
        assert "401" in capsys.readouterr().err
        begin = time.monotonic()
        process.send_signal(ending)
        rest = [json.loads(line)["event"] for line in process.stdout]
        assert process.wait(5) == 0
        assert time.monotonic() - begin < 3
    assert rest == ["fault", "stopped"]
    assert not pid_file.exists()
