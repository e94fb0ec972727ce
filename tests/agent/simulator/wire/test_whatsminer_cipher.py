"""Whatsminer's envelopes and tokens, also against the recorded vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.wire import whatsminer_cipher as cipher


def test_what_is_sealed_opens_with_the_same_key() -> None:
    sealed = cipher.seal(b'{"cmd":"reboot"}', "a key")
    assert cipher.unseal(sealed, "a key") == b'{"cmd":"reboot"}'
    assert cipher.unseal(sealed, "another") != b'{"cmd":"reboot"}'


@pytest.mark.parametrize("data", ["no base64!", "", "YWJj"])
def test_what_is_no_packet_is_refused(data: str) -> None:
    with pytest.raises(cipher.EnvelopeError):
        cipher.unseal(data, "key")


@pytest.fixture
def vectors(facts_dir: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (facts_dir / "miner_payloads" / "whatsminer_crypto_vectors.json").read_text(encoding="utf-8")
    )
    return found


def test_the_recorded_vectors_of_api_2_hold(vectors: dict[str, Any]) -> None:
    vector = vectors["whatsminer_v2"]
    told = vector["get_token_Msg"]
    key, sign = cipher.v2_key_and_sign(vector["password"], told["salt"], told["newsalt"], told["time"])
    assert (key, sign) == (vector["key"], vector["sign"])
    assert cipher.seal(vector["plain"].encode(), key) == vector["packet"]["data"]
    assert cipher.unseal(vector["packet"]["data"], key).decode() == vector["plain"]


def test_the_recorded_vector_of_api_3_holds(vectors: dict[str, Any]) -> None:
    vector = vectors["whatsminer_v3"]
    token = cipher.v3_token(vector["request"]["cmd"], vector["password"], vector["salt"], vector["ts"])
    assert token == vector["token"]
