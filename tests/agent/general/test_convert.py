"""The library's data as our own."""

from __future__ import annotations

from datetime import timedelta

from neurohost_agent.general.convert import device_of, reading_of
from neurohost_agent.reading import Fan, PowerSource, State


def test_what_the_library_calls_mining_without_a_hashrate_is_not_mining() -> None:
    assert reading_of({"hashrate": None, "is_mining": True}).state is State.UNKNOWN


def test_units_of_hashrate_are_minded() -> None:
    reading = reading_of(
        {"hashrate": {"value": 95_000.0, "unit": "GH/s"}, "expected_hashrate": {"value": 1, "unit": "?"}}
    )
    assert (reading.state, reading.hashrate_ths, reading.expected_hashrate_ths) == (State.MINING, 95.0, None)


def test_a_device_and_its_parts_are_read() -> None:
    data = {
        "ip": "10.0.0.5",
        "mac": "02:00:00:00:00:05",
        "device_info": {"make": "BitAxe", "model": "Gamma", "firmware": "AxeOS"},
        "wattage": 17.5,
        "uptime": timedelta(minutes=2),
        "fans": [{"position": 0, "rpm": 4000}],
        "pools": [
            {"pools": [{"url": "x:1", "alive": True, "active": True, "accepted_shares": 4, "rejected_shares": 0}]}
        ],
    }
    device, reading = device_of(data), reading_of(data)
    assert (device.make, device.model, device.family) == ("BitAxe", "Gamma", "other")
    assert (reading.power_w, reading.power_source, reading.uptime_s) == (17.5, PowerSource.ESTIMATED, 120)
    assert (reading.fans, reading.accepted, reading.rejected) == ((Fan(0, 4000),), 4, 0)
