"""Encrypted fields and blind indexes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django.fixtures import Settings

from apps.accounts.models import LegalEntity, Organisation
from apps.common.crypto import Undecryptable, blind_index, commitment, decrypt, encrypt
from apps.common.scope import SystemJob, system_scope

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
OTHER = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="


def test_what_was_encrypted_opens_in_its_own_context_only() -> None:
    sealed = encrypt("40702810200000000001", "crm.account")
    assert decrypt(sealed, "crm.account") == "40702810200000000001"
    with pytest.raises(Undecryptable):
        decrypt(sealed, "crm.passport")


def test_every_changed_byte_is_noticed() -> None:
    sealed = encrypt("secret", "context")
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(Undecryptable):
            decrypt(changed, "context")


def test_equal_texts_are_encrypted_to_different_bytes() -> None:
    assert encrypt("same", "context") != encrypt("same", "context")


def test_an_older_key_still_opens_after_rotation(settings: Settings) -> None:
    settings.NEUROHOST_FIELD_KEYS = f"old:{KEY}"
    sealed = encrypt("text", "context")
    settings.NEUROHOST_FIELD_KEYS = f"new:{OTHER},old:{KEY}"
    assert decrypt(sealed, "context") == "text"
    assert encrypt("text", "context")[2:5] == b"new"


def test_a_lost_key_is_named_by_the_error(settings: Settings) -> None:
    settings.NEUROHOST_FIELD_KEYS = f"old:{KEY}"
    sealed = encrypt("text", "context")
    settings.NEUROHOST_FIELD_KEYS = f"new:{OTHER}"
    with pytest.raises(Undecryptable):
        decrypt(sealed, "context")


@pytest.mark.parametrize("keys", ["", "short:AAAA"])
def test_unusable_keys_are_a_configuration_error(settings: Settings, keys: str) -> None:
    settings.NEUROHOST_FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured):
        encrypt("text", "context")


def test_blind_indexes_are_equal_within_a_context_only() -> None:
    assert blind_index("10.0.0.1", "a.ip") == blind_index("10.0.0.1", "a.ip")
    assert blind_index("10.0.0.1", "a.ip") != blind_index("10.0.0.1", "b.ip")


def test_a_commitment_needs_its_salt() -> None:
    assert commitment("Ivanov", b"salt") != commitment("Ivanov", b"tlas")


@pytest.mark.django_db
def test_the_column_holds_no_plain_text(organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        entity = LegalEntity.objects.get(organisation=organisation)
        entity.settlement_account = "40702810200000000001"
        entity.save()
        entity.refresh_from_db()
        assert entity.settlement_account == "40702810200000000001"
        with connection.cursor() as cursor:
            cursor.execute("SELECT settlement_account FROM accounts_legalentity WHERE id = %s", [entity.pk])
            assert b"40702810200000000001" not in bytes(cursor.fetchone()[0])
