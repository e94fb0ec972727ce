"""DaData's answers as plain values. Every nested object may be null, whatever the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apps.crm.enums import ClientType, RegisterState


@dataclass(frozen=True, slots=True)
class Party:
    """A company, a branch or a sole trader, by the names of the client's card."""

    title: str
    type: ClientType
    name: str
    short_name: str
    inn: str
    kpp: str
    ogrn: str
    legal_address: str
    signatory_post: str
    signatory_name: str
    state: RegisterState
    is_branch: bool
    actual_on: datetime | None

    @property
    def fields(self) -> dict[str, str]:
        """The card's fields that the register knows."""
        known = {
            "name": self.name, "short_name": self.short_name, "inn": self.inn, "kpp": self.kpp, "ogrn": self.ogrn,
            "legal_address": self.legal_address, "signatory_post": self.signatory_post,
            "signatory_name": self.signatory_name,
            "signatory_basis": "Устава" if self.signatory_name and not self.is_branch else "",
        }  # fmt: skip
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank by its BIC."""

    name: str
    bic: str
    correspondent_account: str
    city: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Address:
    """An address in one line, with its postcode."""

    value: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """An office that issues passports."""

    code: str
    name: str


def _inner(row: Mapping[str, Any], *names: str) -> Any:
    """Return a value inside nested objects, None where any of them is missing."""
    found: Any = row
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _text(row: Mapping[str, Any], *names: str) -> str:
    return str(_inner(row, *names) or "").strip()


def _sentence_case(text: str) -> str:
    """Return «Генеральный директор» for the register's capitals."""
    return text[:1] + text[1:].lower() if text.isupper() else text


def party(row: Mapping[str, Any]) -> Party:
    """Read one suggestion of a company or a sole trader."""
    data: Mapping[str, Any] = row.get("data") or {}
    is_trader = _text(data, "type") == "INDIVIDUAL"
    state = _text(data, "state", "status").lower()
    moment = _inner(data, "state", "actuality_date")
    short = _text(data, "name", "short_with_opf") or _text(row, "value")
    return Party(
        title=short,
        type=ClientType.SOLE_TRADER if is_trader else ClientType.LEGAL_ENTITY,
        name=_whole_name(data) or short,
        short_name=short,
        inn=_text(data, "inn"),
        kpp="" if is_trader else _text(data, "kpp"),
        ogrn=_text(data, "ogrn"),
        legal_address=_text(data, "address", "unrestricted_value") or _text(data, "address", "value"),
        signatory_post=_sentence_case(_text(data, "management", "post")),
        signatory_name=_text(data, "management", "name"),
        state=RegisterState(state) if state in RegisterState.values else RegisterState.UNKNOWN,
        is_branch=_text(data, "branch_type") == "BRANCH",
        actual_on=datetime.fromtimestamp(moment / 1000, UTC) if isinstance(moment, int) else None,
    )


def _whole_name(data: Mapping[str, Any]) -> str:
    """Return the full name with its form of ownership in ordinary letters: «Общество … "ПРИМЕР"»."""
    full, form = _text(data, "name", "full_with_opf"), _text(data, "opf", "full")
    if form and full.upper().startswith(form.upper()):
        return f"{form}{full[len(form) :]}"
    return full


def bank(row: Mapping[str, Any]) -> Bank:
    """Read one suggestion of a bank."""
    data: Mapping[str, Any] = row.get("data") or {}
    return Bank(
        name=_text(data, "name", "payment") or _text(row, "value"),
        bic=_text(data, "bic"),
        correspondent_account=_text(data, "correspondent_account"),
        city=_text(data, "payment_city"),
        is_active=_text(data, "state", "status") == "ACTIVE",
    )


def address(row: Mapping[str, Any]) -> Address:
    """Read one suggestion of an address."""
    return Address(_text(row, "unrestricted_value") or _text(row, "value"))


def issuer(row: Mapping[str, Any]) -> Issuer:
    """Read one suggestion of a passport office."""
    return Issuer(_text(row, "data", "code"), _text(row, "data", "name") or _text(row, "value"))
