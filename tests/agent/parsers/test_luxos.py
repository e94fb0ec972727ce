"""LuxOS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from neurohost_agent.parsers.luxos import parse_device, parse_reading
from neurohost_agent.reading import PowerSource, State
from tests.agent.parsers.recorded import recorded


def _replies(ghs: float, mode: str = "None", *, measured: bool = False) -> dict[str, Any]:
    return {
        "summary": {"SUMMARY": [{"Elapsed": 9000, "GHS 5s": ghs}]},
        "config": {"CONFIG": [{"CurtailMode": mode, "NameplateTHS": 120.0}]},
        "power": {"POWER": [{"Watts": 2700, "PSU": measured}]},
    }


def test_a_curtailed_machine_sleeps() -> None:
    assert parse_reading(_replies(0.0, "Sleep")).state is State.SLEEPING


@pytest.mark.parametrize(("measured", "source"), [(True, PowerSource.MEASURED), (False, PowerSource.ESTIMATED)])
def test_power_says_whether_it_was_measured(measured: bool, source: PowerSource) -> None:
    reading = parse_reading(_replies(90_000.0, measured=measured))
    assert (reading.power_w, reading.power_source, reading.expected_hashrate_ths) == (2700.0, source, 120.0)


def test_a_recorded_s19k_pro_is_read_in_the_order_of_its_slots(facts_dir: Path) -> None:
    replies = recorded(facts_dir, "luxos_s19kpro_2025_4")["rpc"]
    reading = parse_reading(replies)
    assert (reading.hashrate_ths, reading.power_w, reading.power_source) == (59.75606, 1051.0, PowerSource.ESTIMATED)
    assert [(board.slot, board.serial) for board in reading.boards][0::2] == [
        (0, "JYZZYRSBDJEBI06Z5"),
        (2, "JYZZYRSBDJEBI06ZR"),
    ]
    assert [fan.rpm for fan in reading.fans] == [1920, 1920, 2340, 2340]
    device = parse_device("10.0.0.1", replies)
    assert (device.mac, device.serial) == ("62:f7:5e:b7:10:46", "JYZZB0UBDJABF06RB")
