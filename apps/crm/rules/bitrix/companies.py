"""A client of ours and a company of the portal with its requisites and addresses, as the same fields.

`ours` and `theirs` read either form; `changes` and the writing functions put fields back. A field that the preset of
the requisites does not keep is None: it is not exchanged, since the portal would drop it without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.crm.enums import NATURAL_PERSONS, ClientType
from apps.crm.rules.bitrix import texts

LEGAL, REGISTRATION, POSTAL = 6, 4, 8
REQUISITES: Final = {
    "full_name": "RQ_COMPANY_FULL_NAME", "inn": "RQ_INN", "kpp": "RQ_KPP", "signatory_name": "RQ_DIRECTOR",
}  # fmt: skip
ADDRESSES: Final = ("legal_address", "postal_address")
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "requisites": ("full_name", "inn", "kpp", "ogrn", "signatory_name", *ADDRESSES),
    "reach": ("phone", "email"),
    "names": ("title",),
}
_LINES: Final = ("POSTAL_CODE", "COUNTRY", "PROVINCE", "REGION", "CITY", "ADDRESS_1", "ADDRESS_2")


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the portal gave it, with the one set of requisites that is exchanged."""

    item: Mapping[str, Any]
    requisite: Mapping[str, Any] | None = None
    addresses: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def ours(client: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields of a client's card."""
    phone = texts.phone(f"{client['phone']} ext. {client['phone_extension']}".removesuffix(" ext. "))
    return {
        "title": texts.plain(client["short_name"] or client["name"]),
        "full_name": texts.plain(client["name"]),
        "inn": client["inn"],
        "kpp": client["kpp"],
        "ogrn": client["ogrn"],
        "signatory_name": texts.plain(client["signatory_name"]),
        "legal_address": texts.plain(client["legal_address"]),
        "postal_address": texts.plain(client["postal_address"]),
        "phone": phone,
        "email": texts.email(client["email"]),
    }


def theirs(company: Company, kept: frozenset[str] | None, *, natural: bool) -> dict[str, str | None]:
    """Return the fields of a company; `kept` are the names that its preset keeps, None when that is not known."""
    requisite = company.requisite or {}
    values: dict[str, str | None] = {"title": texts.plain(company.item.get("title"))}
    for name, remote in REQUISITES.items():
        tidy = texts.number if name in ("inn", "kpp") else texts.plain
        values[name] = tidy(requisite.get(remote)) if kept is None or remote in kept else None
    if natural:
        # A person's name stands in the title alone; a preset of persons has no field for it as one text.
        values["full_name"] = values["signatory_name"] = values["kpp"] = None
    remote = ogrn_field(natural=natural)
    values["ogrn"] = texts.number(requisite.get(remote)) if kept is None or remote in kept else None
    for name, type_id in address_types(natural=natural).items():
        values[name] = address(company.addresses.get(type_id))
    many = texts.many(company.item)
    values["phone"] = texts.phone((texts.first(many, texts.PHONE) or {}).get("value"))
    values["email"] = texts.email((texts.first(many, texts.EMAIL) or {}).get("value"))
    return values


def ogrn_field(*, natural: bool) -> str:
    """Return the name of the state number's field."""
    return "RQ_OGRNIP" if natural else "RQ_OGRN"


def address_types(*, natural: bool) -> dict[str, int]:
    """Return the portal's types of our two addresses."""
    return {"legal_address": REGISTRATION if natural else LEGAL, "postal_address": POSTAL}


def address(row: Mapping[str, Any] | None) -> str:
    """Return an address as one line."""
    parts = [texts.plain((row or {}).get(name)) for name in _LINES]
    return ", ".join(part for part in parts if part)


def changes(client: Mapping[str, Any] | None, values: Mapping[str, str | None]) -> dict[str, str]:
    """Return the fields of our card that hold `values` (all fields, after the merge), for a new card or a change."""
    title, full = values.get("title") or "", values.get("full_name")
    wanted: dict[str, str] = {}
    if full is None:
        wanted["short_name" if client and client["short_name"] else "name"] = title
    else:
        wanted["name"] = full or title
        wanted["short_name"] = "" if title in ("", wanted["name"]) else title
    for name in ("inn", "kpp", "ogrn", "signatory_name", *ADDRESSES, "phone", "email"):
        value = values.get(name)
        if value is not None:
            wanted[name] = value
    if client is None:
        return {name: value for name, value in wanted.items() if value}
    had = ours(client)
    shown = {**client, "phone": had["phone"] or "", "email": had["email"] or ""}
    return {name: value for name, value in wanted.items() if value != texts.plain(shown[name])}


def item_fields(company: Company | None, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what to write into the company itself."""
    fields: dict[str, Any] = {}
    if "title" in values:
        fields["title"] = values["title"]
    many = texts.written(company.item if company else {}, values)
    if many:
        fields["fm"] = many
    return fields


def requisite_fields(values: Mapping[str, str], *, natural: bool) -> dict[str, str]:
    """Return what to write into the requisites."""
    fields = {remote: values[name] for name, remote in REQUISITES.items() if name in values}
    if "ogrn" in values:
        fields[ogrn_field(natural=natural)] = values["ogrn"]
    return fields


def kind_of(company: Company, by_preset: Mapping[int, ClientType]) -> ClientType | None:
    """Return the kind of client that a company is: by the preset of its requisites, else by the length of its INN."""
    requisite = company.requisite
    if requisite is None:
        return None
    known = by_preset.get(int(requisite.get("PRESET_ID") or 0))
    if known is not None:
        return known
    inn = texts.number(requisite.get("RQ_INN"))
    if len(inn) == 10:  # noqa: PLR2004 - an INN of a company has 10 digits
        return ClientType.LEGAL_ENTITY
    if inn:
        return ClientType.SOLE_TRADER if requisite.get("RQ_OGRNIP") else ClientType.PERSON
    return None


def is_natural(kind: str) -> bool:
    """Whether a natural person stands behind a client of this kind."""
    return kind in NATURAL_PERSONS
