"""Verification of a chain, record by record, on the rows as PostgreSQL sends them (docs/audit-format.md).

A row is the binary COPY tuple of `prev_hash`, `hash`, the columns and `canonical`, so that comparing the columns with
the bytes is one comparison. The loop knows only «right»; what is wrong is worked out once, by `explain`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID

from apps.audit.rules.hashing import LINK_TAG, genesis, link
from apps.audit.rules.layout import FIELDS, RECORD_TAG, MalformedRecord, decode, split
from apps.audit.rules.merkle import Head

ROW_VALUES: Final = 2 + len(FIELDS) + 1
_COUNT: Final = struct.pack(">h", ROW_VALUES)
_HASH_LENGTH: Final = struct.pack(">i", 32)
_EIGHT: Final = struct.pack(">i", 8)
_COLUMNS_AT: Final = 2 + 36 + 36
_FIXED: Final = _COLUMNS_AT + 4 + len(RECORD_TAG)
_AT: Final = slice(_COLUMNS_AT + 36, _COLUMNS_AT + 44)
_BEFORE_EPOCH: Final = b"\x80"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: where, a stable code, and a sentence."""

    code: str
    chain: UUID | None
    seq: int
    what: str

    def __str__(self) -> str:
        """Return one line, the same from both verifiers up to the colon."""
        return f"{self.code} chain={self.chain or '-'} seq={self.seq}: {self.what}"


@dataclass(slots=True)
class Position:
    """Where a verification stands in a chain: the newest record that was right."""

    chain: UUID
    sealed: Mapping[int, bytes] = field(default_factory=dict)
    seq: int = 0
    hash: bytes = b""
    at: bytes = bytes(8)
    record_bytes: int = 0

    def __post_init__(self) -> None:
        """Begin at the chain's own genesis."""
        self.hash = self.hash or genesis(self.chain)


def row_seq(row: bytes) -> int:
    """The number that the column `seq` of a row holds."""
    return int.from_bytes(row[_COLUMNS_AT + 24 : _COLUMNS_AT + 32], "big", signed=True)


def verify_rows(position: Position, rows: Iterable[bytes]) -> Fault | None:
    """Check rows in order and move ``position`` over those that are right; the first fault, or None."""
    before_seq = _EIGHT
    chain_field = struct.pack(">i", 16) + position.chain.bytes + before_seq
    opening = _COUNT + _HASH_LENGTH
    seq, previous, last_at, size = position.seq, position.hash, position.at, position.record_bytes
    sealed = position.sealed
    fault = None
    for row in rows:
        columns_end = _COLUMNS_AT + ((len(row) - _FIXED) >> 1)
        canonical = RECORD_TAG + row[_COLUMNS_AT:columns_end]
        made = sha256(LINK_TAG + previous + sha256(canonical).digest()).digest()
        at = row[_AT]
        seq += 1
        if not (
            row.startswith(opening + previous + _HASH_LENGTH + made + chain_field + seq.to_bytes(8, "big") + _EIGHT)
            and row[columns_end:] == len(canonical).to_bytes(4, "big") + canonical
            and last_at <= at < _BEFORE_EPOCH
            and (seq not in sealed or sealed[seq] == made)
        ):
            seq -= 1
            position.seq, position.hash, position.at = seq, previous, last_at
            fault = explain(position, bytes(row))
            if fault is not None:
                break
            seq += 1
        previous, last_at = made, at
        size += len(canonical)
    position.seq, position.hash, position.at, position.record_bytes = seq, previous, last_at, size
    return fault


def _number(content: bytes | None) -> int:
    return int.from_bytes(content or b"", "big", signed=True)


def explain(position: Position, row: bytes) -> Fault | None:
    """What is wrong with the row that follows ``position``, in the order that the format page lays down."""
    expected = position.seq + 1
    try:
        previous, stored, columns, canonical = _parts(row)
        decoded = decode(canonical)
    except MalformedRecord as error:
        return Fault("format", position.chain, expected, str(error))
    contents, _ = split(canonical, len(RECORD_TAG), len(FIELDS))
    made = link(position.hash, canonical)
    findings = (
        ("columns", _differing(columns, contents)),
        ("chain", decoded["chain"] != position.chain and f"the record belongs to chain {decoded['chain']}"),
        ("sequence", decoded["seq"] != expected and f"record {decoded['seq']} stands where {expected} is expected"),
        ("link", previous != position.hash and "prev_hash is not the hash of the record before"),
        ("hash", stored != made and "the stored hash is not the hash of the bytes"),
        ("time", _number(contents[2]) < _number(position.at) and "the record is older than the one before"),
        ("root", position.sealed.get(expected, made) != made and "a signed root holds another hash for this record"),
    )
    return next((Fault(code, position.chain, expected, what) for code, what in findings if what), None)


def _parts(row: bytes) -> tuple[bytes | None, bytes | None, list[bytes | None], bytes]:
    """prev_hash, hash, columns and canonical bytes of a row; raises MalformedRecord."""
    if row[:2] != _COUNT:
        message = f"the row has not {ROW_VALUES} values"
        raise MalformedRecord(message)
    values, end = split(row, 2, ROW_VALUES)
    if end != len(row):
        message = "bytes follow the last value of the row"
        raise MalformedRecord(message)
    previous, stored, *columns, canonical = values
    return previous, stored, columns, canonical or b""


def _differing(columns: list[bytes | None], contents: list[bytes | None]) -> str | None:
    """The first column that is not what the canonical bytes say."""
    pairs = zip(FIELDS, columns, contents, strict=True)
    return next(
        (f"column {one.name} differs from the bytes" for one, column, content in pairs if column != content), None
    )


def verify_end(position: Position, head: Head | None) -> Fault | None:
    """Check where the chain ends: against its head row, and against what signed roots say it held."""
    if head is None:
        return Fault("head", position.chain, position.seq, "the chain has records but no head")
    if (head.seq, head.hash) != (position.seq, position.hash):
        return Fault(
            "head", position.chain, position.seq, f"the head names record {head.seq}, the chain ends at {position.seq}"
        )
    newest = max(position.sealed, default=0)
    if newest > position.seq:
        return Fault("root", position.chain, position.seq, f"a signed root saw {newest} records")
    return None
