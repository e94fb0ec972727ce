"""Verification of rows: what is right passes, what is wrong is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.audit.rules.hashing import genesis
from apps.audit.rules.layout import encode
from apps.audit.rules.merkle import Head
from apps.audit.rules.verification import Position, row_seq, verify_end, verify_rows
from tests.audit.scratch import example, row_of

CHAIN = UUID(int=77)


def chain_of(*changes: dict[str, Any]) -> tuple[list[bytes], list[bytes]]:
    """Rows and hashes of a chain of four, each record with its changes."""
    previous, rows, hashes = genesis(CHAIN), [], []
    for seq, change in zip(range(1, 5), (*changes, {}, {}, {}, {}), strict=False):
        previous, row = row_of(previous, encode(example(CHAIN, seq, 1) | change))
        rows.append(row)
        hashes.append(previous)
    return rows, hashes


def test_a_right_chain_passes_to_its_end() -> None:
    rows, hashes = chain_of()
    position = Position(CHAIN, {2: hashes[1], 4: hashes[3]})

    assert verify_rows(position, rows) is None
    assert (position.seq, position.hash) == (4, hashes[3])
    assert verify_end(position, Head(CHAIN, 4, hashes[3])) is None


def test_verification_goes_on_where_it_stopped() -> None:
    rows, hashes = chain_of()
    position = Position(CHAIN)

    assert verify_rows(position, rows[:2]) is None
    assert verify_rows(position, rows[2:]) is None
    assert (position.seq, position.hash) == (4, hashes[3])


def test_the_number_of_a_row_is_read_from_its_column() -> None:
    assert [row_seq(row) for row in chain_of()[0]] == [1, 2, 3, 4]


def found(rows: list[bytes], **position: Any) -> tuple[str, int] | None:
    fault = verify_rows(Position(CHAIN, **position), rows)
    return None if fault is None else (fault.code, fault.seq)


def test_a_changed_column_is_named() -> None:
    rows, _ = chain_of()
    fault = verify_rows(Position(CHAIN), [rows[0], rows[1].replace(b"technician", b"technicien", 1), *rows[2:]])

    assert str(fault) == f"columns chain={CHAIN} seq=2: column actor_label differs from the bytes"


def test_changed_bytes_and_columns_break_the_hash() -> None:
    rows, _ = chain_of()

    assert found([rows[0], rows[1].replace(b"technician", b"technicien")]) == ("hash", 2)


def test_a_gap_and_a_repetition_break_the_sequence() -> None:
    rows, _ = chain_of()

    assert found([rows[0], rows[2]]) == ("sequence", 2)
    assert found([rows[0], rows[0]]) == ("sequence", 2)


def test_a_record_of_another_chain_is_named() -> None:
    other = UUID(int=78)
    _, row = row_of(genesis(CHAIN), encode(example(other, 1, 1)))

    assert found([row]) == ("chain", 1)


def test_a_record_with_another_predecessor_is_named() -> None:
    _, row = row_of(bytes(32), encode(example(CHAIN, 1, 1)))

    assert found([row]) == ("link", 1)


def test_a_record_older_than_the_one_before_is_named() -> None:
    early = example(CHAIN, 1, 1)["at"] - timedelta(days=1)
    rows, _ = chain_of({}, {}, {"at": early})

    assert found(rows) == ("time", 3)


def test_a_time_before_2000_is_older_than_any() -> None:
    rows, _ = chain_of({"at": example(CHAIN, 1, 1)["at"] - timedelta(days=365 * 30)})

    assert found(rows) == ("time", 1)


def test_a_consistent_rewrite_is_found_by_the_root() -> None:
    _, hashes = chain_of()
    rows, _ = chain_of({"reason": "rewritten"})

    assert found(rows, sealed={3: hashes[2]}) == ("root", 3)


@pytest.mark.parametrize("spoil", [lambda row: row[:-1], lambda row: row + b"\0", lambda row: b"\0\x14" + row[2:]])
def test_a_broken_row_is_a_fault_of_format(spoil: Any) -> None:
    rows, _ = chain_of()

    assert found([rows[0], spoil(rows[1])]) == ("format", 2)


def test_a_cut_tail_is_found_by_the_head_or_by_the_root() -> None:
    rows, hashes = chain_of()
    position = Position(CHAIN, {4: hashes[3]})
    assert verify_rows(position, rows[:3]) is None

    by_head = verify_end(position, Head(CHAIN, 4, hashes[3]))
    by_root = verify_end(position, Head(CHAIN, 3, hashes[2]))
    without = verify_end(position, None)
    assert [(fault.code, fault.seq) for fault in (by_head, by_root, without) if fault] == [
        ("head", 3),
        ("root", 3),
        ("head", 3),
    ]
