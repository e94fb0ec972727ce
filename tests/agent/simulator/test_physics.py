"""The physical model on plain numbers."""

from __future__ import annotations

import statistics

import pytest

from simulator import physics


def test_noise_repeats_and_is_nearly_normal() -> None:
    values = [physics.noise(99, step) for step in range(20_000)]
    assert values == [physics.noise(99, step) for step in range(20_000)]
    assert abs(statistics.fmean(values)) < 0.03
    assert statistics.pstdev(values) == pytest.approx(1.0, abs=0.03)
    assert max(map(abs, values)) < 3.5


def test_the_ramp_starts_at_nothing_and_comes_to_everything() -> None:
    assert physics.ramp(0) == 0.0
    assert physics.ramp(-5) == 0.0
    assert physics.ramp(10 * physics.RAMP_S) == pytest.approx(1.0, abs=1e-4)


def test_the_area_of_the_ramp_is_its_integral() -> None:
    steps = sum(physics.ramp(20 + (at + 0.5) / 100) / 100 for at in range(20_000))
    assert physics.ramp_area(20, 220) == pytest.approx(steps, rel=1e-6)
    assert physics.ramp_area(-50, 30) == pytest.approx(physics.ramp_area(0, 30))
    assert physics.ramp_area(30, 30) == 0.0


def test_the_warmest_hour_is_the_hottest_and_twelve_hours_later_the_coldest() -> None:
    climate = physics.Climate(20.0, 6.0, 9.0)
    assert physics.ambient_c(climate, 9 * 3600) == pytest.approx(26.0)
    assert physics.ambient_c(climate, 21 * 3600) == pytest.approx(14.0)


def test_the_fans_hold_the_chip_target_while_they_can() -> None:
    duty = physics.fan_duty(1.0, 20.0, 1.0)
    assert physics.MIN_DUTY < duty < 1.0
    assert physics.settled_chip_c(1.0, 20.0, duty, 1.0) == pytest.approx(physics.CHIP_TARGET_C)


def test_in_hot_air_the_fans_are_at_their_end_and_the_chips_get_hotter() -> None:
    duty = physics.fan_duty(1.0, 45.0, 1.0)
    assert duty == 1.0
    assert physics.settled_chip_c(1.0, 45.0, duty, 1.0) == pytest.approx(45.0 + physics.FULL_RISE_C)


def test_a_stopped_fan_makes_the_others_faster_or_the_chips_hotter() -> None:
    whole, broken = physics.fan_duty(0.7, 20.0, 1.0), physics.fan_duty(0.7, 20.0, 0.75)
    assert broken > whole
    assert physics.settled_chip_c(1.0, 30.0, 1.0, 0.5) > physics.settled_chip_c(1.0, 30.0, 1.0, 1.0) + 15


def test_heat_moves_towards_its_settled_value() -> None:
    assert physics.relax(20.0, 70.0, 0.0) == 20.0
    assert physics.relax(20.0, 70.0, physics.THERMAL_S) == pytest.approx(70 - 50 / 2.718281828, rel=1e-6)


def test_hot_chips_draw_more_and_sleeping_ones_almost_nothing() -> None:
    assert physics.wall_power_w(3000, 1.0, physics.CHIP_TARGET_C) == pytest.approx(3000)
    assert physics.wall_power_w(3000, 1.0, 90.0) > 3100
    assert physics.wall_power_w(3000, 0.0, 30.0) == pytest.approx(75)
