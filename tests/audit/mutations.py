"""Twelve kinds of tampering with stored chains, on rows held as PostgreSQL's binary values."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from apps.audit.rules.hashing import genesis, link
from apps.audit.rules.layout import FIELD_NAMES, RECORD_TAG, framed

Row = dict[str, bytes | None]
_INT = 8


@dataclass
class Stored:
    """What the tables hold: rows in order and head (seq, hash) by chain."""

    rows: dict[UUID, list[Row]]
    heads: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)

    def copy(self) -> Stored:
        """The same once more, to be spoilt."""
        return Stored({chain: [dict(row) for row in rows] for chain, rows in self.rows.items()}, dict(self.heads))


def canonical_of(row: Row) -> bytes:
    """The canonical bytes of a row's columns."""
    return RECORD_TAG + b"".join(framed(row[name]) for name in FIELD_NAMES)


def rehash(row: Row, previous: bytes) -> bytes:
    """Make one row consistent with itself and a predecessor; returns its hash."""
    canonical = canonical_of(row)
    made = link(previous, canonical)
    row |= {"canonical": canonical, "prev_hash": previous, "hash": made}
    return made


def rehash_from(stored: Stored, chain: UUID, start: int) -> None:
    """Renumber and rehash rows from an index on, and move the head after them."""
    rows = stored.rows[chain]
    previous = genesis(chain) if start == 0 else rows[start - 1]["hash"] or b""
    for index in range(start, len(rows)):
        rows[index]["seq"] = (index + 1).to_bytes(_INT, "big")
        previous = rehash(rows[index], previous)
    stored.heads[chain] = (len(rows), previous)


def _edit(row: Row, chance: random.Random) -> None:
    """Change what a record says, in its columns."""
    name = chance.choice(["actor_label", "reason", "changes", "subject_label", "action", "actor_id"])
    if name == "actor_id":
        row[name] = chance.randrange(1, 1 << 40).to_bytes(_INT, "big")
    else:
        row[name] = (row[name] or b"") + chance.choice([b"x", b" ", b"0"])


def _flip(value: bytes, chance: random.Random, *, text: bool) -> bytes:
    """Flip one bit; in text one of the low three bits of an ASCII character, so that it stays a text."""
    if not value:
        return b"\x00" if not text else b"a"
    spoilt = bytearray(value)
    place = chance.randrange(len(spoilt))
    spoilt[place] ^= 1 << chance.randrange(3 if text else 8)
    return bytes(spoilt)


_TEXTS = frozenset(
    [
        "actor_kind",
        "actor_label",
        "actor_role",
        "action",
        "subject_type",
        "subject_key",
        "subject_label",
        "request_id",
        "reason",
        "changes",
    ]
)
_FIXED = {"ip_commitment": 32, "actor_id": 8, "actor_uid": 16, "organisation_id": 8}


