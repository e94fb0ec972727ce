"""The machines an agent knows."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from neurohost_agent import clock
from neurohost_agent.addresses import parse_ranges
from neurohost_agent.known import KnownDevices
from neurohost_agent.reading import Device

FULL = Device(ip="10.0.0.1", family="vnish", mac="02:00:00:00:00:01", serial="S1", model="M")


@pytest.fixture
def known(tmp_path: Path) -> KnownDevices:
    devices = KnownDevices(tmp_path / "devices.json")
    devices.replace([FULL])
    return devices


def test_machines_are_known_after_a_restart(known: KnownDevices, tmp_path: Path) -> None:
    known.save()
    assert KnownDevices(tmp_path / "devices.json").all() == [FULL]


def test_an_answer_that_gave_less_does_not_erase_what_was_learnt(known: KnownDevices) -> None:
    assert known.merged(Device(ip="10.0.0.1", family="vnish", model="New")) == msgspec.structs.replace(
        FULL, model="New"
    )


def test_a_machine_that_is_not_understood_today_stays_what_it_was(known: KnownDevices) -> None:
    assert known.merged(Device(ip="10.0.0.1", family="unknown")) == FULL


@pytest.mark.parametrize(
    "other",
    [Device(ip="10.0.0.1", family="vnish", mac="02:00:00:00:00:99"), Device(ip="10.0.0.1", family="luxos")],
)
def test_another_machine_at_the_address_takes_its_place(known: KnownDevices, other: Device) -> None:
    assert known.merged(other) == other


def test_a_machine_that_moved_leaves_its_old_address(known: KnownDevices) -> None:
    moved = msgspec.structs.replace(FULL, ip="10.0.0.2")
    known.replace([moved])
    assert known.all() == [moved]


def test_a_machine_outside_the_ranges_or_excluded_is_forgotten(known: KnownDevices) -> None:
    known.replace([FULL, Device(ip="10.0.0.2", family="luxos"), Device(ip="10.0.9.9", family="luxos")])
    known.keep_within(parse_ranges(["10.0.0.0/24"]), parse_ranges(["10.0.0.1"]))
    assert [device.ip for device in known.all()] == ["10.0.0.2"]


def test_a_machine_that_is_silent_for_a_month_is_forgotten(
    known: KnownDevices, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = clock.wall_ms() + 31 * 86_400_000
    monkeypatch.setattr(clock, "wall_ms", lambda: month)
    known.keep_within(parse_ranges(["10.0.0.0/24"]), ())
    assert known.all() == []
