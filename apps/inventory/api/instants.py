"""Instants that an address of the API names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import ValidationError
from rest_framework.fields import DateTimeField

if TYPE_CHECKING:
    from datetime import datetime

    from rest_framework.request import Request


def instant(request: Request, name: str) -> datetime:
    """Return the instant (ISO 8601) of a parameter. Raises ValidationError at its name."""
    try:
        found: datetime = DateTimeField().run_validation(request.query_params.get(name, ""))
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from error
    return found
