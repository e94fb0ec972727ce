"""The proof of a single record: from its bytes over the hashes after it to a signed root."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any, Final

from apps.audit.rules.hashing import link, link_digest
from apps.audit.rules.layout import MalformedRecord, decode
from apps.audit.rules.roots import MalformedRoot, Root, narrowed, parse_root, root_fault

PROOF_FORMAT: Final = "NEUROHOST-PROOF-1"


def make_proof(*, previous: bytes, canonical: bytes, later: Sequence[bytes], sealed_by: Root) -> dict[str, Any]:
    """The proof as JSON values; ``later`` are the canonical bytes of the records up to the sealed head.

    Of later records only digests are shown, of other chains only hashes.
    """
    chain = decode(canonical)["chain"]
    return {
        "format": PROOF_FORMAT,
        "previous": previous.hex(),
        "canonical": canonical.hex(),
        "later": [sha256(content).hexdigest() for content in later],
        "root": narrowed(sealed_by, {chain}).decode(),
    }


def check_proof(proof: dict[str, Any], keys: Collection[bytes]) -> str | None:
    """What is wrong with a proof, None when it holds: the record is in the chain that the root seals."""
    try:
        if proof["format"] != PROOF_FORMAT:
            return "this is not a proof of a record"
        canonical = bytes.fromhex(proof["canonical"])
        digests = [bytes.fromhex(digest) for digest in proof["later"]]
        made = parse_root(proof["root"].encode())
        values = decode(canonical)
        reached = link(bytes.fromhex(proof["previous"]), canonical)
    except (KeyError, TypeError, AttributeError, MalformedRecord, MalformedRoot, ValueError):
        return "the proof is not readable"
    wrong = root_fault(made, keys)
    if wrong is not None:
        return wrong
    for digest in digests:
        reached = link_digest(reached, digest)
    heads = [sealed.head for sealed in made.heads if sealed.head.chain == values["chain"]]
    if [(head.seq, head.hash) for head in heads] != [(values["seq"] + len(digests), reached)]:
        return "the record does not lead to the sealed head"
    return None


def proof_text(proof: dict[str, Any]) -> str:
    """The proof as a file."""
    return json.dumps(proof, indent=1) + "\n"
