"""Codes of the second factor: time steps of an authenticator app, and one-time recovery codes."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

if TYPE_CHECKING:
    from datetime import datetime

SEED_BYTES = 20
STEP_S = 30
# A code of the step before or after is accepted too: clocks of phones differ.
TOLERANCE_STEPS = 1
RECOVERY_CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_CHARS = 10


def new_seed() -> str:
    """Return a random seed as authenticator apps read it (base32, 20 bytes)."""
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def accepted_step(seed: str, code: str, at: datetime, last_step: int) -> int | None:
    """Return the time step whose code this is, None when it does not fit or is not newer than `last_step`."""
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):  # noqa: PLR2004 - codes have six digits
        return None
    try:
        key = base64.b32decode(seed)
    except binascii.Error:
        return None
    totp = TOTP(key, step=STEP_S)
    totp.time = at.timestamp()
    if not totp.verify(int(digits), tolerance=TOLERANCE_STEPS, min_t=last_step + 1):
        return None
    return int(totp.t())


def provisioning_address(seed: str, login: str, issuer: str) -> str:
    """Return the `otpauth://` address that the QR code carries."""
    label = quote(f"{issuer}:{login}", safe=":")
    return f"otpauth://totp/{label}?{urlencode({'secret': seed, 'issuer': issuer, 'period': STEP_S, 'digits': 6})}"


def new_recovery_codes() -> list[str]:
    """Return ten one-time codes of 49 bits each, without letters that look alike."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def normalised(code: str) -> str:
    """Return a recovery code as it is hashed: without separators, in upper case."""
    return code.replace("-", "").replace(" ", "").upper()
