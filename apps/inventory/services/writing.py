"""Writing rows whose names are unique: the database's refusal becomes a named one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from apps.inventory.exceptions import NameTaken

if TYPE_CHECKING:
    from collections.abc import Iterable


def insert(row: Any, *, field: str = "name") -> None:
    """Insert a row. Raises NameTaken when its name is taken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(field=field, name=str(row)) from error


def rewrite(row: Any, version: int, fields: Iterable[str], *, field: str = "name") -> None:
    """Write the named fields of a row that still has this version. Raises StaleVersion, NameTaken."""
    try:
        with transaction.atomic():
            row.save_version(version, list(fields))
    except IntegrityError as error:
        raise NameTaken(field=field, name=str(row)) from error
