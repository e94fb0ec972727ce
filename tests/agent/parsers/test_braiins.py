"""Braiins OS+."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.parsers.braiins import parse_device, parse_reading, parse_rpc_reading
from neurohost_agent.reading import PowerSource, Reading, State
from tests.agent.parsers.recorded import recorded


def _read(rest: dict[str, Any]) -> Reading:
    return parse_reading(
        details=rest.get("miner_details", {}),
        stats=rest.get("miner_stats", {}),
        boards=rest.get("miner_hw_hashboards", {}),
        cooling=rest.get("cooling_state", {}),
        pools=rest.get("pools", []),
        tuner=rest.get("performance_tuner_state", {}),
    )


def _stats(ghs: float) -> dict[str, Any]:
    return {"miner_stats": {"real_hashrate": {"last_5s": {"gigahash_per_second": ghs}}}}


@pytest.mark.parametrize(
    ("status", "ghs", "state"),
    [(2, 90_000.0, State.MINING), (3, 0.0, State.SLEEPING), (4, 0.0, State.SLEEPING), (1, 0.0, State.STARTING)],
)
def test_the_status_number_tells_rest_from_failure(status: int, ghs: float, state: State) -> None:
    assert _read({"miner_details": {"status": status}, "miner_stats": _stats(ghs)}).state is state


def test_without_a_login_the_port_of_cgminer_tells_less_and_says_so() -> None:
    reading = parse_rpc_reading({"summary": {"SUMMARY": [{"Elapsed": 5000, "MHS 5s": 9.5e7, "Accepted": 3}]}})
    assert (reading.state, reading.hashrate_ths, reading.power_w, reading.boards) == (State.MINING, 95.0, None, ())
    assert reading.detail == "no login given: read without power and boards"


def test_a_recorded_s21_pro_is_read(facts_dir: Path) -> None:
    rest = recorded(facts_dir, "braiins_s21pro_26_04_rest")["rest"]
    reading = _read(rest)
    assert reading.hashrate_ths == pytest.approx(248.186677)
    assert reading.expected_hashrate_ths == pytest.approx(252.597583)
    assert (reading.power_w, reading.power_source, reading.power_limit_w) == (3480.0, PowerSource.ESTIMATED, 3500.0)
    assert [board.chips_ok for board in reading.boards] == [65, 65, 65]
    assert [pool.active for pool in reading.pools] == [True, False]
    device = parse_device("10.0.0.1", rest["miner_details"], {})
    assert (device.mac, device.serial, device.model) == ("02:8f:77:ec:e7:e0", "THQGFKUBDJIAH0E9G", "Antminer S21 Pro")


def test_a_recorded_s19_xp_is_read(facts_dir: Path) -> None:
    reading = _read(recorded(facts_dir, "braiins_s19xp_25_07_rest")["rest"])
    assert (reading.power_w, reading.uptime_s, reading.accepted) == (3137.0, 69685, 10464)
    assert len(reading.fans) == 4
