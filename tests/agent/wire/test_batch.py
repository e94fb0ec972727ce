"""Columns on the wire: unknown is unknown, zero is zero, and nothing that does not fit is sent as something else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurohost_agent.reading import Board, Device, Fan, Fault, Pool, Reading, Sample, State
from neurohost_agent.wire.batch import Gap, GapReason, Row, Stamp, encode_payload, pack
from tests.agent.wire.wire_reader import read_body, read_payload

DEVICE = Device(ip="10.0.0.1", family="avalon")


def _payload(*readings: Reading, gaps: list[Gap] | None = None) -> bytes:
    rows = [Row(n, DEVICE, Sample(5, 6, "b", reading)) for n, reading in enumerate(readings, start=1)]
    return encode_payload(agent_uid="u", epoch="0000000000000001", rows=rows, gaps=gaps or [], stamp=Stamp(1, 2, "b"))


def _columns(*readings: Reading) -> dict[str, list[Any]]:
    return read_payload(_payload(*readings))[1]


def test_unknown_and_zero_stay_apart() -> None:
    columns = _columns(Reading(state=State.ERROR), Reading(state=State.ERROR, hashrate_ths=0.0, accepted=0))
    assert (columns["hashrate_ths"], columns["accepted"]) == ([None, 0.0], [None, 0])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e39])
def test_a_float_that_does_not_fit_is_unknown(value: float) -> None:
    assert _columns(Reading(state=State.ERROR, power_w=value))["power_w"] == [None]


def test_an_integer_that_does_not_fit_is_unknown() -> None:
    columns = _columns(Reading(state=State.ERROR, latency_ms=2**31, accepted=2**63, uptime_s=2**40))
    assert (columns["latency_ms"], columns["accepted"], columns["uptime_s"]) == ([None], [None], [2**40])


def test_more_parts_than_the_limits_allow_are_cut() -> None:
    reading = Reading(
        state=State.MINING,
        boards=tuple(Board(slot=n) for n in range(70)),
        fans=tuple(Fan(n, 1) for n in range(70)),
        pools=tuple(Pool(url=f"p{n}") for n in range(20)),
        faults=tuple(Fault(str(n)) for n in range(70)),
    )
    columns = _columns(reading)
    ends = [columns[f"{group}_offset"][-1] for group in ("board", "fan", "pool", "fault")]
    assert ends == [64, 64, 16, 64]


def test_a_long_text_is_cut_and_a_broken_one_is_mended() -> None:
    header, columns = read_payload(_payload(Reading(state=State.ERROR, detail="x" * 2000 + "\ud800")))
    broken, _ = read_payload(_payload(Reading(state=State.ERROR, detail="a\ud800b")))
    assert (len(header["texts"][columns["detail"][0]]), broken["texts"]) == (1000, ["a?b"])


def test_a_batch_of_gaps_alone_covers_its_numbers() -> None:
    header, columns = read_payload(_payload(gaps=[Gap(3, 9, GapReason.DISK_FULL, 1, 2)]))
    assert (header["first_seq"], header["last_seq"], header["rows"]) == (3, 9, 0)
    assert (columns["seq"], columns["board_offset"]) == ([], [0])


def test_every_column_can_be_read_by_numpy_without_a_copy() -> None:
    payload = _payload(*[Reading(state=State.MINING, hashrate_ths=float(n)) for n in range(7)])
    header, _ = read_payload(payload)
    start = (4 + int.from_bytes(payload[:4], "little") + 7) // 8 * 8
    found = {
        name: np.frombuffer(payload, dtype, count, start + offset) for name, dtype, offset, count in header["columns"]
    }
    assert found["hashrate_ths"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert {len(found["seq"]), len(found["board_offset"]) - 1} == {7}


def test_a_packed_batch_is_smaller_and_comes_back() -> None:
    payload = _payload(*[Reading(state=State.MINING, boards=(Board(slot=0),) * 3)] * 500)
    body = pack(payload)
    assert len(body) < len(payload) / 10
    assert read_body(body)[0]["rows"] == 500
