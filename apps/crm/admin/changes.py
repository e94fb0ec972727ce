"""What a form changed: services are given the differences only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model


def changed(row: Model, data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the named values of a form that differ from the stored row."""
    return {name: data[name] for name in names if name in data and data[name] != getattr(row, name)}


def given(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the named values of a form that were filled in."""
    return {name: data[name] for name in names if data.get(name) not in (None, "")}
