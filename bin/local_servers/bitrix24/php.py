"""PHP's query strings: `a[b][0]=c` as nested values, and references to results of earlier commands of a batch."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

_PARTS = re.compile(r"\[([^\]]*)\]")
_REFERENCE = re.compile(r"\$result((?:\[[^\]]*\])+)")


def parse(query: str) -> dict[str, Any]:
    """Return nested values of a query; keys that count up from zero become a list."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        head, _bracket, rest = name.partition("[")
        keys = [head, *_PARTS.findall(f"[{rest}" if rest or _bracket else "")]
        here = root
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = value
    return {key: _lists(value) for key, value in root.items()}


def resolve(value: Any, results: dict[str, Any]) -> Any:
    """Replace `$result[one][two]` by what earlier commands answered; what is not there becomes an empty text."""
    if isinstance(value, dict):
        return {key: resolve(one, results) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve(one, results) for one in value]
    if not isinstance(value, str):
        return value

    def found(match: re.Match[str]) -> str:
        here: Any = results
        for key in _PARTS.findall(match.group(1)):
            here = here.get(key, "") if isinstance(here, dict) else ""
        return str(here)

    return _REFERENCE.sub(found, value)


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    tidy = {key: _lists(one) for key, one in value.items()}
    if tidy and list(tidy) == [str(number) for number in range(len(tidy))]:
        return list(tidy.values())
    return tidy
