"""Length-framed JSON."""

from __future__ import annotations

import struct

import pytest

from simulator.wire import frames


def test_a_frame_is_read_and_the_rest_stays() -> None:
    data = frames.encode_frame(frames.encode_body({"cmd": "a"}))
    assert frames.parse_frame(data + b"rest") == ({"cmd": "a"}, len(data))


@pytest.mark.parametrize("data", [b"", b"\x02\x00", struct.pack("<I", 9) + b"{}"])
def test_an_unfinished_frame_waits(data: bytes) -> None:
    assert frames.parse_frame(data) is None


@pytest.mark.parametrize(
    "data", [struct.pack("<I", 1 << 20), struct.pack("<I", 2) + b"[]", struct.pack("<I", 2) + b"{["]
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(frames.BadFrameError):
        frames.parse_frame(data)
