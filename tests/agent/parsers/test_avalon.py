"""Avalon's bracketed text."""

from __future__ import annotations

from pathlib import Path

from neurohost_agent.parsers.avalon import parse_bracketed, parse_device, parse_reading
from neurohost_agent.reading import Fan, Fault, PowerSource, Reading, State
from tests.agent.parsers.recorded import recorded

WORDS = (
    "SYSTEMSTATU[Work: In Work, Hash Board: 2 ] Elapsed[9000] HW[12] Temp[-3] TMax[80] Fan1[5000] Fan2[0] "
    "PS[0 1200 1300 240 3120 1300 3420] GHSspd[60000.50] GHSmm[62000] GHSavg[59000] MGHS[30000.1 30000.4] "
    "MTmax[80 78] TA[240] SoftOFF[0] ECHU[0 512] ECMM[0] MPO[3200] PVT_T0[ 60  61  0] PVT_T1[ 70  71  72]"
)


def _read(words: str) -> Reading:
    return parse_reading({"stats": {"STATS": [{"MM ID0": words}, {"ID": "POOL0"}]}})


def test_brackets_with_commas_and_none_inside_are_read() -> None:
    assert parse_bracketed("A[x, y] B[] C[1 2]") == {"A": ["x,", "y"], "B": [], "C": ["1", "2"]}


def test_figures_are_read() -> None:
    reading = _read(WORDS)
    assert (reading.state, reading.hashrate_ths, reading.expected_hashrate_ths) == (State.MINING, 60.0005, 62.0)
    assert (reading.inlet_temp_c, reading.hw_errors, reading.fans) == (-3.0, 12, (Fan(0, 5000), Fan(1, 0)))
    assert [(board.chips_ok, board.chips_expected, board.chip_temp_c) for board in reading.boards] == [
        (2, 120, 80.0),
        (3, 120, 78.0),
    ]
    assert reading.faults == (Fault("ECHU1:512"),)


def test_wall_power_is_an_estimate_unless_the_machine_measures_it() -> None:
    inferred, measured = _read(WORDS), _read(WORDS + " WALLPOWER[3400]")
    assert (inferred.power_w, inferred.power_source) == (3420.0, PowerSource.ESTIMATED)
    assert (measured.power_w, measured.power_source) == (3400.0, PowerSource.MEASURED)


def test_a_machine_switched_off_softly_sleeps() -> None:
    words = WORDS.replace("GHSspd[60000.50]", "GHSspd[0.00]").replace("SoftOFF[0]", "SoftOFF[4]")
    assert _read(words).state is State.SLEEPING


def test_infinity_as_text_is_unknown() -> None:
    words = WORDS.replace("GHSspd[60000.50]", "GHSspd[inf]")
    assert (_read(words).state, _read(words).hashrate_ths) == (State.UNKNOWN, None)


def test_a_recorded_1246_is_read(facts_dir: Path) -> None:
    reading = parse_reading(recorded(facts_dir, "avalon_1246_stock_rpc")["rpc"])
    assert (reading.hashrate_avg_ths, reading.power_w, reading.hw_errors) == (79.65663, 3504.0, 2735)
    assert [board.chips_ok for board in reading.boards] == [120, 120, 120]
    assert [fan.rpm for fan in reading.fans] == [5344, 5392, 5349, 5309]


def test_a_recorded_idle_q_sleeps(facts_dir: Path) -> None:
    replies = recorded(facts_dir, "avalon_q_stock_rpc")["rpc"]
    reading = parse_reading(replies)
    assert (reading.state, reading.hashrate_ths, reading.accepted) == (State.SLEEPING, 0.0, 890)
    assert parse_device("10.0.0.1", replies["version"]).mac == "aa:bb:cc:dd:ee:ff"
