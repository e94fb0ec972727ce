"""VNish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.parsers.vnish import model_of_stats, parse_device, parse_reading, parse_rpc_reading
from neurohost_agent.reading import PowerSource, State
from tests.agent.parsers.recorded import recorded


@pytest.mark.parametrize(
    ("word", "ghs", "since_s", "state"),
    [
        ("mining", 90_000.0, 100, State.MINING),
        ("auto-tuning", 90_000.0, 100, State.MINING),
        ("stopped", 0.0, 9_000, State.SLEEPING),
        ("starting", 0.0, 60, State.STARTING),
        ("starting", 0.0, 9_000, State.ERROR),
        ("failure", 0.0, 5, State.ERROR),
    ],
)
def test_the_state_word_decides_what_no_hashrate_means(word: str, ghs: float, since_s: int, state: State) -> None:
    miner: dict[str, Any] = {"miner_status": {"miner_state": word, "miner_state_time": since_s}, "hr_realtime": ghs}
    assert parse_reading({"miner": miner}).state is state


def test_red_chips_are_not_good_chips() -> None:
    chains = [{"id": 2, "chip_statuses": {"red": 3, "orange": 2, "grey": 60}, "voltage": 13000}]
    board = parse_reading({"miner": {"chains": chains}}).boards[0]
    assert (board.slot, board.chips_ok, board.chips_expected, board.voltage_v) == (1, 62, 65, 13.0)


def test_a_recorded_s21_pro_is_read_over_the_web(facts_dir: Path) -> None:
    web = recorded(facts_dir, "vnish_s21pro_1_2_7")["web"]
    reading = parse_reading(web["summary"])
    assert (reading.state, reading.hashrate_avg_ths, reading.power_w) == (State.MINING, 174.37475, 2583.0)
    assert (reading.power_source, reading.detail) == (PowerSource.MEASURED, "auto-tuning")
    assert [pool.active for pool in reading.pools] == [True, False, False]
    device = parse_device("10.0.0.1", web["info"])
    assert (device.mac, device.serial, device.model) == ("02:95:23:b3:e0:79", None, "Antminer S21 Pro")


def test_a_recorded_s21_pro_is_read_without_a_login(facts_dir: Path) -> None:
    rpc = recorded(facts_dir, "vnish_s21pro_1_2_7")["rpc"]
    reading = parse_rpc_reading(rpc)
    assert (reading.state, reading.power_w, reading.power_source) == (State.MINING, 2583.0, PowerSource.ESTIMATED)
    assert [board.chips_ok for board in reading.boards] == [65, 65, 65]
    assert model_of_stats(rpc["stats"]) == ("Antminer S21 Pro", "1.2.7")
