"""Values in one form on both sides, so that spelling is no change: phones as E.164, mail by case, single spaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.common.errors import Invalid
from apps.crm.rules import texts

PHONE = "PHONE"
EMAIL = "EMAIL"


def plain(value: Any) -> str:
    """Return one line of text."""
    return " ".join(str(value or "").split())


def phone(value: Any) -> str:
    """Return a phone in E.164 with its extension; a text that is none as it stands."""
    text = plain(value)
    try:
        number, extension = texts.phone(text)
    except Invalid:
        return text
    return f"{number} ext. {extension}" if extension else number


def email(value: Any) -> str:
    """Return an address in lower case."""
    return plain(value).lower()


def number(value: Any) -> str:
    """Return a requisite without spaces."""
    return "".join(str(value or "").split())


def first(fields: Iterable[Mapping[str, Any]], kind: str) -> Mapping[str, Any] | None:
    """Return the first of a record's phones or mails."""
    fitting = [one for one in fields if one.get("typeId") == kind and plain(one.get("value"))]
    return min(fitting, key=lambda one: int(one.get("id") or 0), default=None)


def many(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the phones and mails of a record."""
    found = item.get("fm")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def written(item: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """Return what to write into `fm` so that the first phone and mail become the given ones."""
    wanted: dict[str, Any] = {}
    for number_of, (name, kind) in enumerate((("phone", PHONE), ("email", EMAIL))):
        if name not in values:
            continue
        known = first(many(item), kind)
        if known is not None:
            kept = {"typeId": kind, "valueType": known.get("valueType") or "WORK", "value": values[name]}
            wanted[str(known["id"])] = kept
        elif values[name]:
            wanted[f"n{number_of}"] = {"typeId": kind, "valueType": "WORK", "value": values[name]}
    return wanted
