"""What leads, deals and activities may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import requisites
from apps.common.errors import Invalid
from apps.crm.enums import ActivityKind
from apps.crm.rules import texts
from apps.crm.rules.contract_fields import CURRENCIES, day, decimal

Cleaner = Callable[[Any], dict[str, Any]]

_MAX_POWER_KW: Final = Decimal(10) ** 6
_MAX_HASHRATE_PHS: Final = Decimal(10) ** 6
_MAX_INCOME: Final = Decimal(10) ** 12
_MAX_UNITS: Final = 1_000_000
_PERCENT: Final = 100
_INN_LENGTHS: Final = frozenset({10, 12})


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _line(field: str, limit: int, *, required: bool = False) -> Cleaner:
    return lambda value: {field: texts.line(_text(value), field, limit, required=required)}


def _paragraphs(field: str, limit: int) -> Cleaner:
    return lambda value: {field: texts.paragraphs(_text(value), field, limit)}


def _decimal(field: str, places: int, limit: Decimal, *, positive: bool = True) -> Cleaner:
    return lambda value: {field: decimal(value, field, places, limit, positive=positive)}


def _day(field: str) -> Cleaner:
    return lambda value: {field: day(value, field)}


def _whole(field: str, limit: int, *, required: bool = False) -> Cleaner:
    def check(value: Any) -> dict[str, Any]:
        text = "".join(_text(value).split())
        if not text and not required:
            return {field: None}
        if not (text.isascii() and text.isdigit()) or len(text) > len(str(limit)) or int(text) > limit:
            raise Invalid(_("A whole number from 0 to %(limit)s is needed."), field=field, limit=limit)
        return {field: int(text)}

    return check


def _inn(value: Any) -> dict[str, Any]:
    """A lead's INN helps to find the client; its check sum is judged, which kind of client it is shows later."""
    tidy = requisites.clean(_text(value))
    if tidy and not (len(tidy) in _INN_LENGTHS and requisites.is_inn(tidy)):
        raise Invalid(_("The INN is wrong: check its digits."), field="inn")
    return {"inn": tidy}


def _currency(value: Any) -> dict[str, Any]:
    if str(value) not in CURRENCIES:
        raise Invalid(field="currency")
    return {"currency": str(value)}


def _kind(value: Any) -> dict[str, Any]:
    if str(value) not in ActivityKind.values:
        raise Invalid(field="kind")
    return {"kind": str(value)}


def _moment(field: str) -> Cleaner:
    def check(value: Any) -> dict[str, Any]:
        if value in (None, ""):
            return {field: None}
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise Invalid(_("This is not a date with a time."), field=field)
        return {field: value}

    return check


_NEEDS: Final[Mapping[str, Cleaner]] = {
    "power_kw": _decimal("power_kw", 3, _MAX_POWER_KW),
    "hashrate_phs": _decimal("hashrate_phs", 3, _MAX_HASHRATE_PHS),
    "unit_count": _whole("unit_count", _MAX_UNITS),
    "next_step": _line("next_step", 300),
    "next_step_on": _day("next_step_on"),
}
LEAD: Final[Mapping[str, Cleaner]] = {
    "name": _line("name", 160, required=True),
    "company": _line("company", 300),
    "inn": _inn,
    "phone": lambda value: dict(zip(("phone", "phone_extension"), texts.phone(_text(value)), strict=True)),
    "email": lambda value: {"email": texts.email(_text(value))},
    "telegram": lambda value: {"telegram": texts.telegram(_text(value))},
    "message": _paragraphs("message", 4000),
    **_NEEDS,
}
DEAL: Final[Mapping[str, Cleaner]] = {
    "title": _line("title", 200, required=True),
    "probability": _whole("probability", _PERCENT, required=True),
    "monthly_income": _decimal("monthly_income", 2, _MAX_INCOME, positive=False),
    "currency": _currency,
    "expected_close_on": _day("expected_close_on"),
    "site_wish": _line("site_wish", 200),
    **_NEEDS,
}
ACTIVITY: Final[Mapping[str, Cleaner]] = {
    "kind": _kind,
    "title": _line("title", 200, required=True),
    "text": _paragraphs("text", 8000),
    "due_at": _moment("due_at"),
    "remind_at": _moment("remind_at"),
    "outcome": _line("outcome", 500),
}


def clean(cleaners: Mapping[str, Cleaner], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Invalid]]:
    """Return the given fields tidied, and every refusal (each names its field); unknown names are left out."""
    tidy: dict[str, Any] = {}
    refusals: list[Invalid] = []
    for name, value in values.items():
        if name in cleaners:
            try:
                tidy |= cleaners[name](value)
            except Invalid as refusal:
                refusals.append(refusal)
    return tidy, refusals


def reachable(values: Mapping[str, Any]) -> bool:
    """Whether a lead can be answered at all: by phone, e-mail or Telegram."""
    return any(values.get(name) for name in ("phone", "email", "telegram"))
