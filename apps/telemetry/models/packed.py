"""The field of packed groups: bytes in its column, a list of objects in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from apps.telemetry.rules.packed import pack_values, unpack

if TYPE_CHECKING:
    _AnyJSONField = models.JSONField[Any, Any]
else:
    _AnyJSONField = models.JSONField


class PackedField(_AnyJSONField):
    """Boards, fans or pools of a reading (see rules.packed): read as JSON is, written in a tenth of its time."""

    def __init__(self, *args: Any, group: str = "", **kwargs: Any) -> None:
        """Name the group of the protocol that is packed."""
        self.group = group
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return the constructor call with the group."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"group": self.group}

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "bytea"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Pack on the way in."""
        return value if value is None or isinstance(value, bytes) else pack_values(self.group, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Unpack on the way out."""
        return None if value is None else unpack(self.group, bytes(value))
