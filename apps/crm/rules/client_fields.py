"""What each field of a client's card may hold, by the kind of client; and what a contract needs to be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import requisites
from apps.common.errors import Invalid
from apps.crm.enums import ClientType
from apps.crm.rules import texts

Cleaner = Callable[[str, ClientType, date], Any]

_LINES: Final = {
    "short_name": 160,
    "registration_number": 60,
    "tax_number": 40,
    "legal_address": 400,
    "postal_address": 400,
    "signatory_post": 160,
    "signatory_name": 160,
    "signatory_name_genitive": 200,
    "signatory_basis": 200,
    "registry_entry": 80,
    "passport_issued_by": 300,
}
_COMPANIES: Final = frozenset({ClientType.LEGAL_ENTITY, ClientType.FOREIGN_COMPANY})
_HOME: Final = "RU"
_SERIES = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"[0-9]{6}")
_DEPARTMENT = re.compile(r"[0-9]{3}-[0-9]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")

# What a contract with a client of this kind cannot be made without.
NEEDED: Final[Mapping[ClientType, tuple[str, ...]]] = {
    ClientType.LEGAL_ENTITY: (
        "inn", "kpp", "ogrn", "legal_address", "signatory_post", "signatory_name", "signatory_basis",
    ),
    ClientType.SOLE_TRADER: ("inn", "ogrn", "legal_address"),
    ClientType.PERSON: (
        "legal_address", "passport_series", "passport_number", "passport_issued_by", "passport_issued_on",
    ),
    ClientType.FOREIGN_COMPANY: (
        "country", "registration_number", "legal_address", "signatory_post", "signatory_name", "signatory_basis",
    ),
}  # fmt: skip


def missing(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields a contract needs and the card does not have."""
    return tuple(name for name in NEEDED[ClientType(kind)] if not values.get(name))


def _name(text: str, _kind: ClientType, _today: date) -> str:
    return texts.line(text, "name", 300, required=True)


def _inn(text: str, kind: ClientType, _today: date) -> str:
    tidy = requisites.clean(text)
    if not tidy:
        if kind in (ClientType.LEGAL_ENTITY, ClientType.SOLE_TRADER):
            raise Invalid(_("This field is needed."), field="inn")
        return ""
    return requisites.check_company_inn(tidy) if kind in _COMPANIES else requisites.check_person_inn(tidy)


def _kpp(text: str, kind: ClientType, _today: date) -> str:
    if not requisites.clean(text):
        return ""
    if kind not in _COMPANIES:
        raise Invalid(_("Only companies have a KPP."), field="kpp")
    return requisites.check_kpp(text)


def _ogrn(text: str, kind: ClientType, _today: date) -> str:
    if not requisites.clean(text):
        return ""
    if kind is ClientType.SOLE_TRADER:
        return requisites.check_ogrnip(text)
    if kind is ClientType.LEGAL_ENTITY:
        return requisites.check_ogrn(text)
    raise Invalid(_("A client of this kind has no OGRN."), field="ogrn")


def _country(text: str, kind: ClientType, _today: date) -> str:
    code = text.strip().upper() or _HOME
    if _COUNTRY.fullmatch(code) is None:
        raise Invalid(_("A country is two letters, such as CN or KZ."), field="country")
    if kind is not ClientType.FOREIGN_COMPANY and code != _HOME:
        raise Invalid(_("Only a foreign company is registered abroad."), field="country")
    if kind is ClientType.FOREIGN_COMPANY and code == _HOME:
        raise Invalid(_("A foreign company is registered abroad."), field="country")
    return code


def _fits(pattern: re.Pattern[str], field: str, sentence: Any) -> Cleaner:
    def check(text: str, _kind: ClientType, _today: date) -> str:
        tidy = "".join(text.split())
        if tidy and pattern.fullmatch(tidy) is None:
            raise Invalid(sentence, field=field)
        return tidy

    return check


def _line(field: str, limit: int) -> Cleaner:
    return lambda text, _kind, _today: texts.line(text, field, limit)


def _past(field: str) -> Cleaner:
    return lambda text, _kind, today: texts.past_day(text, field, today)


_CLEANERS: Final[Mapping[str, Cleaner]] = {
    "name": _name,
    "inn": _inn,
    "kpp": _kpp,
    "ogrn": _ogrn,
    "country": _country,
    "email": lambda text, _kind, _today: texts.email(text),
    "note": lambda text, _kind, _today: texts.paragraphs(text, "note"),
    "passport_series": _fits(_SERIES, "passport_series", _("A passport series has 4 digits.")),
    "passport_number": _fits(_NUMBER, "passport_number", _("A passport number has 6 digits.")),
    "passport_department": _fits(_DEPARTMENT, "passport_department", _("A department code is written 770-001.")),
    "passport_issued_on": _past("passport_issued_on"),
    "birth_date": _past("birth_date"),
    **{field: _line(field, limit) for field, limit in _LINES.items()},
}
FIELDS: Final = frozenset(_CLEANERS) | {"phone"}


def clean(kind: str, values: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[Invalid]]:
    """Return the given fields tidied, and every refusal (each names its field); unknown names are left out.

    `phone` becomes `phone` in E.164 and `phone_extension`.
    """
    client_type = ClientType(kind)
    tidy: dict[str, Any] = {}
    refusals: list[Invalid] = []
    for name, value in values.items():
        text = "" if value is None else str(value)
        try:
            if name == "phone":
                tidy["phone"], tidy["phone_extension"] = texts.phone(text)
            elif name in _CLEANERS:
                tidy[name] = _CLEANERS[name](text, client_type, today)
        except Invalid as refusal:
            refusals.append(refusal)
    return tidy, refusals
