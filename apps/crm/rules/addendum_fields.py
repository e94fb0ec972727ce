"""What an addendum may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from apps.common.errors import Invalid
from apps.crm.rules import texts
from apps.crm.rules.contract_fields import day

_CLEANERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "title": lambda value: texts.line(str(value or ""), "title", 160),
    "changes": lambda value: texts.paragraphs(str(value or "").replace("\r\n", "\n"), "changes", 20_000),
    "signed_on": lambda value: day(value, "signed_on"),
    "effective_on": lambda value: day(value, "effective_on"),
}
FIELDS: Final = frozenset(_CLEANERS)


def clean(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Invalid]]:
    """Return the given fields tidied, and every refusal (each names its field); unknown names are left out."""
    tidy: dict[str, Any] = {}
    refusals: list[Invalid] = []
    for name, value in values.items():
        if name in _CLEANERS:
            try:
                tidy[name] = _CLEANERS[name](value)
            except Invalid as refusal:
                refusals.append(refusal)
    return tidy, refusals
