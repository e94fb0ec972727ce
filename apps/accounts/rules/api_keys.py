"""API keys: `nht_` and 256 random bits; only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "nht_"
SHOWN_CHARS = 12


def new_key() -> str:
    """Return a fresh key."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """Return the hash under which a key is kept; a key has 256 bits, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
