"""Keys of agents: what they look like and the hash by which they are kept."""

from __future__ import annotations

import hashlib

KEY_PREFIX = "nha_"  # the visible beginning of every agent's key


def key_digest(key: str) -> str:
    """Return the hash by which an agent's key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()
