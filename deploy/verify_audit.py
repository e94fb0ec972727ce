#!/usr/bin/env python3
"""A second verifier of the audit log, written from docs/audit-format.md alone, with the standard library only.

    python3 verify_audit.py export FILE [--key HEX ...]     every chain of an export
    python3 verify_audit.py proof FILE [--key HEX ...]      the proof of a single record

Prints one line per fault, `FAULT code chain=… seq=…: what`, and ends with 1 when there is one, 2 for a file that is
no export. Give the public key with --key: without it the key that the file names itself is believed.
"""
# ruff: noqa: PLR2004, SIM905, T201 - the numbers and words are those of the format page; a command prints

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import uuid
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

# ---- Ed25519, verification only (RFC 8032, section 5.1) ----------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T


def add(p: Point, q: Point) -> Point:
    """The sum of two points (RFC 8032, 5.1.4)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar: int, point: Point) -> Point:
    """`scalar` times `point`, by doubling and adding: nothing here is secret."""
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def recover_x(y: int, sign: int) -> int | None:
    """The x of a point from its y and the sign bit, None when there is none (RFC 8032, 5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decompress(data: bytes) -> Point | None:
    """The point of 32 bytes, None when they are none."""
    if len(data) != 32:
        return None
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_Y = 4 * pow(5, P - 2, P) % P
_X = recover_x(_Y, 0) or 0
BASE: Point = (_X, _Y, 1, _X * _Y % P)


def ed25519_verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the private half of `key`."""
    if len(signature) != 64:
        return False
    point, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = multiply(s, BASE), add(r, multiply(h, point))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


NAMES = (
    "chain seq at uid actor_kind actor_id actor_uid actor_label actor_role action subject_type subject_key "
    "subject_label organisation_id ip_commitment request_id reason changes"
).split(" ")
# u: a UUID, i: an int64 or an instant, t: text, b: bytes
KINDS = "uiiutiuttttttibttt"
MAY_BE_ABSENT = {"actor_id", "actor_uid", "organisation_id", "ip_commitment"}


class Unreadable(Exception):
    """Bytes that are not what the page says."""


class Fault(NamedTuple):
    """What is wrong, and where."""

    code: str
    chain: uuid.UUID | None
    seq: int
    what: str

    def __str__(self) -> str:
        return f"FAULT {self.code} chain={self.chain or '-'} seq={self.seq}: {self.what}"


def sha(*parts: bytes) -> bytes:
    """SHA-256 over parts in a row."""
    return hashlib.sha256(b"".join(parts)).digest()


def read_values(data: bytes, count: int) -> list[bytes | None]:
    """Exactly `count` framed values and nothing else."""
    values: list[bytes | None] = []
    at = 0
    for _ in range(count):
        if at + 4 > len(data):
            raise Unreadable("a length is missing")
        length = int.from_bytes(data[at : at + 4], "big", signed=True)
        at += 4
        if length == -1:
            values.append(None)
            continue
        if length < 0 or at + length > len(data):
            raise Unreadable("a value runs past the end")
        values.append(data[at : at + length])
        at += length
    if at != len(data):
        raise Unreadable("bytes are left over")
    return values


def read_record(canonical: bytes | None) -> list[bytes | None]:
    """The 18 fields of canonical bytes as they stand there, each of the right shape."""
    if canonical is None or canonical[:16] != b"NEUROHOST-AUDIT1":
        raise Unreadable("the tag of a record is missing")
    values = read_values(canonical[16:], len(NAMES))
    for name, kind, value in zip(NAMES, KINDS, values, strict=True):
        if value is None:
            if name not in MAY_BE_ABSENT:
                raise Unreadable(f"{name} is absent")
        elif (kind == "u" and len(value) != 16) or (kind == "i" and len(value) != 8):
            raise Unreadable(f"{name} has a wrong size")
        elif kind == "t":
            try:
                value.decode("utf-8")
            except UnicodeDecodeError:
                raise Unreadable(f"{name} is not UTF-8") from None
    return values


def read_row(row: bytes) -> list[bytes | None]:
    """The 21 values of a row."""
    if int.from_bytes(row[:2], "big") != len(NAMES) + 3:
        raise Unreadable("the row has a wrong number of values")
    return read_values(row[2:], len(NAMES) + 3)


def record_hash(previous: bytes, canonical_digest: bytes) -> bytes:
    """The hash of a record."""
    return sha(b"NEUROHOST-LINK-1", previous, canonical_digest)


def integer(value: bytes | None) -> int:
    """An int64."""
    return int.from_bytes(value or b"", "big", signed=True)


class HeadLine(NamedTuple):
    """One head of a root file."""

    chain: uuid.UUID
    seq: int
    hash: bytes
    place: int | None
    siblings: list[bytes]

    def leaf(self) -> bytes:
        """Its leaf of the tree."""
        return sha(b"\x00NEUROHOST-HEAD-1", self.chain.bytes, self.seq.to_bytes(8, "big"), self.hash)


class RootFile(NamedTuple):
    """A root file."""

    values: dict[str, Any]
    body: bytes
    signature: bytes
    heads: list[HeadLine]


def read_root(content: bytes) -> RootFile:
    """Read a root file."""
    try:
        lines = content.split(b"\n")
        if len(lines) < 3 or lines[-1]:
            raise Unreadable("the last line does not end")
        values = json.loads(lines[0])
        names = {"at", "chains", "format", "key", "number", "previous", "root"}
        if not isinstance(values, dict) or set(values) != names or values["format"] != "NEUROHOST-ROOT-1":
            raise Unreadable("the body is not that of a root")
        if type(values["number"]) is not int or type(values["chains"]) is not int:
            raise Unreadable("number and chains must be whole numbers")
        for name in ("key", "previous", "root"):
            values[name] = bytes.fromhex(values[name])
        heads = [read_head(line.decode()) for line in lines[2:-1]]
        return RootFile(values, lines[0], bytes.fromhex(lines[1].decode()), heads)
    except (ValueError, TypeError):
        raise Unreadable("the file is not a root file") from None


def read_head(line: str) -> HeadLine:
    """Read a head line."""
    words = line.split(" ")
    if not 3 <= len(words) <= 5:
        raise Unreadable("a head line has a wrong number of words")
    head = HeadLine(
        uuid.UUID(words[0]),
        int(words[1]),
        bytes.fromhex(words[2]),
        int(words[3]) if len(words) > 3 else None,
        [bytes.fromhex(word) for word in words[4].split(",")] if len(words) > 4 else [],
    )
    if not 0 <= head.seq < 2**63 or len(head.hash) != 32:
        raise Unreadable("a head line holds no number or hash")
    return head


def cut(count: int) -> int:
    """The largest power of two below `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree(leaves: list[bytes]) -> bytes:
    """The root of the tree over leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    k = cut(len(leaves))
    return sha(b"\x01", tree(leaves[:k]), tree(leaves[k:]))


def climb(leaf: bytes, index: int, count: int, siblings: list[bytes]) -> bytes | None:
    """The root that a path leads to."""
    if not 0 <= index < count:
        return None
    if count == 1:
        return None if siblings else leaf
    if not siblings:
        return None
    k = cut(count)
    if index < k:
        below = climb(leaf, index, k, siblings[:-1])
        return None if below is None else sha(b"\x01", below, siblings[-1])
    below = climb(leaf, index - k, count - k, siblings[:-1])
    return None if below is None else sha(b"\x01", siblings[-1], below)


def heads_lead_to_root(root: RootFile) -> bool:
    """Point 4 of section 7."""
    count, heads = root.values["chains"], root.heads
    if len(heads) == count and all(head.place is None for head in heads):
        order = [head.chain.bytes for head in heads]
        return order == sorted(order) and tree([head.leaf() for head in heads]) == root.values["root"]
    return all(
        head.place is not None and climb(head.leaf(), head.place, count, head.siblings) == root.values["root"]
        for head in heads
    )


def root_fault(root: RootFile, keys: list[bytes]) -> str | None:
    """Points 4 to 6 of section 7."""
    if not heads_lead_to_root(root):
        return "the heads do not lead to the root"
    if keys and root.values["key"] not in keys:
        return "the key is not trusted"
    if not ed25519_verify(root.values["key"], root.signature, b"NEUROHOST-SEAL-1" + root.body):
        return "the signature is wrong"
    return None


class Roots:
    """The roots of an export, checked one after the other; gathers what they seal."""

    def __init__(self, keys: list[bytes]) -> None:
        self.keys = keys
        self.count = 0
        self.previous = bytes(32)
        self.sealed: dict[uuid.UUID, dict[int, bytes]] = {}
        self.fault: Fault | None = None

    def take(self, content: bytes) -> None:
        """Check the next root; after a fault nothing more is read."""
        if self.fault is None:
            what = self._check(content)
            if what is not None:
                self.fault = Fault("roots", None, self.count + 1, what)
            else:
                self.count += 1

    def _check(self, content: bytes) -> str | None:
        try:
            root = read_root(content)
        except Unreadable as problem:
            return str(problem)
        if root.values["number"] != self.count + 1:
            return f"number {root.values['number']} is out of order"
        if root.values["previous"] != self.previous:
            return "previous is not the root before"
        what = root_fault(root, self.keys)
        if what is not None:
            return what
        for head in root.heads:
            if self.sealed.setdefault(head.chain, {}).setdefault(head.seq, head.hash) != head.hash:
                return "it contradicts an earlier root"
        self.previous = sha(root.body, b"\n", root.signature.hex().encode(), b"\n")
        return None


class Chain:
    """One chain under verification."""

    def __init__(self, chain: uuid.UUID, sealed: dict[int, bytes]) -> None:
        self.chain = chain
        self.sealed = sealed
        self.right = 0
        self.hash = sha(b"NEUROHOST-BEGIN1", chain.bytes)
        self.at = 0
        self.fault: Fault | None = None

    def take(self, row: bytes) -> None:
        """Check the next row; after a fault nothing more is looked at."""
        if self.fault is not None:
            return
        wrong = self._check(row)
        if wrong is None:
            self.right += 1
        else:
            self.fault = Fault(wrong[0], self.chain, self.right + 1, wrong[1])

    def _check(self, row: bytes) -> tuple[str, str] | None:
        try:
            previous, stored, *columns, canonical = read_row(row)
            fields = read_record(canonical)
        except Unreadable as problem:
            return "format", str(problem)
        for name, column, value in zip(NAMES, columns, fields, strict=True):
            if column != value:
                return "columns", f"column {name} differs from the bytes"
        return self._check_place(fields, previous, stored, sha(canonical or b""))

    def _check_place(
        self, fields: list[bytes | None], previous: bytes | None, stored: bytes | None, digest: bytes
    ) -> tuple[str, str] | None:
        n = self.right + 1
        made = record_hash(self.hash, digest)
        rules = [
            ("chain", fields[0] == self.chain.bytes, "the record belongs to another chain"),
            ("sequence", integer(fields[1]) == n, f"record {integer(fields[1])} stands in place {n}"),
            ("link", previous == self.hash, "prev_hash is not the hash before"),
            ("hash", stored == made, "the hash is not that of the bytes"),
            ("time", integer(fields[2]) >= self.at, "the record is older than the one before"),
            ("root", self.sealed.get(n, made) == made, "a signed root names another hash"),
        ]
        for code, right, what in rules:
            if not right:
                return code, what
        self.hash, self.at = made, integer(fields[2])
        return None

    def end(self, head: bytes) -> Fault | None:
        """Check the end of the chain against its head and the roots."""
        if self.fault is not None:
            return self.fault
        if head != self.right.to_bytes(8, "big") + self.hash:
            return Fault("head", self.chain, self.right, "the head is not the last record")
        newest = max(self.sealed, default=0)
        if newest > self.right:
            return Fault("root", self.chain, self.right, f"a signed root saw {newest} records")
        return None


def frames(source: BinaryIO) -> Any:
    """Letter and content of every frame."""
    if source.read(25) != b"NEUROHOST-AUDIT-EXPORT-1\n":
        raise Unreadable("the file does not begin like an export")
    while start := source.read(5):
        length = int.from_bytes(start[1:], "big")
        content = source.read(length)
        if len(start) != 5 or len(content) != length:
            raise Unreadable("the file breaks off")
        yield start[:1], content


def verify_export(source: BinaryIO, keys: list[bytes]) -> tuple[list[Fault], int, int]:
    """The faults of an export, how many rows it holds and how many roots are right."""
    roots = Roots(keys)
    faults: list[Fault] = []
    seen: set[uuid.UUID] = set()
    chain: Chain | None = None
    rows, ended = 0, False
    for letter, content in frames(source):
        if ended:
            raise Unreadable("something follows the end")
        if letter == b"S" and not seen:
            roots.take(content)
        elif letter == b"C" and chain is None and len(content) == 16:
            identifier = uuid.UUID(bytes=content)
            seen.add(identifier)
            chain = Chain(identifier, roots.sealed.get(identifier, {}))
        elif letter == b"R" and chain is not None:
            rows += 1
            chain.take(content)
        elif letter == b"H" and chain is not None:
            fault = chain.end(content)
            faults += [fault] if fault else []
            chain = None
        elif letter == b"E" and chain is None and content == rows.to_bytes(8, "big"):
            ended = True
        else:
            raise Unreadable(f"frame {letter!r} is out of place")
    if not ended:
        raise Unreadable("the file breaks off")
    missing = [
        Fault("root", gone, 0, f"a signed root saw {max(known)} records, the chain is missing")
        for gone, known in sorted(roots.sealed.items(), key=lambda item: item[0].bytes)
        if gone not in seen
    ]
    return ([roots.fault] if roots.fault else []) + faults + missing, rows, roots.count


def verify_proof(proof: Any, keys: list[bytes]) -> str | None:
    """What is wrong with a proof."""
    try:
        if proof["format"] != "NEUROHOST-PROOF-1":
            return "this is no proof"
        canonical = bytes.fromhex(proof["canonical"])
        later = [bytes.fromhex(digest) for digest in proof["later"]]
        root = read_root(proof["root"].encode())
        fields = read_record(canonical)
        reached = record_hash(bytes.fromhex(proof["previous"]), sha(canonical))
    except (KeyError, TypeError, ValueError, AttributeError, Unreadable):
        return "the proof is not readable"
    what = root_fault(root, keys)
    if what is not None:
        return what
    for digest in later:
        reached = record_hash(reached, digest)
    named = [(head.seq, head.hash) for head in root.heads if head.chain.bytes == fields[0]]
    if named != [(integer(fields[1]) + len(later), reached)]:
        return "the record does not lead to the sealed head"
    return None


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Verify an export or a proof of the NeuroHost audit log")
    parser.add_argument("kind", choices=["export", "proof"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], help="trusted Ed25519 public key, hex")
    given = parser.parse_args(arguments)
    keys = [bytes.fromhex(key) for key in given.key]
    if given.kind == "proof":
        what = verify_proof(json.loads(given.file.read_text(encoding="utf-8")), keys)
        print(f"BROKEN: {what}" if what else "HOLDS: the record is sealed by the signed root")
        return 1 if what else 0
    try:
        with given.file.open("rb") as source:
            faults, rows, roots = verify_export(source, keys)
    except Unreadable as problem:
        print(Fault("export", None, 0, str(problem)))
        return 2
    for fault in faults:
        print(fault)
    print(f"{'BROKEN' if faults else 'HOLDS'}: {rows} records, {roots} signed roots")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
