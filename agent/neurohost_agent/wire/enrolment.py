"""The enrolment request: normalised code, canonical bytes, proof of possession."""

from __future__ import annotations

import base64
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CONFUSED: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def normalise_code(code: str) -> str:
    """Return the code as it is signed: upper case, no spaces and hyphens, look-alikes replaced."""
    return code.strip().upper().translate(_CONFUSED)


def public_text(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    """Return the raw public key in base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def canonical_bytes(*, code: str, ed25519_public: str, x25519_public: str, signed_at_ms: int) -> bytes:
    """Return the bytes that the agent signs."""
    lines = ("neurohost-enrol-v1", normalise_code(code), ed25519_public, x25519_public, str(signed_at_ms))
    return "".join(f"{line}\n" for line in lines).encode()


def enrolment_request(
    *, code: str, identity: Ed25519PrivateKey, sealing: X25519PrivateKey, signed_at_ms: int, agent: dict[str, str]
) -> dict[str, Any]:
    """Return the JSON body of `POST enrol`."""
    ed25519_public, x25519_public = public_text(identity), public_text(sealing)
    message = canonical_bytes(
        code=code, ed25519_public=ed25519_public, x25519_public=x25519_public, signed_at_ms=signed_at_ms
    )
    return {
        "version": 1,
        "code": code,
        "ed25519_public": ed25519_public,
        "x25519_public": x25519_public,
        "signed_at_ms": signed_at_ms,
        "signature": base64.b64encode(identity.sign(message)).decode(),
        "agent": agent,
    }
