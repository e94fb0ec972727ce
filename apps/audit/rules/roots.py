"""Signed roots: the text of one root file, made, read and checked against its predecessor."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from apps.audit.rules.hashing import json_bytes
from apps.audit.rules.merkle import Head, leaf, path, root, root_from_path
from apps.audit.rules.signing import is_signed, public_key, sign
from apps.audit.rules.verification import Fault

ROOT_FORMAT: Final = "NEUROHOST-ROOT-1"
_HASH_BYTES: Final = 32
_TOO_LARGE: Final = 1 << 63
NO_PREDECESSOR: Final = bytes(_HASH_BYTES)
_BODY: Final = frozenset({"at", "chains", "format", "key", "number", "previous", "root"})


class MalformedRoot(ValueError):
    """Text that is not a root file; the sentence says why."""


@dataclass(frozen=True, slots=True)
class SealedHead:
    """A head as a root file lists it, with its path to the root when other heads are left out."""

    head: Head
    index: int | None = None
    siblings: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """One root file: the signed body, its fields, the signature, the heads it lists."""

    body: bytes
    signature: bytes
    number: int
    at: str
    previous: bytes
    chains: int
    root: bytes
    key: bytes
    heads: tuple[SealedHead, ...]

    @property
    def identity(self) -> bytes:
        """What the next root names as its predecessor: SHA-256 of body and signature lines."""
        return sha256(self.body + b"\n" + self.signature.hex().encode() + b"\n").digest()


@dataclass(slots=True)
class Sealed:
    """What the roots say: per chain the hash at every sealed record."""

    chains: dict[UUID, dict[int, bytes]] = field(default_factory=dict)
    count: int = 0
    fault: Fault | None = None


def make_root(*, number: int, at: datetime, previous: bytes, heads: Collection[Head], seed: bytes) -> bytes:
    """The bytes of a root file over the heads of all chains, signed with ``seed``."""
    ordered = sorted(heads)
    body = json_bytes(
        {
            "at": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "chains": len(ordered),
            "format": ROOT_FORMAT,
            "key": public_key(seed).hex(),
            "number": number,
            "previous": previous.hex(),
            "root": root([leaf(head) for head in ordered]).hex(),
        }
    )
    lines = [body.decode(), sign(seed, body).hex()]
    lines += [f"{head.chain} {head.seq} {head.hash.hex()}" for head in ordered]
    return ("\n".join(lines) + "\n").encode()


def _body(line: bytes) -> dict[str, Any]:
    values = json.loads(line)
    if not isinstance(values, dict) or set(values) != _BODY or values["format"] != ROOT_FORMAT:
        message = "the body has not the fields of a root"
        raise MalformedRoot(message)
    if type(values["number"]) is not int or type(values["chains"]) is not int:
        message = "number and chains must be whole numbers"
        raise MalformedRoot(message)
    return values


def _head(line: str) -> SealedHead:
    words = line.split(" ")
    if len(words) not in {3, 4, 5}:
        message = f"a head line has {len(words)} words"
        raise MalformedRoot(message)
    head = Head(UUID(words[0]), int(words[1]), bytes.fromhex(words[2]))
    if not 0 <= head.seq < _TOO_LARGE or len(head.hash) != _HASH_BYTES:
        message = "a head line holds no number or hash of a record"
        raise MalformedRoot(message)
    if len(words) == 3:  # noqa: PLR2004 - chain, number and hash
        return SealedHead(head)
    siblings = words[4].split(",") if len(words) > 4 else []  # noqa: PLR2004 - the fifth word
    return SealedHead(head, int(words[3]), tuple(map(bytes.fromhex, siblings)))


def _require_end(lines: list[bytes]) -> None:
    if not lines or lines[-1] != b"":
        message = "the file does not end with a line feed"
        raise MalformedRoot(message)


def parse_root(content: bytes) -> Root:
    """Read a root file; raises MalformedRoot."""
    try:
        body, signature, *rest = content.split(b"\n")
        _require_end(rest)
        values = _body(body)
        return Root(
            body=body,
            signature=bytes.fromhex(signature.decode()),
            number=int(values["number"]),
            at=str(values["at"]),
            previous=bytes.fromhex(values["previous"]),
            chains=int(values["chains"]),
            root=bytes.fromhex(values["root"]),
            key=bytes.fromhex(values["key"]),
            heads=tuple(_head(line.decode()) for line in rest[:-1]),
        )
    except MalformedRoot:
        raise
    except (ValueError, TypeError) as error:
        message = "the file is not a root file"
        raise MalformedRoot(message) from error


def narrowed(made: Root, chains: Collection[UUID]) -> bytes:
    """The same root file with the heads of ``chains`` only, each with its path, so that it shows no other chain."""
    leaves = [leaf(sealed.head) for sealed in made.heads]
    lines = [made.body.decode(), made.signature.hex()]
    for index, sealed in enumerate(made.heads):
        if sealed.head.chain in chains:
            head = sealed.head
            siblings = ",".join(sibling.hex() for sibling in path(leaves, index))
            lines.append(f"{head.chain} {head.seq} {head.hash.hex()} {index} {siblings}".rstrip())
    return ("\n".join(lines) + "\n").encode()


def _heads_fit(made: Root) -> bool:
    """Whether the listed heads lead to the signed root."""
    if all(sealed.index is None for sealed in made.heads) and len(made.heads) == made.chains:
        ordered = [sealed.head for sealed in made.heads]
        return ordered == sorted(ordered) and root([leaf(head) for head in ordered]) == made.root
    return all(
        sealed.index is not None
        and root_from_path(leaf(sealed.head), sealed.index, made.chains, sealed.siblings) == made.root
        for sealed in made.heads
    )


def root_fault(made: Root, keys: Collection[bytes]) -> str | None:
    """What is wrong with a root file by itself, None when nothing is; without ``keys`` its own key is believed."""
    if not _heads_fit(made):
        return "the heads do not lead to the signed root"
    if keys and made.key not in keys:
        return "the root is signed with a key that is not trusted"
    if not is_signed(made.key, made.signature, made.body):
        return "the signature is wrong"
    return None


def _fault(made: Root, number: int, previous: bytes, keys: Collection[bytes]) -> str | None:
    """What is wrong with a root file at its place, None when nothing is."""
    if made.number != number:
        return f"root {made.number} stands where root {number} is expected"
    if made.previous != previous:
        return "the root does not name its predecessor"
    return root_fault(made, keys)


def read_roots(files: Iterable[bytes], keys: Collection[bytes]) -> Sealed:
    """Check root files in their order and gather what they seal; stops at the first that is wrong.

    With no trusted ``keys`` the key that each file names is believed.
    """
    result, previous = Sealed(), NO_PREDECESSOR
    for number, content in enumerate(files, start=1):
        try:
            made = parse_root(content)
        except MalformedRoot as error:
            result.fault = Fault("roots", None, number, str(error))
            return result
        wrong = _fault(made, number, previous, keys)
        if wrong is not None:
            result.fault = Fault("roots", None, number, wrong)
            return result
        for sealed in made.heads:
            known = result.chains.setdefault(sealed.head.chain, {})
            if known.setdefault(sealed.head.seq, sealed.head.hash) != sealed.head.hash:
                result.fault = Fault("roots", None, number, f"it contradicts an earlier root on {sealed.head.chain}")
                return result
        previous, result.count = made.identity, number
    return result
