"""The Merkle tree over the heads of all chains (the tree of RFC 6962) with inclusion paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

HEAD_TAG: Final = b"NEUROHOST-HEAD-1"
EMPTY_ROOT: Final = sha256(b"").digest()


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The newest record of one chain at some moment."""

    chain: UUID
    seq: int
    hash: bytes


def leaf(head: Head) -> bytes:
    """The leaf of a head: a zero byte, the tag, chain, sequence number (int64) and hash."""
    return sha256(b"\x00" + HEAD_TAG + head.chain.bytes + head.seq.to_bytes(8, "big") + head.hash).digest()


def node(left: bytes, right: bytes) -> bytes:
    """An inner node: a one byte and both children."""
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order; SHA-256 of nothing when there is none."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    cut = _split(len(leaves))
    return node(root(leaves[:cut]), root(leaves[cut:]))


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from leaf ``index`` up to the root; ``IndexError`` outside the tree."""
    if not 0 <= index < len(leaves):
        message = f"leaf {index} of {len(leaves)}"
        raise IndexError(message)
    if len(leaves) == 1:
        return []
    cut = _split(len(leaves))
    if index < cut:
        return [*path(leaves[:cut], index), root(leaves[cut:])]
    return [*path(leaves[cut:], index - cut), root(leaves[:cut])]


def root_from_path(start: bytes, index: int, count: int, siblings: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its siblings lead to, ``None`` when they fit no tree of ``count``."""
    if not 0 <= index < count:
        return None
    if count == 1:
        return start if not siblings else None
    if not siblings:
        return None
    cut = _split(count)
    *lower, top = siblings
    if index < cut:
        left = root_from_path(start, index, cut, lower)
        return None if left is None else node(left, top)
    right = root_from_path(start, index - cut, count - cut, lower)
    return None if right is None else node(top, right)
