"""Whatsminer's envelopes: AES-256-ECB with zero padding and the two token recipes of API 2 and API 3."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from simulator.wire.md5crypt import md5_crypt

_BLOCK = 16


class EnvelopeError(ValueError):
    """The packet can't be opened with this key."""


def v2_key_and_sign(password: str, salt: str, newsalt: str, time_text: str) -> tuple[str, str]:
    """Return the cipher key (as text) and the token that API 2 clients derive from get_token."""
    key = md5_crypt(password, salt)
    return key, md5_crypt(key + time_text, newsalt)


def v3_token(command: str, password: str, salt: str, timestamp: int) -> str:
    """Return the token of one API 3 write."""
    digest = hashlib.sha256(f"{command}{password}{salt}{timestamp}".encode()).digest()
    return base64.b64encode(digest).decode()[:8]


def same(first: str, second: str) -> bool:
    """Compare two tokens without telling where they differ."""
    return hmac.compare_digest(first.encode(), second.encode())


def _cipher(key: str) -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.ECB())  # noqa: S305  (the device's own format)


def seal(plain: bytes, key: str) -> str:
    """Encrypt to base64."""
    padded = plain + b"\x00" * (-len(plain) % _BLOCK)
    encryptor = _cipher(key).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def unseal(data: str, key: str) -> bytes:
    """Decrypt base64; raises `EnvelopeError` when it is not base64 or not whole blocks."""
    try:
        raw = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise EnvelopeError(str(error)) from error
    if not raw or len(raw) % _BLOCK:
        message = "not whole blocks"
        raise EnvelopeError(message)
    decryptor = _cipher(key).decryptor()
    return (decryptor.update(raw) + decryptor.finalize()).rstrip(b"\x00")
