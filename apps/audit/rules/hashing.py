"""Hashes of the record: chain links, genesis and salted commitments, each in a domain of its own."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

LINK_TAG: Final = b"NEUROHOST-LINK-1"
GENESIS_TAG: Final = b"NEUROHOST-BEGIN1"
VALUE_TAG: Final = b"NEUROHOST-VALUE1"
SALT_BYTES: Final = 32
COMMITMENT_KEY: Final = "$commitment"


def genesis(chain: UUID) -> bytes:
    """What the first record of a chain names as its predecessor: bound to the chain itself."""
    return sha256(GENESIS_TAG + chain.bytes).digest()


def link(previous: bytes, canonical: bytes) -> bytes:
    """The hash of a record from its predecessor's hash and its canonical bytes."""
    return link_digest(previous, sha256(canonical).digest())


def link_digest(previous: bytes, digest: bytes) -> bytes:
    """The same from SHA-256 of the canonical bytes, so that a proof can hide later records."""
    return sha256(LINK_TAG + previous + digest).digest()


def json_bytes(value: Any) -> bytes:
    """Compact JSON with sorted keys in UTF-8; ``ValueError`` for NaN and infinities."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def commitment(record: UUID, path: str, salt: bytes, value: bytes) -> bytes:
    """What stands in the chain for a personal value: bound to the record, the place and a random salt."""
    name = path.encode()
    return sha256(VALUE_TAG + record.bytes + len(name).to_bytes(4, "big") + name + salt + value).digest()
