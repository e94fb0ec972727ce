"""Snapshots: plain values, no secrets, no noise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.audit.snapshots import personal_fields, plain, snapshot
from apps.common.actor import ActorKind
from apps.common.crypto import EncryptedTextField
from apps.common.roles import Role


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (Decimal("1.50"), "1.50"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(minutes=1), "60.0"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ActorKind.USER, "user"),
        (Role.ADMIN, "admin"),
        (gettext_lazy("Actor"), "Actor"),
        ((1, Decimal(2)), [1, "2"]),
        ({"b", "a"}, ["a", "b"]),
        ({1: {"x": b"\x01"}}, {"1": {"x": "01"}}),
    ],
)
def test_values_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_an_unknown_kind_of_value_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="complex has no plain form"):
        plain(1j)


def test_a_snapshot_holds_fields_by_name_without_noise_or_secrets() -> None:
    user = User(login="anna", name="Anna", role=Role.MANAGER, organisation_id=7)
    user.password = make_password("one")
    first = snapshot(user)
    user.password = make_password("two")
    second = snapshot(user)

    assert (first["login"], first["role"], first["organisation"]) == ("anna", "manager", 7)
    assert {"created_at", "updated_at", "version"} & set(first) == set()
    assert first["password"].startswith("secret:")
    assert {name for name in first if first[name] != second[name]} == {"password"}


def test_encrypted_fields_are_personal_whoever_records_them() -> None:
    encrypted = {field.name for field in User._meta.concrete_fields if isinstance(field, EncryptedTextField)}

    assert personal_fields(User) >= encrypted
