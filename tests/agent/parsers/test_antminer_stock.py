"""Bitmain's stock firmware."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neurohost_agent.parsers.antminer_stock import parse_device, parse_reading, work_mode_of
from neurohost_agent.reading import Fan, PoolStatus, PowerSource, State
from tests.agent.parsers.recorded import recorded


def _stats(**more: Any) -> dict[str, Any]:
    row = {
        "Elapsed": 900,
        "total_rateideal": 95000.0,
        "fan_num": 2,
        "fan1": 5000,
        "fan2": 0,
        "miner_count": 2,
        "chain_acn1": 88,
        "chain_acs1": " oox o",
        "chain_rate1": "31000.5",
        "chain_hw1": 4,
        "temp_chip1": "61-50-0-70",
        "temp_pcb1": "-5-40-45-46",
        "chain_acn2": 0,
        "chain_acs2": "",
        "chain_rate2": "",
        "temp_chip2": "0-0-0-0",
        "chain_acn3": 88,
        "chain_rate3": "30000.0",
        "chain_acn4": 0,
        "chain_rate4": "",
    }
    return {"STATS": [{"Type": "Antminer S19"}, row | more]}


def _summary(**more: Any) -> dict[str, Any]:
    return {"SUMMARY": [{"Elapsed": 900, "GHS 5s": "61000.5", "GHS av": 60000.0, "Accepted": 5, "Rejected": 0} | more]}


def test_figures_become_terahashes_and_text_numbers_are_numbers() -> None:
    reading = parse_reading({"summary": _summary(), "stats": _stats()})
    assert (reading.state, reading.hashrate_ths, reading.hashrate_avg_ths) == (State.MINING, 61.0005, 60.0)
    assert (reading.expected_hashrate_ths, reading.accepted, reading.rejected) == (95.0, 5, 0)


def test_power_that_the_firmware_does_not_tell_is_unknown_and_not_zero() -> None:
    reading = parse_reading({"summary": _summary(), "stats": _stats()})
    assert (reading.power_w, reading.power_source) == (None, PowerSource.UNKNOWN)


def test_power_in_words_is_read_as_an_estimate() -> None:
    reading = parse_reading({"summary": _summary(), "stats": _stats(chain_power="3250 W")})
    assert (reading.power_w, reading.power_source) == (3250.0, PowerSource.ESTIMATED)


def test_a_dead_board_between_living_ones_is_listed_and_an_empty_place_is_not() -> None:
    boards = parse_reading({"summary": _summary(), "stats": _stats()}).boards
    assert [(board.slot, board.chips_ok, board.hashrate_ths) for board in boards] == [
        (0, 88, 31.0005),
        (1, 0, None),
        (2, 88, 30.0),
    ]
    assert (boards[0].chip_map, boards[0].chip_temp_c, boards[1].chip_temp_c) == ("ooxo", 70.0, None)
    assert (boards[0].inlet_temp_c, boards[0].board_temp_c) == (-5.0, 46.0)


def test_a_standing_fan_is_a_fan_at_zero() -> None:
    assert parse_reading({"summary": _summary(), "stats": _stats()}).fans == (Fan(0, 5000), Fan(1, 0))


def test_a_machine_told_to_sleep_sleeps() -> None:
    assert parse_reading({"summary": {"SUMMARY": []}, "stats": {"STATS": []}}, work_mode=1).state is State.SLEEPING


def test_empty_replies_are_unknown_and_not_mining() -> None:
    assert parse_reading({"summary": {"SUMMARY": []}, "stats": {"STATS": []}}).state is State.UNKNOWN


def test_the_mode_is_read_from_either_generation() -> None:
    assert [work_mode_of(conf) for conf in ({"bitmain-work-mode": "1"}, {"miner-mode": 1}, {})] == [1, 1, None]


def test_a_recorded_s19_pro_is_read(facts_dir: Path) -> None:
    replies = recorded(facts_dir, "antminer_s19pro_stock_rpc")["rpc"]
    reading = parse_reading(replies)
    assert (reading.hashrate_ths, reading.hashrate_avg_ths) == (110.56689, 111.83485)
    assert (reading.expected_hashrate_ths, reading.power_w, reading.chip_temp_max_c) == (110.0, None, 78.0)
    assert [board.chips_ok for board in reading.boards] == [114, 114, 114]
    assert [fan.rpm for fan in reading.fans] == [6000, 5880, 5040, 5040]
    assert [pool.active for pool in reading.pools] == [True, False, False]
    assert parse_device("10.0.0.1", replies["version"], {}).model == "Antminer S19 Pro"


def test_a_recorded_s21_is_read(facts_dir: Path) -> None:
    content = recorded(facts_dir, "antminer_s21_stock_rpc")
    reading = parse_reading(content["rpc"])
    assert (reading.hashrate_avg_ths, reading.power_w, len(reading.pools)) == (203.67566, 3250.0, 1)
    assert reading.pools[0].status is PoolStatus.ALIVE
    device = parse_device("10.0.0.1", content["rpc"]["version"], content["web"]["cgi-bin/get_system_info.cgi"])
    assert (device.serial, device.mac, device.model) == ("THQING0BDJAB024NF", None, "Antminer S21")
