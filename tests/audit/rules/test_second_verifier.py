"""The second verifier's own Ed25519, against the vectors of RFC 8032 and against another implementation."""

from __future__ import annotations

import subprocess
import sys

import pytest

from apps.audit.rules.signing import SEAL_TAG, public_key, sign
from tests.audit.second import SCRIPT, second_verifier

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_hold(key: str, message: str, signature: str) -> None:
    verify = second_verifier().ed25519_verify

    assert verify(bytes.fromhex(key), bytes.fromhex(signature), bytes.fromhex(message)) is True


@pytest.mark.parametrize("place", [0, 31, 32, 63])
def test_a_flipped_bit_of_the_signature_is_refused(place: int) -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    spoilt = bytearray(signature)
    spoilt[place] ^= 1

    assert second_verifier().ed25519_verify(key, bytes(spoilt), message) is False


def test_another_message_key_or_length_is_refused() -> None:
    verify = second_verifier().ed25519_verify
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[2])

    refused = [
        verify(key, signature, message + b"x"),
        verify(bytes.fromhex(VECTORS[0][0]), signature, message),
        verify(key, signature[:-1], message),
        verify(b"\xff" * 32, signature, message),
    ]
    assert refused == [False] * 4


def test_a_signature_with_a_scalar_beyond_the_order_is_refused() -> None:
    second = second_verifier()
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[0])
    scalar = int.from_bytes(signature[32:], "little") + second.ORDER
    malleable = signature[:32] + scalar.to_bytes(32, "little")

    assert second.ed25519_verify(key, malleable, message) is False


def test_what_the_product_signs_the_second_verifier_accepts() -> None:
    for number in range(8):
        seed = bytes([number]) * 32
        body = b"body %d" % number
        assert second_verifier().ed25519_verify(public_key(seed), sign(seed, body), SEAL_TAG + body) is True


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    answer = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "--help"], capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0
    assert "proof" in answer.stdout
