"""Canonical bytes: written and read back, refused when broken."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from apps.audit.rules.layout import ABSENT, FIELDS, RECORD_TAG, MalformedRecord, decode, encode, framed, microseconds
from tests.audit.scratch import example

CHAIN = UUID("00112233-4455-6677-8899-aabbccddeeff")


def test_what_is_encoded_is_decoded_alike() -> None:
    values = example(CHAIN, 7, 3) | {"reason": "потому что 因为", "actor_id": None}

    assert decode(encode(values)) == values


def test_the_bytes_begin_with_the_tag_and_the_framed_chain_and_number() -> None:
    canonical = encode(example(CHAIN, 258, 3))

    assert canonical[:48] == RECORD_TAG + b"\0\0\0\x10" + CHAIN.bytes + b"\0\0\0\x08" + bytes(6) + b"\x01\x02"


def test_an_absent_value_is_minus_one_and_an_empty_one_is_zero() -> None:
    assert (framed(None), framed(b"")) == (b"\xff\xff\xff\xff", b"\0\0\0\0")


def test_time_is_counted_in_microseconds_from_2000() -> None:
    assert microseconds(datetime(2000, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_a_field_that_must_be_there_may_not_be_absent() -> None:
    with pytest.raises(MalformedRecord, match="action"):
        encode(example(CHAIN, 1, 3) | {"action": None})


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: b"X" + data[1:], "tag"),
        (lambda data: data + b"\0", "follow"),
        (lambda data: data[:-1], "past the end"),
        (lambda data: data[:16], "no length"),
        (lambda data: data[:16] + b"\0\0\0\x0f" + data[21:], "15 bytes"),
        (lambda data: data[:16] + ABSENT + data[36:], "absent"),
        (lambda data: data.replace(b"technician0", b"technicia\xff0"), "UTF-8"),
    ],
)
def test_broken_bytes_are_refused(spoil: object, sentence: str) -> None:
    canonical = encode(example(CHAIN, 7, 3))

    with pytest.raises(MalformedRecord, match=sentence):
        decode(spoil(canonical))  # type: ignore[operator]


def test_the_format_page_lists_the_fields_in_their_order(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs" / "audit-format.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()]

    assert [row[1] for row in rows] == [field.name for field in FIELDS]
    assert [row[3] == "yes" for row in rows] == [field.optional for field in FIELDS]
