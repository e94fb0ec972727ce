"""Addresses of many rows of one page: a page is looked up once, each row only fills in its identifier."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

if TYPE_CHECKING:
    from collections.abc import Callable

_NOBODY: Final = UUID(int=0)


def address_by_uid(name: str, *before: str) -> Callable[[UUID], str]:
    """Return what gives the address of the page `name` for an identifier; `before` are the arguments before it."""
    head, tail = _ends(name, before, get_urlconf(), get_script_prefix())
    return lambda uid: f"{head}{uid}{tail}"


@lru_cache(maxsize=256)
def _ends(name: str, before: tuple[str, ...], _urlconf: str | None, _prefix: str) -> tuple[str, str]:
    """Return what stands before and after the identifier; the last two say for which addresses that holds."""
    head, tail = reverse(name, args=[*before, _NOBODY]).split(str(_NOBODY))
    return head, tail
