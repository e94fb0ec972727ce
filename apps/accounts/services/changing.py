"""How rows of the settings are changed: against the version that was read, with one record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from apps.audit.services import record
from apps.audit.snapshots import snapshot

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.common.actor import Actor
    from apps.common.models import VersionedModel


def write(by: Actor, row: Model, values: Mapping[str, Any], version: int, action: str) -> None:
    """Set the values of a locked row, write them against the version, record. Raises StaleVersion."""
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    versioned: VersionedModel = row  # type: ignore[assignment]  # every row of the settings is versioned
    versioned.save_version(version, list(values))
    record(by=by, action=action, subject=row, before=before, after=snapshot(row))
