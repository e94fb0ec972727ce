"""What records keep as codes, in the reader's words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from apps.audit.words import field_word, kind_word, role_word


@pytest.mark.parametrize(
    ("kind", "word"), [("crm.client", "Client"), ("crm.forgotten", "crm.forgotten"), ("nothing", "nothing"), ("", "")]
)
def test_a_kind_is_named_by_its_model_or_by_its_code(kind: str, word: str) -> None:
    with override("en"):
        assert kind_word(kind) == word


@pytest.mark.parametrize(
    ("kind", "name", "word"),
    [
        ("crm.client", "legal_address", "Legal address"),
        ("crm.client", "outcome", "outcome"),
        ("crm.forgotten", "legal_address", "legal_address"),
    ],
)
def test_a_field_is_named_by_its_model_or_by_its_code(kind: str, name: str, word: str) -> None:
    with override("en"):
        assert field_word(kind, name) == word


@pytest.mark.parametrize(("role", "word"), [("warehouse", "Warehouse keeper"), ("emperor", "emperor"), ("", "")])
def test_a_role_is_named_or_shown_as_it_was_kept(role: str, word: str) -> None:
    with override("en"):
        assert role_word(role) == word
