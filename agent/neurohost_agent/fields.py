"""Values out of replies: numbers that may be text, «nan» and «inf», and what is not there is None."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

_NUMBER: Final = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:[A-Za-z/%°]*)\s*$")
_MAC_DIGITS: Final = 12
_DOTS: Final = re.compile(r"[:.\-\s]")


def as_number(value: Any) -> float | None:
    """Return the finite number that a value is or writes («7903.7», «3250 W»), else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        match = _NUMBER.match(value)
        return float(match[1]) if match and math.isfinite(float(match[1])) else None
    return None


def number(data: Mapping[str, Any], *keys: str) -> float | None:
    """Return the number under the first key that has one."""
    for key in keys:
        found = as_number(data.get(key))
        if found is not None:
            return found
    return None


def integer(data: Mapping[str, Any], *keys: str) -> int | None:
    """Return the whole number (zero or more) under the first key that has one."""
    for key in keys:
        found = as_number(data.get(key))
        if found is not None and found >= 0:
            return int(found)
    return None


def positive(data: Mapping[str, Any], *keys: str) -> float | None:
    """Return the number above zero under the first key that has one: for sensors that write 0 when there is none."""
    for key in keys:
        found = as_number(data.get(key))
        if found is not None and found > 0:
            return found
    return None


def scaled(value: float | None, divisor: float) -> float | None:
    """Return value / divisor, None for None."""
    return None if value is None else value / divisor


def text(data: Mapping[str, Any], *keys: str) -> str | None:
    """Return the first text that is not empty and is no «N/A»."""
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and value.strip() and value.strip().upper() not in {"N/A", "NULL", "NONE"}:
            return value.strip()
    return None


def truth(data: Mapping[str, Any], *keys: str) -> bool | None:
    """Return a truth value written as JSON, «true», «Y» or «1»."""
    for key in keys:
        value = data.get(key)
        if isinstance(value, bool):
            return value
        if isinstance(value, int | str) and str(value).strip():
            return str(value).strip().lower() in {"true", "y", "yes", "1", "on"}
    return None


def table(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the mappings of a section, whether it is written as a list or as one mapping."""
    value = data.get(key)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def first(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the first mapping of a section, an empty one when there is none."""
    found = table(data, key)
    return found[0] if found else {}


def inner(data: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """Return the mapping at a path of keys, an empty one when it is not there."""
    value: Any = data
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def normal_mac(value: str | None) -> str | None:
    """Return six lower-case pairs with colons, None for what is no MAC address."""
    digits = _DOTS.sub("", value or "").lower()
    if len(digits) != _MAC_DIGITS or any(letter not in "0123456789abcdef" for letter in digits) or not int(digits, 16):
        return None
    return ":".join(digits[n : n + 2] for n in range(0, _MAC_DIGITS, 2))


def highest(values: list[float | None]) -> float | None:
    """Return the highest known value."""
    return max((value for value in values if value is not None), default=None)
