"""Ed25519 for signed roots: the tag in front of what is signed, keys as 32 bytes."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEAL_TAG: Final = b"NEUROHOST-SEAL-1"


def public_key(seed: bytes) -> bytes:
    """The public key (32 bytes) of a seed (32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, body: bytes) -> bytes:
    """The signature (64 bytes) over the tag and ``body``."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(SEAL_TAG + body)


def is_signed(key: bytes, signature: bytes, body: bytes) -> bool:
    """Whether ``signature`` is that of ``key`` over ``body``."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, SEAL_TAG + body)
    except (InvalidSignature, ValueError):
        return False
    return True
