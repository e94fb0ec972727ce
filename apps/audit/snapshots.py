"""Snapshots: a model instance as plain JSON values, taken before and after a change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import BinaryField, FileField
from django.utils.functional import Promise

from apps.audit.rules.changes import diff
from apps.common.crypto import EncryptedTextField, blind_index

if TYPE_CHECKING:
    from django.db.models import Field, Model

__all__ = ["diff", "personal_fields", "plain", "snapshot"]

# Kept by every row for itself: they would make every change look like three.
_NOISE: Final = frozenset({"created_at", "updated_at", "version"})
_FINGERPRINT_CHARS: Final = 16


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """A value as JSON keeps it: decimals and times as text, identifiers as text; TypeError for anything unknown."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value.total_seconds())
        case Decimal() | UUID() | Promise():
            return str(value)
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            items = [plain(item) for item in value]
            return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
    message = f"{type(value).__name__} has no plain form for the record"
    raise TypeError(message)


def _is_secret(model: type[Model], field: Field[Any, Any]) -> bool:
    return field.name == "password" or field.name in getattr(model, "audit_secret_fields", ())


def _fingerprint(field: Field[Any, Any], value: Any) -> str | None:
    """Show that a secret changed without keeping it: the start of its keyed hash."""
    if value in (None, "", b""):
        return None
    text = value if isinstance(value, str) else bytes(value).hex()
    context = f"audit.secret.{field.model._meta.db_table}.{field.column}"
    return f"secret:{blind_index(text, context).hex()[:_FINGERPRINT_CHARS]}"


def snapshot(instance: Model) -> dict[str, Any]:
    """The concrete fields of a row as plain JSON values by field name (a foreign key as its key).

    Secrets (`password` and the model's `audit_secret_fields`) appear as a fingerprint only; binary columns (blind
    indexes, stored bytes), times of the row and deferred fields are left out. No query is made.
    """
    model = type(instance)
    deferred = instance.get_deferred_fields()
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in _NOISE or field.attname in deferred:
            continue
        value = getattr(instance, field.attname)
        if _is_secret(model, field):
            values[field.name] = _fingerprint(field, value)
        elif isinstance(field, FileField):
            values[field.name] = value.name if value else ""
        elif not isinstance(field, BinaryField):
            values[field.name] = plain(value)
    return values


def personal_fields(model: type[Model]) -> frozenset[str]:
    """Fields that are personal whoever records them: encrypted ones and the model's `audit_personal_fields`."""
    encrypted = {field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)}
    return frozenset(encrypted) | frozenset(getattr(model, "audit_personal_fields", ()))
