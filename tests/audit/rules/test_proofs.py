"""The proof of one record holds, and nothing else passes for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from apps.audit.rules.hashing import genesis, link
from apps.audit.rules.layout import encode
from apps.audit.rules.merkle import Head
from apps.audit.rules.proofs import check_proof, make_proof, proof_text
from apps.audit.rules.roots import NO_PREDECESSOR, make_root, parse_root
from apps.audit.rules.signing import public_key
from tests.audit.scratch import example
from tests.audit.second import second_verifier

SEED = bytes(range(1, 33))
KEYS = [public_key(SEED)]
CHAIN = UUID(int=9)


def proof_of(seq: int) -> dict[str, Any]:
    """The proof of one of five records, in a root over three chains."""
    contents = [encode(example(CHAIN, number, 1)) for number in range(1, 6)]
    hashes = [genesis(CHAIN)]
    for content in contents:
        hashes.append(link(hashes[-1], content))
    heads = [Head(CHAIN, 5, hashes[5]), Head(UUID(int=1), 1, bytes(32)), Head(UUID(int=2), 2, bytes(32))]
    made = make_root(number=8, at=datetime(2026, 1, 1, tzinfo=UTC), previous=NO_PREDECESSOR, heads=heads, seed=SEED)
    return make_proof(
        previous=hashes[seq - 1], canonical=contents[seq - 1], later=contents[seq:], sealed_by=parse_root(made)
    )


def verdicts(proof: dict[str, Any]) -> tuple[bool, bool]:
    return check_proof(proof, KEYS) is None, second_verifier().verify_proof(proof, KEYS) is None


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_proof_holds_for_both_verifiers_also_when_read_from_its_file(seq: int) -> None:
    assert verdicts(json.loads(proof_text(proof_of(seq)))) == (True, True)


def test_a_proof_shows_neither_later_records_nor_other_chains() -> None:
    text = proof_text(proof_of(2))

    assert encode(example(CHAIN, 3, 1)).hex()[:400] not in text
    assert str(UUID(int=1)) not in text


@pytest.mark.parametrize(
    "change",
    [
        {"format": "NEUROHOST-PROOF-2"},
        {"previous": "00" * 32},
        {"later": []},
        {"canonical": "00"},
        {"canonical": None},
        {"root": ""},
        {"later": 5},
    ],
)
def test_a_changed_proof_is_refused_by_both(change: dict[str, Any]) -> None:
    assert verdicts(proof_of(2) | change) == (False, False)


def test_a_changed_record_is_refused_by_both() -> None:
    proof = proof_of(2)
    changed = bytes.fromhex(proof["canonical"]).replace(b"technician", b"technicien")

    assert verdicts(proof | {"canonical": changed.hex()}) == (False, False)
