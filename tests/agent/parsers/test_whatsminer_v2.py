"""Whatsminer, API 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.parsers.whatsminer_v2 import parse_device, parse_faults, parse_reading
from neurohost_agent.reading import Fan, Fault, PowerSource, State
from tests.agent.parsers.recorded import recorded

SUMMARY = {
    "SUMMARY": [
        {
            "Elapsed": 7200,
            "HS RT": 100500000.0,
            "MHS av": 101000000.0,
            "Factory GHS": 102000,
            "Power": 3100,
            "Power Limit": 3200,
            "Env Temp": -7.5,
            "Chip Temp Max": 79.5,
            "Fan Speed In": 5000,
            "Fan Speed Out": 0,
            "MAC": "C6:04:00:00:00:01",
        }
    ]
}


def test_figures_are_read_with_measured_power() -> None:
    reading = parse_reading({"summary": SUMMARY})
    assert (reading.state, reading.hashrate_ths, reading.expected_hashrate_ths) == (State.MINING, 100.5, 102.0)
    assert (reading.power_w, reading.power_source, reading.power_limit_w) == (3100.0, PowerSource.MEASURED, 3200.0)
    assert (reading.inlet_temp_c, reading.fans) == (-7.5, (Fan(0, 5000), Fan(1, 0)))


def test_a_machine_switched_off_by_command_sleeps() -> None:
    summary = {"SUMMARY": [SUMMARY["SUMMARY"][0] | {"HS RT": 0.0}]}
    status = {"Msg": {"mineroff": "true", "mineroff_reason": "API command"}}
    reading = parse_reading({"summary": summary, "status": status})
    assert (reading.state, reading.detail) == (State.SLEEPING, "API command")


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ([], ()),
        (None, ()),
        ([{"218": "2024-01-02 03:04:05"}], (Fault("218", "2024-01-02 03:04:05"),)),
        ({"218": "t"}, (Fault("218", "t"),)),
        (["541", 542], (Fault("541"), Fault("542"))),
        ([{"264": "t", "reason": "Power xfer error"}], (Fault("264", "Power xfer error"),)),
    ],
)
def test_error_codes_are_read_in_every_form(written: Any, faults: tuple[Fault, ...]) -> None:
    assert parse_faults(written) == faults


def test_a_recorded_m50s_is_read(facts_dir: Path) -> None:
    replies = recorded(facts_dir, "whatsminer_m50s_v2")["rpc"]
    reading = parse_reading(replies | {"get_error_code": replies["get_error_code_with_errors"]})
    assert (reading.hashrate_ths, reading.hashrate_avg_ths, reading.expected_hashrate_ths) == (124.5, 125.0, 126.0)
    assert (reading.power_w, reading.chip_temp_max_c, reading.board_temp_max_c) == (3200.0, 81.0, 67.0)
    assert [board.chips_ok for board in reading.boards] == [135, 135, 135]
    assert [fault.code for fault in reading.faults] == ["218", "110"]
    device = parse_device("10.0.0.1", replies)
    assert (device.mac, device.firmware_version) == ("d4:01:02:03:04:05", "20230803.11.REL")
