"""Decoding of batches: the published vector, and every way to be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import zstandard

from apps.telemetry.rules import batch as wire

VECTORS = json.loads((Path(__file__).parents[3] / "docs" / "protocol" / "vectors.json").read_text())
BODY = bytes.fromhex(VECTORS["body_hex"])
PAYLOAD = bytes.fromhex(VECTORS["payload_hex"])


def _plain(values: np.ndarray) -> list[Any]:
    """Return a column as the vector writes it: null for unknown."""
    return [None if np.isnan(value) or value == -1 else value for value in values.tolist()]


def _rebuilt(change: Any) -> bytes:
    """Return the vector's body with its header changed by `change`."""
    length = int.from_bytes(PAYLOAD[:4], "little")
    header = msgspec.msgpack.decode(PAYLOAD[4 : 4 + length])
    area = PAYLOAD[-(-(4 + length) // 8) * 8 :]
    change(header)
    raw = msgspec.msgpack.encode(header)
    head = len(raw).to_bytes(4, "little") + raw
    return _enveloped(head + b"\0" * (-len(head) % 8) + area)


def _enveloped(payload: bytes) -> bytes:
    frame = zstandard.ZstdCompressor(write_content_size=True, write_checksum=True).compress(payload)
    return b"NHTB" + bytes([1, 0, 0, 0]) + len(payload).to_bytes(4, "little") + frame


def test_the_published_vector_decodes_to_its_published_values() -> None:
    batch = wire.decode(BODY)
    assert batch.header.agent == VECTORS["header"]["agent"]
    assert batch.epoch == int(VECTORS["header"]["epoch"], 16)
    for name, values in batch.columns.items():
        assert _plain(values) == pytest.approx(VECTORS["columns"][name]), name


def test_groups_of_the_vector_have_the_published_offsets() -> None:
    batch = wire.decode(BODY)
    assert {name: group.offset.tolist() for name, group in batch.groups.items()} == {
        name: VECTORS["columns"][f"{name}_offset"] for name in batch.groups
    }


def test_a_reading_of_the_sending_boot_gets_the_servers_time() -> None:
    batch = wire.decode(BODY)
    head = batch.header
    received = 1_900_000_000_000
    expected = [
        received - (head.sent_mono_ms - mono) if head.boots[boot] == head.sent_boot else at
        for at, mono, boot in zip(
            batch.columns["at_ms"].tolist(),
            batch.columns["mono_ms"].tolist(),
            batch.columns["boot"].tolist(),
            strict=True,
        )
    ]
    assert wire.true_time_ms(batch, received).tolist() == expected


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "shorter than an envelope"),
        (b"XXXX" + BODY[4:], "does not begin with NHTB"),
        (BODY[:4] + b"\x02" + BODY[5:], "version 2"),
        (BODY[:8] + (2**31).to_bytes(4, "little") + BODY[12:], "the limit is"),
        (BODY[:8] + (7).to_bytes(4, "little") + BODY[12:], "content size"),
        (BODY[:-20], "does not decompress"),
    ],
)
def test_a_broken_envelope_is_named(body: bytes, words: str) -> None:
    with pytest.raises(wire.MalformedBatch, match=words):
        wire.decode(body)


def _set(key: str, value: Any) -> Any:
    def change(header: dict[str, Any]) -> None:
        header[key] = value

    return change


def _column(name: str, position: int, value: Any) -> Any:
    def change(header: dict[str, Any]) -> None:
        header["columns"] = [
            [*entry[:position], value, *entry[position + 1 :]] if entry[0] == name else entry
            for entry in header["columns"]
        ]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("epoch", "0" * 16), "epoch"),
        (_set("epoch", "1F0C3A5E9D27B684"), "epoch"),
        (_set("rows", 2), "values for 2 rows"),
        (_set("rows", 5001), "at most 5000"),
        (_set("gaps", []), "neither a row nor a gap"),
        (_set("gaps", [[8, 12, 1, None, None]]), "covers a number that a row carries"),
        (_set("gaps", [[8, 11, 1, None, None], [9, 10, 1, None, None]]), "overlaps"),
        (_set("last_seq", 12), "outside first_seq and last_seq"),
        (_set("devices", []), "outside its dictionary"),
        (_set("texts", ["x" * 1001] * 50), "longer than 1000"),
        (_column("seq", 1, "<i4"), "not <i8"),
        (_column("seq", 0, "other"), "column seq is missing"),
        (_column("state", 2, 2**20), "outside the payload"),
        (_column("state", 2, 4), "outside the payload"),
        (_column("fan_offset", 3, 3), "rows \\+ 1"),
    ],
)
def test_a_broken_header_is_named(change: Any, words: str) -> None:
    with pytest.raises(wire.MalformedBatch, match=words):
        wire.decode(_rebuilt(change))


def test_a_column_this_version_does_not_know_is_skipped() -> None:
    body = _rebuilt(lambda header: header["columns"].append(["later", "<f8", 0, 1]))
    assert "later" not in wire.decode(body).columns


def test_a_body_over_the_limit_is_refused_before_anything_is_decoded() -> None:
    with pytest.raises(wire.BatchTooLarge):
        wire.decode(b"NHTB" + bytes(wire.MAX_BODY_BYTES))
