"""Fields that serializers of several apps share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common import people


class PersonField(serializers.CharField):
    """Who did something: the full name of whom the row keeps by login."""

    def __init__(self, **options: Any) -> None:
        """Only shown, never written."""
        super().__init__(read_only=True, **options)

    def to_representation(self, value: str) -> str:
        """Return the name."""
        return people.name_of(super().to_representation(value))
