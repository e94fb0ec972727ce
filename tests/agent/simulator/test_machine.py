"""One machine's life: counters follow the work, faults and switches change what follows."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from simulator.config import Group, SiteConfig
from simulator.faults import Fault, parse_fault
from simulator.machine import Machine
from simulator.physics import HASHES_PER_DIFFICULTY
from simulator.sensors import read
from simulator.site import Site

NOW = 1_800_000_000.0
HOUR = 3600.0


def machine(family: str = "antminer_s21", *, warm: bool = False, heard: list[Any] | None = None) -> Machine:
    def observer(one: Machine, event: str, details: dict[str, Any]) -> None:
        if heard is not None:
            heard.append((one.identity.ip, event, details))

    config = SiteConfig("x", [Group(family, 1, "127.77.0.1")], seed=3, reboot_s=30.0, warm=warm)
    return next(iter(Site(config, NOW, observer).machines.values()))


def break_it(one: Machine, name: str, at: float, **params: float) -> None:
    fault, values = parse_fault(name, params)
    one.set_fault(at, fault, values)


def test_a_cold_start_hashes_nothing_and_comes_to_its_nameplate() -> None:
    one = machine()
    assert read(one, NOW + 1).now_ths == 0.0
    assert read(one, NOW + HOUR).now_ths == pytest.approx(200.0, rel=0.06)


def test_shares_follow_the_hashes_that_were_done() -> None:
    one = machine()
    reading = read(one, NOW + 10 * HOUR)
    hashes = (reading.shares.accepted + reading.shares.rejected) * reading.shares.difficulty * HASHES_PER_DIFFICULTY
    assert hashes / (10 * HOUR) / 1e12 == pytest.approx(reading.average_ths, rel=0.02)


def test_how_often_one_looks_does_not_change_the_counters() -> None:
    often, seldom = machine(), machine()
    for minute in range(1, 600):
        read(often, NOW + minute * 60)
    assert read(often, NOW + 10 * HOUR).shares.accepted == pytest.approx(
        read(seldom, NOW + 10 * HOUR).shares.accepted, rel=1e-3
    )


def test_counters_never_go_down() -> None:
    one = machine()
    seen = [read(one, NOW + 300 * step) for step in range(1, 100)]
    assert all(b.shares.accepted >= a.shares.accepted for a, b in itertools.pairwise(seen))
    assert all(b.hw_errors >= a.hw_errors for a, b in itertools.pairwise(seen))


def test_boards_add_up_to_the_machine() -> None:
    reading = read(machine(), NOW + HOUR)
    assert sum(board.hashrate_ths for board in reading.boards) == pytest.approx(reading.now_ths)
    assert sum(board.average_ths for board in reading.boards) == pytest.approx(reading.average_ths)


def test_power_is_near_the_nameplate_when_warm_and_small_asleep() -> None:
    one = machine()
    assert read(one, NOW + HOUR).power_w == pytest.approx(3500, rel=0.05)
    one.sleep(NOW + HOUR)
    asleep = read(one, NOW + HOUR + 600)
    assert asleep.power_w < 120
    assert asleep.now_ths == 0.0
    assert asleep.chip_c < 40


def test_a_dead_board_takes_a_third_of_everything() -> None:
    one = machine()
    break_it(one, "dead_board", NOW + HOUR, board=2)
    reading = read(one, NOW + 2 * HOUR)
    assert [board.alive for board in reading.boards] == [True, True, False]
    assert reading.boards[2].chips == 0
    assert reading.now_ths == pytest.approx(133.0, rel=0.06)
    assert reading.power_w == pytest.approx(3500 * 2 / 3, rel=0.07)


def test_a_stopped_fan_shows_no_turns_and_the_others_work_harder() -> None:
    one, healthy = machine(), machine()
    break_it(one, "stopped_fan", NOW + HOUR, fan=3)
    broken, whole = read(one, NOW + 2 * HOUR), read(healthy, NOW + 2 * HOUR)
    assert broken.fan_rpm[3] == 0
    assert min(broken.fan_rpm[:3]) > max(whole.fan_rpm)


def test_overheating_saturates_the_fans_and_throttles() -> None:
    one = machine()
    break_it(one, "overheating", NOW + HOUR, inlet_rise_c=40)
    reading = read(one, NOW + 2 * HOUR)
    assert reading.fan_duty == 1.0
    assert reading.chip_c > 92
    assert reading.now_ths < 185


def test_slow_drift_loses_what_it_says_per_hour() -> None:
    one, healthy = machine(), machine()
    break_it(one, "slow_drift", NOW + HOUR, loss_per_hour=0.05)
    assert read(one, NOW + 5 * HOUR).now_ths == pytest.approx(read(healthy, NOW + 5 * HOUR).now_ths * 0.8, rel=1e-6)


def test_zero_hashrate_keeps_the_boards_and_stops_the_shares() -> None:
    one = machine()
    break_it(one, "zero_hashrate", NOW + HOUR)
    first, second = read(one, NOW + HOUR + 1), read(one, NOW + 3 * HOUR)
    assert second.now_ths == 0.0
    assert all(board.alive for board in second.boards)
    assert second.shares.accepted == first.shares.accepted


def test_a_reboot_is_an_absence_and_a_fresh_start() -> None:
    heard: list[Any] = []
    one = machine(warm=True, heard=heard)
    one.reboot(NOW)
    assert not one.reachable(NOW + 29)
    assert one.reachable(NOW + 30)
    back = read(one, NOW + 40)
    assert (back.elapsed_s, back.shares.accepted) == (10, 0)
    assert read(one, NOW + HOUR).now_ths > 180
    assert heard == [("127.77.0.1", "reboot", {"back_in_s": 30.0})]


def test_a_sleeping_machine_is_still_asleep_after_a_reboot() -> None:
    one = machine()
    one.sleep(NOW + 10)
    one.reboot(NOW + 20)
    assert read(one, NOW + HOUR).now_ths == 0.0
    assert one.sleeping


def test_without_power_nothing_is_reachable_and_power_returns_it() -> None:
    one = machine()
    one.set_power(NOW + 100, on=False)
    assert not one.reachable(NOW + 101)
    assert read(one, NOW + 200).power_w == 0
    one.set_power(NOW + 300, on=True)
    assert not one.reachable(NOW + 329)
    assert one.reachable(NOW + 330)
    assert read(one, NOW + 2 * HOUR).now_ths > 180


def test_a_power_target_lowers_hashrate_and_power_together() -> None:
    one = machine()
    one.set_power_target(NOW + HOUR, 2800)
    reading = read(one, NOW + 2 * HOUR)
    assert reading.power_w == pytest.approx(2800, rel=0.06)
    assert reading.now_ths == pytest.approx(160, rel=0.06)


def test_clearing_the_sleeping_fault_wakes_the_machine() -> None:
    one = machine()
    break_it(one, "sleeping", NOW + 10)
    assert one.sleeping
    one.clear_fault(NOW + 20, Fault.SLEEPING)
    assert read(one, NOW + HOUR).now_ths > 180


def test_clearing_what_is_not_on_is_silent() -> None:
    heard: list[Any] = []
    machine(heard=heard).clear_fault(NOW, Fault.HUNG)
    assert heard == []
