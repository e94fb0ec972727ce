"""Addresses of other rooms' lists, by which every figure of a dashboard opens what it counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: Any, **filters: str) -> str:
    """Return the address of a page with filters; empty when this installation does not route it."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(filters)}" if filters else address
