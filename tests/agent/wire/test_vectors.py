"""docs/protocol/vectors.json is what the code makes, and what a reader of the page alone understands."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.agent.wire import example_batch, wire_reader

VECTORS = Path(__file__).resolve().parents[3] / "docs" / "protocol" / "vectors.json"


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    """The published file."""
    document: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return document


def test_the_code_makes_the_published_payload_byte_for_byte(vectors: dict[str, Any]) -> None:
    assert example_batch.payload().hex() == vectors["payload_hex"]


def test_a_reader_of_the_page_alone_understands_the_published_body(vectors: dict[str, Any]) -> None:
    header, columns = wire_reader.read_body(bytes.fromhex(vectors["body_hex"]))
    assert header == vectors["header"]
    assert columns == vectors["columns"]


def test_the_published_enrolment_is_made_by_the_code(vectors: dict[str, Any]) -> None:
    assert example_batch.enrolment() == vectors["enrolment"]


def test_the_published_signature_proves_possession_of_the_key(vectors: dict[str, Any]) -> None:
    request = vectors["enrolment"]["request"]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(request["ed25519_public"]))
    public.verify(base64.b64decode(request["signature"]), vectors["enrolment"]["signed_text"].encode())
    assert vectors["enrolment"]["signed_text"].splitlines()[1] == "7Q4K9F2MXR8T"
