"""What a contact may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from apps.common.errors import Invalid
from apps.crm.rules import texts

_CLEANERS: Final[Mapping[str, Callable[[str], dict[str, str]]]] = {
    "name": lambda text: {"name": texts.line(text, "name", 160, required=True)},
    "position": lambda text: {"position": texts.line(text, "position", 160)},
    "phone": lambda text: dict(zip(("phone", "phone_extension"), texts.phone(text), strict=True)),
    "email": lambda text: {"email": texts.email(text)},
    "telegram": lambda text: {"telegram": texts.telegram(text)},
}
FIELDS: Final = frozenset(_CLEANERS)


def clean(values: Mapping[str, Any]) -> tuple[dict[str, str], list[Invalid]]:
    """Return the given fields tidied, and every refusal (each names its field); unknown names are left out."""
    tidy: dict[str, str] = {}
    refusals: list[Invalid] = []
    for name, value in values.items():
        if name in _CLEANERS:
            try:
                tidy |= _CLEANERS[name]("" if value is None else str(value))
            except Invalid as refusal:
                refusals.append(refusal)
    return tidy, refusals
