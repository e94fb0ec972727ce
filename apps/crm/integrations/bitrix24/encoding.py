"""PHP's way to write nested values into a query, which commands of a batch need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote


def query(params: Mapping[str, Any]) -> str:
    """Return `a[b][0]=c` with values escaped; a reference such as `$result[one]` keeps its signs."""
    return "&".join(f"{quote(name, safe='[]')}={quote(value, safe='$[]')}" for name, value in _flat(params))


def _flat(params: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in params.items():
        key = f"{prefix}[{name}]" if prefix else str(name)
        if isinstance(value, Mapping):
            yield from _flat(value, key)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from _flat({str(number): one for number, one in enumerate(value)}, key)
        else:
            yield key, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value)
