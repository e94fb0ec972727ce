"""Dated rows (`during`: a range of time) written many at once, as columns and not as objects."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import connection

from apps.common.clock import now
from apps.common.crypto import EncryptedTextField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from apps.common.models import OrganisationModel


def begin_rows(model: type[OrganisationModel], at: Sequence[datetime], **columns: Sequence[Any]) -> None:
    """Write rows that hold from these instants on, open at the end (one statement); nothing for no instants.

    `columns` are the values of all other columns of the model but its keys and times (`unit_id`, `document` …), one
    for each row. They travel as arrays, which Django's own bulk insert does for every table but those with a range:
    there a statement spends most of its time on reading its thousands of placeholders.
    """
    if not at:
        return
    by_column = {field.column: field for field in model._meta.local_concrete_fields}
    kinds = [str(by_column[name].db_type(connection)).partition("(")[0] for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    written = now()
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" (uid, created_at, updated_at, during, {names}) '  # noqa: S608 - our own
            f"SELECT gen_random_uuid(), %s, %s, tstzrange(begun, NULL), {names} "
            f"FROM unnest(%s::timestamptz[], {arrays}) AS fresh (begun, {names})",
            [written, written, list(at), *(_stored(by_column[name], values) for name, values in columns.items())],
        )


def _stored(field: Any, values: Sequence[Any]) -> list[Any]:
    """Return values as their column holds them: encrypted where it is, a choice as its text."""
    if isinstance(field, EncryptedTextField):
        return [field.get_prep_value(value) for value in values]
    return [value.value if isinstance(value, Enum) else value for value in values]
