"""Whatsminer, API 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neurohost_agent.parsers.whatsminer_v3 import parse_device, parse_reading
from neurohost_agent.reading import PowerSource, State
from tests.agent.parsers.recorded import recorded


def _reading(info: dict[str, Any], **figures: Any) -> Any:
    return parse_reading(info=info, summary={"summary": figures}, edevs={}, pools={})


def test_hashrates_are_terahashes_already() -> None:
    reading = _reading({}, **{"hash-realtime": 170.5, "factory-hash": 180.0, "power-realtime": 3300.0})
    assert (reading.state, reading.hashrate_ths, reading.expected_hashrate_ths) == (State.MINING, 170.5, 180.0)
    assert (reading.power_w, reading.power_source) == (3300.0, PowerSource.MEASURED)


def test_a_machine_that_does_not_work_sleeps() -> None:
    assert _reading({"miner": {"working": "false"}}, **{"hash-realtime": 0.0}).state is State.SLEEPING


def test_an_empty_answer_is_unknown() -> None:
    assert _reading({}).state is State.UNKNOWN


def test_a_recorded_m60s_is_read(facts_dir: Path) -> None:
    replies = {name: reply["msg"] for name, reply in recorded(facts_dir, "whatsminer_m60s_v3")["v3"].items()}
    reading = parse_reading(
        info=replies["get_device_info_with_errors"],
        summary=replies["get_miner_status_summary"],
        edevs=replies["get_miner_status_edevs"],
        pools=replies["get_miner_status_pools"],
    )
    assert (reading.hashrate_ths, reading.expected_hashrate_ths, reading.power_w) == (171.259, 181.051, 3156.0)
    assert (reading.inlet_temp_c, reading.chip_temp_max_c, reading.board_temp_max_c) == (28.5, 82.0, 41.5)
    assert [board.serial for board in reading.boards] == [
        "BKM3CSE1404807K42757",
        "BKM3CSE1404812K43675",
        "BKM3CSE1404807K42762",
    ]
    assert [fault.code for fault in reading.faults] == ["264", "265", "266", "267", "270"]
    device = parse_device("10.0.0.1", replies["get_device_info"])
    assert (device.mac, device.serial) == ("ce:02:01:00:8c:36", "BTM3CS40HD24083100000000000000000")
