"""md5-crypt against values of another implementation (openssl passwd -1)."""

from __future__ import annotations

import pytest

from simulator.wire.md5crypt import md5_crypt


@pytest.mark.parametrize(
    ("password", "salt", "expected"),
    [
        ("site-word", "Qz7rT2aB", "z2trymA/UesVk4mtqH5io1"),
        ("a-much-longer-password-than-sixteen", "k", "/ZtHS.VIG07Cop4lGB/5z1"),
    ],
)
def test_it_gives_what_openssl_gives(password: str, salt: str, expected: str) -> None:
    assert md5_crypt(password, salt) == expected


def test_only_eight_letters_of_salt_count() -> None:
    assert md5_crypt("word", "12345678rest") == md5_crypt("word", "12345678")