def flip_column(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """One bit of one column of one record."""
    row = chance.choice(stored.rows[chain])
    name = chance.choice([name for name in row if name not in {"chain", "at"}])
    value = row[name]
    if value is None:
        row[name] = bytes(_FIXED[name])
    elif name == "seq":
        row[name] = (int.from_bytes(value, "big") ^ (1 << chance.randrange(40))).to_bytes(_INT, "big")
    else:
        row[name] = _flip(value, chance, text=name in _TEXTS)


def swap(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """Two records trade contents, or numbers only."""
    first, second = chance.sample(stored.rows[chain], 2)
    names = ["seq"] if chance.random() < 0.5 else [name for name in first if name not in {"seq", "prev_hash", "hash"}]
    for name in names:
        first[name], second[name] = second[name], first[name]


def delete_middle(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record vanishes from the middle; sometimes what follows is renumbered and rehashed."""
    rows = stored.rows[chain]
    place = chance.randrange(0, len(rows) - 1)
    del rows[place : place + chance.randint(1, min(3, len(rows) - 1 - place))]
    if chance.random() < 0.5:
        rehash_from(stored, chain, place)


def delete_tail(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """The newest records vanish; sometimes the head is set back too."""
    rows = stored.rows[chain]
    del rows[-chance.randint(1, min(5, len(rows) - 1)) :]
    if chance.random() < 0.5:
        stored.heads[chain] = (len(rows), rows[-1]["hash"] or b"")


def duplicate(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record stands twice, as it is anywhere, or inside the chain as an additional one with everything rehashed.

    A copy made to fit after the newest record is no change of the past but an append: only the unique uid refuses it.
    """
    rows = stored.rows[chain]
    fitted = chance.random() < 0.5
    place = chance.randrange(len(rows) - fitted)
    rows.insert(place + 1, dict(rows[place]))
    if fitted:
        rehash_from(stored, chain, place + 1)


def reorder(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A run of records in another order; sometimes rehashed."""
    rows = stored.rows[chain]
    length = chance.randint(2, 6)
    place = chance.randrange(len(rows) - length + 1)
    run = rows[place : place + length]
    turned = run[1:] + run[:1]
    if chance.random() < 0.5:
        rows[place : place + length] = turned
        rehash_from(stored, chain, place)
    else:
        for row, seq in zip(run, [other["seq"] for other in turned], strict=True):
            row["seq"] = seq


def rehash_one(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record says something else and is made consistent with itself."""
    rows = stored.rows[chain]
    place = chance.randrange(len(rows))
    _edit(rows[place], chance)
    made = rehash(rows[place], rows[place]["prev_hash"] or b"")
    if place == len(rows) - 1:
        stored.heads[chain] = (len(rows), made)


def rehash_rest(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record says something else, everything after it and the head are made to fit."""
    place = chance.randrange(len(stored.rows[chain]))
    _edit(stored.rows[chain][place], chance)
    rehash_from(stored, chain, place)


def rewrite(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """The whole chain anew, sometimes under a new identifier."""
    rows = stored.rows[chain]
    for row in chance.sample(rows, chance.randint(1, len(rows))):
        _edit(row, chance)
    if chance.random() < 0.5:
        rehash_from(stored, chain, 0)
        return
    other = uuid4()
    for row in rows:
        row["chain"] = other.bytes
    stored.rows[other] = stored.rows.pop(chain)
    del stored.heads[chain]
    rehash_from(stored, other, 0)


def move(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record moves to another chain: its column only, or made to fit there and missed here."""
    rows = stored.rows[chain]
    row = chance.choice(rows)
    other = chance.choice([found for found in stored.rows if found != chain])
    row["chain"] = other.bytes
    if chance.random() < 0.5:
        place = rows.index(row)
        rows.remove(row)
        rehash_from(stored, chain, place)
        stored.rows[other].append(row)
        rehash_from(stored, other, len(stored.rows[other]) - 1)


def change_time(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A record happened at another time: the column, the column and its bytes, or all that follows too."""
    rows = stored.rows[chain]
    place = chance.randrange(len(rows))
    row = rows[place]
    shift_us = chance.choice([1, -1, 1_000, -3_600_000_000, 86_400_000_000])
    row["at"] = (int.from_bytes(row["at"] or b"", "big") + shift_us).to_bytes(_INT, "big")
    match chance.randrange(3):
        case 1:
            rehash(row, row["prev_hash"] or b"")
        case 2:
            rehash_from(stored, chain, place)


def truncate(stored: Stored, chain: UUID, chance: random.Random) -> None:
    """A chain, or all, is emptied: rows only, with the head set to nothing, or without a trace."""
    chains = [chain] if chance.random() < 0.7 else list(stored.rows)
    way = chance.randrange(3)
    for emptied in chains:
        del stored.rows[emptied]
        if way == 1:
            stored.heads[emptied] = (0, genesis(emptied))
        elif way == 2:
            del stored.heads[emptied]


Mutation = Callable[[Stored, UUID, random.Random], None]
KINDS: dict[str, Mutation] = {
    "column bit flip": flip_column,
    "swap": swap,
    "delete in the middle": delete_middle,
    "delete at the tail": delete_tail,
    "duplicate": duplicate,
    "reorder": reorder,
    "re-hash one": rehash_one,
    "re-hash the rest": rehash_rest,
    "full rewrite": rewrite,
    "moved chain": move,
    "time change": change_time,
    "truncate": truncate,
}
