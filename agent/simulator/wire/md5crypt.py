"""The md5-crypt ($1$) password hash, which Whatsminer tokens are made of and newer Pythons no longer bring."""

from __future__ import annotations

import hashlib

_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ORDER = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
_ROUNDS = 1000


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _first(password: bytes, salt: bytes) -> bytes:
    inner = _md5(password + salt + password)
    data = password + b"$1$" + salt
    data += (inner * (len(password) // len(inner) + 1))[: len(password)]
    length = len(password)
    while length:
        data += b"\x00" if length & 1 else password[:1]
        length >>= 1
    return _md5(data)


def _encode(digest: bytes) -> str:
    letters = []
    for high, middle, low in _ORDER:
        value = digest[high] << 16 | digest[middle] << 8 | digest[low]
        letters += [_ALPHABET[value >> shift & 63] for shift in (0, 6, 12, 18)]
    letters += [_ALPHABET[digest[11] >> shift & 63] for shift in (0, 6)]
    return "".join(letters)


def md5_crypt(password: str, salt: str) -> str:
    """Return the 22 letters after the last `$` of `$1$salt$...` (at most 8 letters of salt count)."""
    word, grain = password.encode(), salt.encode()[:8]
    digest = _first(word, grain)
    for step in range(_ROUNDS):
        data = word if step & 1 else digest
        if step % 3:
            data += grain
        if step % 7:
            data += word
        digest = _md5(data + (digest if step & 1 else word))
    return _encode(digest)
