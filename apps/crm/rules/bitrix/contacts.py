"""A contact of ours and a contact of the portal, as the same fields.

Ours has one line for the name; theirs has three. Written and read in the order surname, name, patronymic, the line
comes back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apps.crm.rules.bitrix import texts

GROUPS: Final[dict[str, tuple[str, ...]]] = {"reach": ("phone", "email"), "names": ("name", "position")}
_WORDS: Final = ("lastName", "name", "secondName")


def ours(contact: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of a contact."""
    return {
        "name": texts.plain(contact["name"]),
        "position": texts.plain(contact["position"]),
        "phone": texts.phone(f"{contact['phone']} ext. {contact['phone_extension']}".removesuffix(" ext. ")),
        "email": texts.email(contact["email"]),
    }


def theirs(item: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of the portal's contact."""
    many = texts.many(item)
    return {
        "name": texts.plain(" ".join(str(item.get(word) or "") for word in _WORDS)),
        "position": texts.plain(item.get("post")),
        "phone": texts.phone((texts.first(many, texts.PHONE) or {}).get("value")),
        "email": texts.email((texts.first(many, texts.EMAIL) or {}).get("value")),
    }


def item_fields(item: Mapping[str, Any] | None, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what to write into the portal's contact."""
    fields: dict[str, Any] = {}
    if "name" in values:
        first, *more = values["name"].split(" ", 2)
        parts = ["", first, ""] if not more else [first, *more, ""][:3]
        fields |= dict(zip(_WORDS, parts, strict=True))
    if "position" in values:
        fields["post"] = values["position"]
    many = texts.written(item or {}, values)
    if many:
        fields["fm"] = many
    return fields
